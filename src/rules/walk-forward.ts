/** Walk-forward: choose on one span, trade the next, move on. Windows, the overfitting ratio, and how stable choices are. */
import { invariant } from '../domain/invariant.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { measured, type Measure } from './measure.ts';
import type { Objective } from './objective.ts';

export type WindowKind = 'expanding' | 'rolling';

export type Span = { readonly from: SessionDate; readonly to: SessionDate };

export type WalkWindow = {
  readonly kind: WindowKind;
  /** Counted from 1. */
  readonly number: number;
  readonly train: Span;
  readonly test: Span;
};

export type WalkLengths = { readonly trainSessions: number; readonly testSessions: number };

/**
 * Test spans follow each other without a gap and without an overlap; the last one may be shorter. An expanding train span
 * always begins with the first session, a rolling one keeps its length. None when there is nothing left to test.
 */
export function walkWindows(
  sessions: readonly SessionDate[],
  kind: WindowKind,
  { trainSessions, testSessions }: WalkLengths,
): WalkWindow[] {
  const windows: WalkWindow[] = [];
  for (let test = trainSessions; test < sessions.length; test += testSessions) {
    const train = spanOf(sessions, kind === 'expanding' ? 0 : test - trainSessions, test);
    const tested = spanOf(sessions, test, Math.min(test + testSessions, sessions.length));
    windows.push({ kind, number: windows.length + 1, train, test: tested });
  }
  return windows;
}

function spanOf(sessions: readonly SessionDate[], from: number, to: number): Span {
  const [first, last] = [sessions[from], sessions[to - 1]];
  invariant(first !== undefined && last !== undefined, `no sessions from ${from} to ${to}`);
  return { from: first, to: last };
}

/** A value of the objective and the number of sessions it was reached in. */
export type Reached = { readonly value: Measure; readonly sessions: number };

/**
 * Out of sample over in sample, both counted from what the objective is without any skill: 1 kept everything, 0 kept
 * nothing, below 0 the choice lost out of sample. An objective that grows with time is compared per session.
 */
export function overfittingRatio(
  inSample: Reached,
  outOfSample: Reached,
  objective: Objective,
): Measure {
  if (inSample.value.value === null) return inSample.value;
  if (outOfSample.value.value === null) return outOfSample.value;
  const chosen = excess(inSample.value.value, inSample.sessions, objective);
  const kept = excess(outOfSample.value.value, outOfSample.sessions, objective);
  if (chosen <= 0) return { value: null, reason: 'no edge in sample' };
  if (!Number.isFinite(chosen)) return { value: null, reason: 'nothing lost in sample' };
  return measured(kept / chosen);
}

function excess(value: number, sessions: number, objective: Objective): number {
  const over = value - objective.withoutSkill;
  return objective.growsWithTime ? over / Math.max(1, sessions) : over;
}

export type Stability<Value> = {
  readonly choices: number;
  readonly distinct: number;
  readonly mostChosen: Value | null;
  /** Of all choices, those of the value that was chosen most. */
  readonly mostChosenPct: number;
  /** How often a window chose another value than the one before it. */
  readonly changes: number;
};

/** Of one parameter, over the windows in their order. The value chosen first wins a tie. */
export function stabilityOf<Value>(choices: readonly Value[]): Stability<Value> {
  const counts = new Map<Value, number>();
  for (const value of choices) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = [...counts].reduce<[Value | null, number]>(
    (best, [value, count]) => (count > best[1] ? [value, count] : best),
    [null, 0],
  );
  return {
    choices: choices.length,
    distinct: counts.size,
    mostChosen: most[0],
    mostChosenPct: choices.length === 0 ? 0 : (most[1] / choices.length) * 100,
    changes: choices.filter((value, at) => at > 0 && value !== choices[at - 1]).length,
  };
}
