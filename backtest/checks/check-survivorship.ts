/**
 * Whom do the data forget? Stocks that were candidates and have no prices, and stocks whose prices end early. Nothing
 * can be computed about what is not there; what it could have meant can be bounded, and is said plainly.
 */
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';
import type { Check, Difference } from '../../src/views/render-checks.ts';
import { groupBy } from '../group-by.ts';
import type { CheckSubject } from './check-subject.ts';

export function checkSurvivorship(subject: CheckSubject): Check {
  const { candidates, market, base } = subject;
  const last = market.sessions.at(-1);
  const byTicker = groupBy(candidates, ({ ticker }) => ticker);
  const differences = [...byTicker.keys()]
    .sort()
    .flatMap((ticker) => differenceOf(subject, ticker, last));
  const lost = base.skipped.filter(({ reason }) => reason === 'no_price_data').length;
  const early = [...byTicker.keys()].filter((ticker) => {
    const end = market.bars.get(ticker)?.at(-1)?.date;
    return end !== undefined && last !== undefined && end < last;
  });
  const silent = [...byTicker].filter(([ticker]) => !market.bars.has(ticker));
  const dropped = silent.reduce((sum, [, own]) => sum + own.length, 0);
  const missing = Math.max(lost, dropped);
  return {
    name: 'survivorship',
    looked: `${byTicker.size} stocks of ${candidates.length} candidates; the data end on ${last ?? 'no day'}`,
    differences,
    notes: [
      `${missing} of ${candidates.length} candidates fall out because there is no price (${share(missing, candidates.length)})`,
      ...meaningOf(subject, missing),
      `the bars of ${early.length} stocks end before the data do; listed are those whose candidates or positions that touches`,
      'a stock that was delisted, taken over or renamed before the data were collected may be missing altogether: what the results say holds for those that are there',
    ],
  };
}

function differenceOf(
  { candidates, market, base, entrySession }: CheckSubject,
  ticker: CheckSubject['candidates'][number]['ticker'],
  last: SessionDate | undefined,
): Difference[] {
  const own = candidates.filter((candidate) => candidate.ticker === ticker);
  const bars = market.bars.get(ticker);
  if (bars === undefined) {
    const says = 'has no prices; its candidates are not entered';
    return [{ subject: ticker, says, numbers: { candidates: own.length } }];
  }
  const end = bars.at(-1)?.date;
  if (end === undefined || last === undefined || end >= last) return [];
  const after = own.filter((candidate) => (entrySession(candidate) ?? last) > end).length;
  const closed = base.trades.filter(
    (trade) => trade.ticker === ticker && isEndedBy(trade, end, last),
  );
  // One that ends early without a candidate or a position is a note.
  if (after + closed.length === 0) return [];
  const pnl = closed.reduce((sum, trade) => sum + trade.pnl, 0);
  const numbers = {
    'last bar': end,
    'candidates after it': after,
    'positions closed by it': closed.length,
    'their P&L': pnl.toFixed(2),
  };
  return [{ subject: ticker, says: 'its bars end before the data do', numbers }];
}

/** Sold as delisted, or, in the reference profile, undone when the data end. */
function isEndedBy({ exitReason, exitDate }: Trade, end: SessionDate, last: SessionDate): boolean {
  return (
    exitReason === 'delisted' || exitDate > end || (exitReason === 'end_of_data' && exitDate < last)
  );
}

/** Bounds, not estimates. */
function meaningOf({ base, config }: CheckSubject, missing: number): string[] {
  const { trades } = base;
  if (missing === 0 || trades.length === 0) return [];
  const total = trades.reduce((sum, { pnl }) => sum + pnl, 0);
  const size = config.position_size;
  const stopped = -(size * (config.stop_loss + config.slippage)) / 100;
  const as = (name: string, each: number): string =>
    `${name} ${(total + missing * each).toFixed(2)}`;
  return [
    `had every missing candidate been entered, the total P&L of ${total.toFixed(2)} would be: ${[
      as('with the average of the others', total / trades.length),
      as('all stopped out', stopped),
      as('all worthless', -size),
    ].join(', ')}; a book without room would have entered fewer`,
  ];
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((part / whole) * 100).toFixed(1)} %`;
}
