/** Which candidates are asked at which session, and which never are. */
import type { Candidate } from '../src/domain/candidate.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import { addDays } from '../src/domain/session-date.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import { filterCandidates, orderCandidates } from '../src/rules/candidate-filter.ts';
import { groupBy } from './group-by.ts';
import type { PriceHistory } from './price-history.ts';
import { skipOf, type Simulation } from './simulated-book.ts';
import type { SkippedTrade } from './simulation-result.ts';

/** The session at which the candidate enters; undefined when the data end before it. */
export function entrySession<Price extends number>(
  { ticker, reportDate }: Candidate,
  { history, rules, profile }: Simulation<Price>,
): SessionDate | undefined {
  const from = rules.entryMode === 'report_open' ? reportDate : addDays(reportDate, 1);
  if (profile.entersOn === 'first_bar') return firstRowFrom(ticker, from, history);
  return history.sessions[firstIndexFrom(history.sessions, from)];
}

/** A row without all of its prices is where the candidate would enter, and cannot. */
function firstRowFrom(
  ticker: Ticker,
  from: SessionDate,
  { sessions, firstBarFrom, isIncomplete }: PriceHistory,
): SessionDate | undefined {
  const bar = firstBarFrom(ticker, from);
  for (let at = firstIndexFrom(sessions, from); at < sessions.length; at += 1) {
    const session = sessions[at];
    if (session === bar) break;
    if (session !== undefined && isIncomplete(ticker, session)) return session;
  }
  return bar;
}

export type EntrySchedule = {
  readonly bySession: ReadonlyMap<SessionDate, readonly Candidate[]>;
  /** Those whose session the data do not reach. */
  readonly unreached: readonly Candidate[];
};

export function scheduleEntries<Price extends number>(
  candidates: readonly Candidate[],
  simulation: Simulation<Price>,
): EntrySchedule {
  const groups = groupBy(candidates, keptByReport(simulation));
  const bySession = new Map<SessionDate, readonly Candidate[]>();
  for (const [session, own] of groups) if (session !== null) bySession.set(session, own);
  return { bySession, unreached: groups.get(null) ?? [] };
}

/** Candidates of one report enter in one session, unless each waits for the first bar of its own stock. */
function keptByReport<Price extends number>(
  simulation: Simulation<Price>,
): (candidate: Candidate) => SessionDate | null {
  const kept = new Map<SessionDate, SessionDate | null>();
  return (candidate) => {
    const { reportDate } = candidate;
    const isOwn = simulation.profile.entersOn === 'first_bar';
    const known = isOwn ? undefined : kept.get(reportDate);
    if (known !== undefined) return known;
    const session = entrySession(candidate, simulation) ?? null;
    kept.set(reportDate, session);
    return session;
  };
}

export type Sifted = {
  /** In the order in which they are asked. */
  readonly admitted: readonly Candidate[];
  readonly skipped: readonly SkippedTrade[];
};

const NOTHING: Sifted = { admitted: [], skipped: [] };

/** The candidates of one session by the rules' filter. */
export function siftCandidates<Price extends number>(
  candidates: readonly Candidate[],
  { rules }: Simulation<Price>,
): Sifted {
  if (candidates.length === 0) return NOTHING;
  const { admitted, skipped } = filterCandidates(candidates, rules);
  if (skipped.length === 0) return { admitted, skipped: [] };
  const refused = orderCandidates(candidates).filter((one) => !admitted.includes(one));
  return {
    admitted,
    skipped: refused.map((candidate, at) =>
      skipOf(candidate, skipped[at]?.reason ?? 'quality_filter'),
    ),
  };
}

function firstIndexFrom(sessions: readonly SessionDate[], from: SessionDate): number {
  let [low, high] = [0, sessions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sessions[middle] ?? from) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
