/** Every number behind a candidate that a simulation left out: above all, who held the room. */
import { fact, type ExplainedFact, type ExplainedSection } from '../src/domain/explanation.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import { ticker as tickerOf } from '../src/domain/ticker.ts';
import { mostNegative } from '../src/rules/rotation.ts';
import type { Trade } from '../src/rules/trade-rounding.ts';
import { entrySession } from './entry-schedule.ts';
import { candidateSection, splitsOf, type Simulated } from './explain-trade.ts';
import type { SkippedTrade } from './simulation-result.ts';

export function explainSkip<Price extends number>(
  skip: SkippedTrade,
  simulated: Simulated<Price>,
): ExplainedSection[] {
  const candidate = simulated.candidates.find(
    ({ ticker, reportDate }) => ticker === skip.ticker && reportDate === skip.reportDate,
  );
  if (candidate === undefined) return [];
  const session = entrySession(candidate, simulated.simulation);
  const why = session === undefined ? [] : reasonFacts(skip, session, simulated);
  return [
    candidateSection(candidate, simulated),
    {
      title: `decision: skip${session === undefined ? '' : ` on ${session}`}`,
      facts: [fact('skipped', skip.reason), ...why],
    },
  ];
}

function reasonFacts<Price extends number>(
  { ticker, score, reason }: SkippedTrade,
  session: SessionDate,
  simulated: Simulated<Price>,
): ExplainedFact[] {
  const held = heldOn(session, simulated);
  if (reason === 'already_held' || reason === 'duplicate_ticker')
    return held
      .filter((trade) => trade.ticker === ticker)
      .map(({ entryDate, exitDate }) => fact('held', `${entryDate} to ${exitDate}`));
  if (reason !== 'capacity_full') return [];
  const { trades } = simulated.result;
  const leaving = held.filter(
    ({ exitDate, exitReason }) => exitDate === session && LEFT_AT_OPEN.has(exitReason),
  );
  const entered = trades.filter(({ entryDate }) => entryDate === session);
  const judged = held
    .filter((trade) => !leaving.includes(trade))
    .map((trade) => ({ trade, ...pnlBefore(session, trade, simulated) }));
  const weakest = mostNegative(judged, ({ pnl }) => pnl);
  return [
    fact(
      'held that morning',
      held.length,
      `leaving ${named(leaving)}, entered ${named(entered)}, max_positions ${simulated.simulation.rules.maxPositions}`,
    ),
    weakest === undefined
      ? fact('weakest position', 'none', 'no position was at a loss')
      : fact(
          'weakest position',
          weakest.position.trade.ticker,
          `score ${weakest.position.trade.score ?? 'none'} against ${score ?? 'none'}, P&L ${round(weakest.unrealizedPnl)}`,
        ),
    ...judged.map(({ trade, pnl, text }) =>
      fact(`holds a place: ${trade.ticker}`, pnl === undefined ? null : round(pnl), text),
    ),
  ];
}

const LEFT_AT_OPEN = new Set(['trend_break', 'max_holding', 'rotated_out']);

/** On the morning of that session: entered before it and not sold before it. */
function heldOn<Price extends number>(
  session: SessionDate,
  { result }: Simulated<Price>,
): readonly Trade[] {
  return result.trades.filter(
    ({ entryDate, exitDate }) => entryDate < session && exitDate >= session,
  );
}

function named(trades: readonly Trade[]): string {
  return trades.length === 0 ? 'none' : trades.map(({ ticker }) => ticker).join(' ');
}

/** At the last close before the session. A trade is told in its final shares: splits to come are taken back. */
function pnlBefore<Price extends number>(
  session: SessionDate,
  { ticker: name, shares, entryPrice, exitDate }: Trade,
  { simulation: { history } }: Simulated<Price>,
): { readonly pnl: number | undefined; readonly text: string } {
  const ticker = tickerOf(name);
  const asOf = history.sessions.findLast((date) => date < session);
  const close = asOf === undefined ? undefined : history.closeOf(ticker, asOf);
  if (asOf === undefined || close === undefined)
    return { pnl: undefined, text: 'no close is known' };
  const ratio = splitsOf(ticker, [asOf, exitDate], history).reduce(
    (product, split) => product * split.ratio,
    1,
  );
  const [sharesThen, entryThen] = [shares / ratio, entryPrice * ratio];
  return {
    pnl: sharesThen * (close - entryThen),
    text: `${round(sharesThen)} × (${close} − ${round(entryThen)}) at the close of ${asOf}`,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
