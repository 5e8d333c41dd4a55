/** What a campaign has to show, in sums that can be added. */
import { createHash } from 'node:crypto';

import type { Verdict } from './story.ts';
import type { Unit } from './units.ts';

export type Violation = {
  readonly scenario: string;
  /** As a person types it. */
  readonly plan: string;
  readonly problems: readonly string[];
  readonly hash: string;
};

export type Tally = {
  runs: number;
  crashPoints: number;
  faults: number;
  sessions: number;
  processes: number;
  effects: number;
  violations: Violation[];
  /** How many runs reached a state. */
  reached: Record<string, number>;
  /** Hash of the traces of all runs, in the order of the plans: the same seed gives the same. */
  trace: string;
  seconds: number;
};

export function emptyTally(): Tally {
  return {
    runs: 0,
    crashPoints: 0,
    faults: 0,
    sessions: 0,
    processes: 0,
    effects: 0,
    violations: [],
    reached: {},
    trace: '',
    seconds: 0,
  };
}

export function countVerdict(tally: Tally, { kind }: Unit, verdict: Verdict): void {
  tally.runs += 1;
  tally.trace = chained(tally.trace, verdict.hash);
  if (kind === 'crashes') tally.crashPoints += 1;
  tally.faults += verdict.happened.length;
  tally.sessions += verdict.sessions;
  tally.processes += verdict.processes;
  tally.effects += verdict.effects.length;
  for (const state of verdict.reached) tally.reached[state] = (tally.reached[state] ?? 0) + 1;
}

export function addTally(sum: Tally, one: Tally): void {
  sum.runs += one.runs;
  sum.trace = chained(sum.trace, one.trace);
  sum.crashPoints += one.crashPoints;
  sum.faults += one.faults;
  sum.sessions += one.sessions;
  sum.processes += one.processes;
  sum.effects += one.effects;
  sum.seconds += one.seconds;
  sum.violations.push(...one.violations);
  for (const [state, count] of Object.entries(one.reached))
    sum.reached[state] = (sum.reached[state] ?? 0) + count;
}

function chained(before: string, next: string): string {
  return createHash('sha256').update(`${before} ${next}`).digest('hex').slice(0, 16);
}
