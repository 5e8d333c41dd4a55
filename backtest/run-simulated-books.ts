/** The portfolio simulator by the rules of live: what a replay compares the live commands with. */
import { CommandError } from '../src/domain/outcome.ts';
import { moneyFromNumber } from '../src/domain/money.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { StrategyRules } from '../src/domain/strategy.ts';
import { parseBacktestConfig, type BacktestConfig } from '../src/contracts/backtest-config.ts';
import { isSession, nextSession } from '../src/rules/market-calendar.ts';
import type { ParityBook, ParityPlan, ParityTrade } from '../src/rules/parity.ts';
import type { Trade } from '../src/rules/trade-rounding.ts';
import { simulatePortfolio } from './portfolio-simulator.ts';
import type { PriceData } from './price-data.ts';
import type { PriceHistory } from './price-history.ts';
import type { SimulationInput } from './simulation-input.ts';
import { defaultProfile } from './simulation-profile.ts';
import type { SimulationResult } from './simulation-result.ts';
import { loadBacktest } from './wiring/load-backtest.ts';

export type LiveQuestion = {
  readonly reportsDir: string;
  readonly prices: string;
  /** The dates of the reports that live reads. */
  readonly reportDates: ReadonlySet<SessionDate>;
  readonly to: SessionDate;
  readonly books: readonly StrategyRules[];
};

export async function simulateBooks(question: LiveQuestion): Promise<readonly ParityBook[]> {
  const { input, prices } = await loadBacktest(configOf(question));
  const candidates = input.candidates.filter(({ reportDate }) =>
    question.reportDates.has(reportDate),
  );
  return question.books.map((rules) => {
    const { result, history } = simulateByRules({ ...input, candidates }, prices, rules);
    assertReached(result, question);
    const trades = result.trades.map((trade) => toParityTrade(trade, history, question.to));
    return { trades, plans: plansOf(result, question.to) };
  });
}

/**
 * The default profile with the sizes and fills of live at the emulator; slippage is what the rules say. Live cannot know
 * that the bars of a stock have ended: what a backtest sells at the last close stays in this book, as it does in live's.
 */
function simulateByRules(
  input: SimulationInput,
  prices: PriceData,
  rules: StrategyRules,
): { readonly result: SimulationResult; readonly history: PriceHistory } {
  const profile = {
    ...defaultProfile({ sizeOn: 'reference_price', stopFill: 'gap_aware' }),
    delisted: 'undone_at_end',
  } as const;
  const history = profile.openHistory(prices, rules);
  return {
    history,
    result: simulatePortfolio(input, { history, rules, profile, commission: 0 }),
  };
}

/** Which files are read, and how much of them; the rules come from the question. */
function configOf({ reportsDir, prices, to, books }: LiveQuestion): BacktestConfig {
  const parsed = parseBacktestConfig({
    reports_dir: reportsDir,
    prices,
    data_end_date: to,
    lookback_days: Math.max(...books.map(({ lookbackDays }) => lookbackDays)),
  });
  if (parsed.kind === 'config') return parsed.config;
  throw new CommandError('usage', parsed.problems.join('; '), 'see `openbell replay --help`');
}

function assertReached({ equity }: SimulationResult, { prices, to }: LiveQuestion): void {
  const last = equity.at(-1)?.date;
  if (last === undefined || last >= to) return;
  throw new CommandError(
    'input-refused',
    `the prices of ${prices} end on ${last}, before ${to}`,
    `bring them up to date, or replay --to ${last}`,
  );
}

/** Planned, and without a bar to fill at on the day. */
const NOT_FILLED: readonly string[] = ['no_price_data', 'missing_ohlc'];
/** What ends a position otherwise than by a plan. */
const UNPLANNED: readonly string[] = ['stop_loss', 'end_of_data'];

function plansOf({ trades, skipped }: SimulationResult, to: SessionDate): ParityBook['plans'] {
  const plans = new Map<SessionDate, { [Kind in keyof ParityPlan]: string[] }>();
  const planOf = (session: SessionDate) => {
    const plan = plans.get(session) ?? { entries: [], exits: [], skips: [] };
    plans.set(session, plan);
    return plan;
  };
  for (const { ticker, entryDate, exitDate, exitReason } of trades) {
    planOf(entryDate).entries.push(ticker);
    if (!UNPLANNED.includes(exitReason)) planOf(exitDate).exits.push(`${ticker} ${exitReason}`);
  }
  for (const { ticker, reportDate, reason } of skipped) {
    const session = isSession(reportDate) ? reportDate : nextSession(reportDate);
    if (session > to) continue;
    if (NOT_FILLED.includes(reason)) planOf(session).entries.push(ticker);
    else planOf(session).skips.push(`${ticker} ${reason}`);
  }
  return plans;
}

function toParityTrade(trade: Trade, history: PriceHistory, to: SessionDate): ParityTrade {
  const { ticker, entryDate, shares, exitDate, exitReason } = trade;
  const exit = { date: exitDate, price: moneyFromNumber(trade.exitPrice), reason: exitReason };
  const isOpen = exitReason === 'end_of_data';
  const lastBar = history.lastBarDate(ticker);
  return {
    ticker,
    entryDate,
    entryPrice: moneyFromNumber(trade.entryPrice),
    shares,
    exit: isOpen ? null : exit,
    ...(isOpen && lastBar !== undefined && lastBar < to && { barsEnd: lastBar }),
  };
}
