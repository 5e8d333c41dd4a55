/**
 * Does any decision know the future? The run is repeated with everything from a session on replaced by prices that
 * first soar and then collapse. Whatever was decided by the open of that session must come out the same both times.
 */
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { ExitReason } from '../../src/domain/position.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';
import type { Check, Difference } from '../../src/views/render-checks.ts';
import type { SimulationResult } from '../simulation-result.ts';
import type { CheckSubject } from './check-subject.ts';
import { replaceFuture } from './market.ts';

const FUTURES = [
  { name: 'soaring', factor: 3 },
  { name: 'collapsing', factor: 1 / 3 },
] as const;

/** `sample`: how many sessions are tried, evenly over those at which something was decided. */
export function checkLookahead(subject: CheckSubject, sample: number): Check {
  const cuts = chooseCuts(subject, sample);
  const seen = new Set<string>();
  const differences = cuts.flatMap((cut) =>
    FUTURES.flatMap(({ name, factor }) => {
      const asked = knownBy(cut, subject);
      const candidates = subject.candidates.filter(asked.candidate);
      const market = replaceFuture(subject.market, cut, factor);
      const result = subject.run({ candidates, market });
      return compare(asked.of(subject.base), asked.of(result), { cut, future: name });
    }),
  );
  const delisted = subject.base.trades.filter(({ exitReason }) => exitReason === 'delisted').length;
  return {
    name: 'lookahead',
    looked: `${cuts.length} sessions, each with 2 replaced futures; ${subject.base.trades.length} trades, ${subject.base.skipped.length} skips`,
    differences: differences.filter(({ subject: what, says, numbers }) => {
      const key = `${what} ${says} ${numbers['decided'] ?? ''}`;
      return !seen.has(key) && seen.add(key);
    }),
    notes:
      delisted === 0
        ? []
        : [
            `${delisted} positions closed as delisted: that their bars end for good is known only afterwards`,
          ],
  };
}

/** Where a position was entered or left at the open; a one-day glance ahead shows nowhere else. */
function chooseCuts({ base, market }: CheckSubject, sample: number): SessionDate[] {
  const lastTwo = market.sessions.at(-2) ?? '';
  const decided = new Set(base.trades.flatMap(({ entryDate, exitDate }) => [entryDate, exitDate]));
  const cuts = [...decided].filter((session) => session < lastTwo).sort();
  if (cuts.length <= sample) return cuts;
  const step = (cuts.length - 1) / Math.max(1, sample - 1);
  return Array.from({ length: sample }, (_, at) => cuts[Math.round(at * step)] ?? '').filter(
    (cut): cut is SessionDate => cut !== '',
  );
}

/** What a run says about the time up to the open of the session, as lines that can be compared. */
type Decided = ReadonlyMap<string, string>;

function knownBy(cut: SessionDate, subject: CheckSubject) {
  const fed = subject.candidates.filter(
    (candidate) => (subject.entrySession(candidate) ?? '9999') <= cut,
  );
  const keys = new Set(fed.map(({ ticker, reportDate }) => `${ticker} ${reportDate}`));
  const restated = (trade: Trade): boolean =>
    subject.market.splits.some(
      ({ ticker, exDate }) => ticker === trade.ticker && exDate > trade.entryDate,
    );
  const atOpen = openExits(subject);
  const linesOf = (trade: Trade): [string, string][] => {
    const key = `${trade.ticker} of ${trade.reportDate ?? ''}`;
    const lines: [string, string][] = [];
    const size = restated(trade) ? '' : ` ${trade.shares} at ${trade.entryPrice}`;
    if (trade.entryDate <= cut) lines.push([`${key} entry`, `${trade.entryDate}${size}`]);
    const isDecided =
      trade.exitDate < cut || (trade.exitDate === cut && atOpen.includes(trade.exitReason));
    if (isDecided && !isUndone(trade))
      lines.push([
        `${key} exit`,
        `${trade.exitDate} ${trade.exitReason} at ${trade.exitPrice}, P&L ${trade.pnl}`,
      ]);
    return lines;
  };
  return {
    candidate: ({ ticker, reportDate }: CheckSubject['candidates'][number]): boolean =>
      keys.has(`${ticker} ${reportDate}`),
    of: ({ trades, skipped }: SimulationResult): Decided => {
      const skips = skipped
        .filter(({ ticker, reportDate }) => keys.has(`${ticker} ${reportDate}`))
        .map(({ ticker, reportDate, reason }): [string, string] => [
          `${ticker} of ${reportDate} skip`,
          reason,
        ]);
      return numbered([...trades.flatMap(linesOf), ...skips]);
    },
  };
}

/** The end of the data undoes a position of the reference profile whose stock has no bar that day. Nobody decided it. */
function isUndone({ entryDate, exitDate, exitReason }: Trade): boolean {
  return exitReason === 'end_of_data' || (exitReason === 'trend_break' && exitDate === entryDate);
}

/** Exits that were planned before the open. Stops and sales at the close of the day itself are not. */
function openExits({ rules, config }: CheckSubject): readonly ExitReason[] {
  const reasons: ExitReason[] = ['trend_break', 'rotated_out'];
  if (config.profile === 'default') reasons.push('max_holding');
  if (rules.stopMode === 'close_next_open') reasons.push('stop_loss');
  return reasons;
}

/** One ticker may occur twice in a report: the second is another line. */
function numbered(lines: readonly (readonly [string, string])[]): Decided {
  const decided = new Map<string, string>();
  for (const [key, value] of lines) {
    let name = key;
    for (let more = 2; decided.has(name); more += 1) name = `${key} ${more}`;
    decided.set(name, value);
  }
  return decided;
}

function compare(
  base: Decided,
  replaced: Decided,
  { cut, future }: { readonly cut: SessionDate; readonly future: string },
): Difference[] {
  const keys = new Set([...base.keys(), ...replaced.keys()]);
  return [...keys]
    .filter((key) => base.get(key) !== replaced.get(key))
    .map((key) => ({
      subject: key,
      says: `decided by the open of ${cut}, and otherwise when what follows is ${future}`,
      numbers: { decided: base.get(key) ?? 'nothing', otherwise: replaced.get(key) ?? 'nothing' },
    }));
}
