import type { Candidate } from '../src/domain/candidate.ts';
import { finding, type Finding } from '../src/domain/finding.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { SkipReason } from '../src/domain/signal.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import type { Simulation } from './simulated-book.ts';

export type SimulationInput = {
  /** In the order of the reports. */
  readonly candidates: readonly Candidate[];
  /** By report date: entries that may not be made, such as those on which the two forms of a report differ. */
  readonly blocked: ReadonlyMap<SessionDate, ReadonlyMap<Ticker, SkipReason>>;
};

const NONE: ReadonlyMap<Ticker, SkipReason> = new Map();

/** The blocks of the reports these candidates come from. */
export function blockedOf(
  candidates: readonly Candidate[],
  { blocked }: SimulationInput,
): ReadonlyMap<Ticker, SkipReason> {
  if (blocked.size === 0) return NONE;
  return new Map(
    candidates.flatMap(({ ticker, reportDate }) => {
      const reason = blocked.get(reportDate)?.get(ticker);
      return reason === undefined ? [] : [[ticker, reason] as const];
    }),
  );
}

/** A report from after the data is told once, with what to do. */
export function afterData<Price extends number>(
  unreached: readonly Candidate[],
  { history }: Simulation<Price>,
): Finding[] {
  const last = history.sessions.at(-1);
  if (last === undefined) return [];
  const dates = [...new Set(unreached.map(({ reportDate }) => reportDate))].filter(
    (reportDate) => reportDate >= last,
  );
  return dates
    .sort()
    .map((date) =>
      finding(
        'warning',
        'REPORT_AFTER_DATA',
        date,
        `the prices end on ${last}: the candidates of ${date} are not entered`,
        'bring the price files up to date, or leave the report out',
      ),
    );
}
