/**
 * How much do decisions depend on how much history they see? Every week-end verdict of every position is taken again
 * with a shorter and a longer look-back, and with the first bars of the data cut off.
 */
import { addDays, daysBetween, type SessionDate } from '../../src/domain/session-date.ts';
import type { TrailingVerdict } from '../../src/domain/signal.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';
import { judgeTrend } from '../../src/rules/trailing-stop.ts';
import type { Check, Difference } from '../../src/views/render-checks.ts';
import type { PriceHistory } from '../price-history.ts';
import type { Changed, CheckSubject } from './check-subject.ts';
import { cutBefore } from './market.ts';

const SHORTEST = 60;
const LONGEST = 2_000;

type Variant = { readonly name: string; readonly changed: Omit<Changed, 'candidates'> };

export function checkWarmup(subject: CheckSubject): Check {
  const asked = questionsOf(subject);
  const compared = variantsOf(subject).map((variant) => {
    const history = subject.openHistory(variant.changed);
    return { variant, ...compareVerdicts(asked, subject, history, variant.name) };
  });
  return {
    name: 'warmup',
    looked: `${asked.length} week-end verdicts of ${subject.base.trades.length} positions, look-back ${subject.rules.lookbackDays} days`,
    differences: compared.flatMap(({ differences }) => differences),
    notes: compared.map(({ variant, differences, widest }) => {
      const result = subject.run(variant.changed);
      const count = differences.length;
      return `${variant.name}: ${count} of ${asked.length} verdicts differ, indicators by at most ${(widest * 100).toFixed(2)} %; ${outcome(result.trades)} instead of ${outcome(subject.base.trades)}`;
    }),
  };
}

function outcome(trades: readonly Trade[]): string {
  const total = trades.reduce((sum, { pnl }) => sum + pnl, 0);
  return `${trades.length} trades with a P&L of ${total.toFixed(2)}`;
}

function variantsOf({ config, rules, market, base }: CheckSubject): Variant[] {
  const { lookbackDays } = rules;
  const days = [Math.round(lookbackDays / 2), Math.round(lookbackDays * 1.5), lookbackDays * 2]
    .map((count) => Math.min(LONGEST, Math.max(SHORTEST, count)))
    .filter((count) => count !== lookbackDays);
  const lookbacks = [...new Set(days)].map((count) => ({
    name: `look-back of ${count} days`,
    changed: { lookbackDays: count },
  }));
  const first = base.trades.map(({ entryDate }) => entryDate).sort()[0];
  if (first === undefined) return lookbacks;
  const start = halfwayTo(first, addDays(first, -lookbackDays), market.sessions[0]);
  const cut = { name: `bars before ${start} cut`, changed: { market: cutBefore(market, start) } };
  // The reference profile sees all bars: its look-back is the data.
  return config.profile === 'reference' ? [cut] : [...lookbacks, cut];
}

/** Between the first bar that is seen and the first entry. */
function halfwayTo(
  entry: SessionDate,
  lookedBack: SessionDate,
  firstBar: SessionDate = lookedBack,
): SessionDate {
  const from = firstBar > lookedBack ? firstBar : lookedBack;
  return addDays(from, Math.ceil(daysBetween(from, entry) / 2));
}

type Question = { readonly trade: Trade; readonly asOf: SessionDate };

/** Every session at which the trend of an open position was judged. */
function questionsOf({ base, history, market }: CheckSubject): Question[] {
  return base.trades.flatMap((trade) =>
    market.sessions
      .filter((session) => session >= trade.entryDate && session < trade.exitDate)
      .filter((session) => history.trendOf(trade.ticker, session).state === 'week_end')
      .map((asOf) => ({ trade, asOf })),
  );
}

function compareVerdicts(
  asked: readonly Question[],
  { history, rules }: CheckSubject,
  other: PriceHistory,
  name: string,
): { readonly differences: readonly Difference[]; readonly widest: number } {
  const differences: Difference[] = [];
  let widest = 0;
  const judge = ({ trade: { ticker, entryDate }, asOf }: Question, seen: PriceHistory) =>
    judgeTrend(seen.trendOf(ticker, asOf), entryDate, rules.transitionWeeks);
  for (const question of asked) {
    const [was, is] = [judge(question, history), judge(question, other)];
    if (was.indicator !== null && is.indicator !== null)
      widest = Math.max(widest, Math.abs(is.indicator / was.indicator - 1));
    if (was.verdict !== is.verdict) differences.push(differenceOf(question, [was, is], name));
  }
  return { differences, widest };
}

function differenceOf(
  { trade, asOf }: Question,
  [was, is]: readonly [TrailingVerdict, TrailingVerdict],
  name: string,
): Difference {
  return {
    subject: `${trade.ticker} on ${asOf}`,
    says: `${was.verdict}, but ${is.verdict} with ${name}`,
    numbers: { close: was.close, indicator: was.indicator, otherwise: is.indicator },
  };
}
