/**
 * Does it matter when the run begins? It begins again at later dates, with the bars that such a run would have loaded.
 * Candidates simulated alone must come out the same; a book with room for few carries its beginning along for a while.
 */
import { addDays, type SessionDate } from '../../src/domain/session-date.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';
import type { Check, Difference } from '../../src/views/render-checks.ts';
import type { CheckSubject } from './check-subject.ts';
import { cutBefore } from './market.ts';

const SHARES_OF_REPORTS = [0.1, 0.25, 0.5, 0.75];

export function checkStartDate(subject: CheckSubject): Check {
  const starts = startsOf(subject);
  const begun = starts.map((start) => beginAt(start, subject));
  return {
    name: 'start-date',
    looked: `${starts.length} later beginnings: ${starts.join(', ')}`,
    differences: begun.flatMap(({ differences }) => differences),
    notes: begun.map(({ note }) => note),
  };
}

function startsOf({ candidates }: CheckSubject): SessionDate[] {
  const dates = [...new Set(candidates.map(({ reportDate }) => reportDate))].sort();
  const starts = SHARES_OF_REPORTS.flatMap(
    (share) => dates[Math.floor(share * dates.length)] ?? [],
  );
  return [...new Set(starts)].filter((start) => start !== dates[0]);
}

function beginAt(
  start: SessionDate,
  subject: CheckSubject,
): { readonly differences: readonly Difference[]; readonly note: string } {
  const { rules, base, market, config } = subject;
  const { trades } = subject.run({
    candidates: subject.candidates.filter(({ reportDate }) => reportDate >= start),
    // Every bar belongs to the rule of the reference profile; the default one sees its look-back.
    market:
      config.profile === 'reference'
        ? market
        : cutBefore(market, addDays(start, -rules.lookbackDays)),
  });
  const isLater = ({ reportDate }: Trade): boolean => reportDate !== null && reportDate >= start;
  const [ours, theirs] = [linesOf(base.trades.filter(isLater)), linesOf(trades)];
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])];
  const differing = keys.filter((key) => ours.get(key)?.line !== theirs.get(key)?.line);
  const differences = differing.map((key) => ({
    subject: key,
    says: `comes out otherwise when the run begins on ${start}`,
    numbers: {
      'from the beginning': ours.get(key)?.line ?? 'not entered',
      later: theirs.get(key)?.line ?? 'not entered',
    },
  }));
  const carried = config.max_positions === null ? [] : base.trades.filter((one) => !isLater(one));
  const differingTrades = differing.flatMap((key) => [ours.get(key), theirs.get(key)]);
  const ends = [
    ...carried.filter(({ exitDate }) => exitDate >= start),
    ...differingTrades.flatMap((one) => one?.trade ?? []),
  ];
  return { differences, note: noteOf(start, ends, differing.length) };
}

/** From the day on which the last position that only one of the runs holds is gone, both are one. */
function noteOf(start: SessionDate, ends: readonly Trade[], differing: number): string {
  const last = ends.toSorted((a, b) => (a.exitDate < b.exitDate ? 1 : -1))[0];
  if (last === undefined) return `begun on ${start}: the same from the first day on`;
  const what = `${differing} trades differ`;
  return last.exitReason === 'end_of_data'
    ? `begun on ${start}: ${what}; the books never become one`
    : `begun on ${start}: ${what}; from ${last.exitDate} on both books are one`;
}

type Line = { readonly trade: Trade; readonly line: string };

/** One ticker may occur twice in a report: the second is another line. */
function linesOf(trades: readonly Trade[]): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>();
  for (const trade of trades) {
    const key = `${trade.ticker} of ${trade.reportDate ?? ''}`;
    let name = key;
    for (let more = 2; lines.has(name); more += 1) name = `${key} ${more}`;
    const { entryDate, exitDate, exitReason, shares, pnl } = trade;
    const line = `${entryDate} ${shares} shares, ${exitDate} ${exitReason}, P&L ${pnl.toFixed(2)}`;
    lines.set(name, { trade, line });
  }
  return lines;
}
