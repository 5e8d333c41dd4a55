import { describe, expect, it } from 'vitest';

import { addDays, sessionDate } from '../../src/domain/session-date.ts';
import { measured } from '../../src/rules/measure.ts';
import type { Objective } from '../../src/rules/objective.ts';
import { overfittingRatio, stabilityOf, walkWindows } from '../../src/rules/walk-forward.ts';
import { fc } from '../support/fast-check.ts';

const daysOf = (count: number) =>
  Array.from({ length: count }, (_, at) => addDays(sessionDate('2015-01-01'), at));

/** Windows as the numbers of their sessions, counted from 1. */
function numbered(
  count: number,
  ...[kind, lengths]: [kind: 'expanding' | 'rolling', lengths: object]
) {
  const sessions = daysOf(count);
  const at = (date: string) => sessions.findIndex((session) => session === date) + 1;
  return walkWindows(sessions, kind, lengths as Parameters<typeof walkWindows>[2]).map(
    ({ train, test }) => [at(train.from), at(train.to), at(test.from), at(test.to)],
  );
}

describe('walk-forward windows of ten sessions, four to train and two to trade', () => {
  const lengths = { trainSessions: 4, testSessions: 2 };

  it('grow from the first session on when they expand', () => {
    expect(numbered(10, 'expanding', lengths)).toEqual([
      [1, 4, 5, 6],
      [1, 6, 7, 8],
      [1, 8, 9, 10],
    ]);
  });

  it('keep their length when they roll', () => {
    expect(numbered(10, 'rolling', lengths)).toEqual([
      [1, 4, 5, 6],
      [3, 6, 7, 8],
      [5, 8, 9, 10],
    ]);
  });

  it('end with a shorter span to trade when the sessions do not come out even', () => {
    expect(numbered(10, 'rolling', { trainSessions: 4, testSessions: 4 })).toEqual([
      [1, 4, 5, 8],
      [5, 8, 9, 10],
    ]);
  });

  it('are none when training takes all sessions', () => {
    expect(numbered(4, 'expanding', lengths)).toEqual([]);
  });

  it('trade every session after the first training once, and train only on what was before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('expanding' as const, 'rolling' as const),
        (count, trainSessions, testSessions, kind) => {
          const windows = numbered(count, kind, { trainSessions, testSessions });
          const traded = windows.flatMap(([, , from = 0, to = 0]) =>
            Array.from({ length: to - from + 1 }, (_, at) => from + at),
          );
          const expected = Array.from(
            { length: Math.max(0, count - trainSessions) },
            (_, at) => trainSessions + 1 + at,
          );
          expect(traded).toEqual(expected);
          for (const [, to, from] of windows) expect(from).toBe((to ?? 0) + 1);
        },
      ),
    );
  });
});

describe('the overfitting ratio', () => {
  const factor: Objective = { name: 'profit_factor', withoutSkill: 1, growsWithTime: false };
  const dollars: Objective = { name: 'total_pnl', withoutSkill: 0, growsWithTime: true };
  const reached = (value: number, sessions = 100) => ({ value: measured(value), sessions });

  it('compares what is above a factor of one: 2.0 in training and 1.5 out of it is a half', () => {
    expect(overfittingRatio(reached(2), reached(1.5), factor)).toEqual(measured(0.5));
  });

  it('is zero when nothing is left, and negative when the choice loses', () => {
    expect(overfittingRatio(reached(2), reached(1), factor).value).toBe(0);
    // Without a number on one side there is none of both, and the reason is kept.
    const none = { value: { value: null, reason: 'not enough trades' }, sessions: 10 } as const;
    expect(overfittingRatio(none, reached(2), factor)).toEqual(none.value);
    expect(overfittingRatio(reached(2), none, factor)).toEqual(none.value);
    expect(overfittingRatio(reached(2), reached(0.5), factor).value).toBe(-0.5);
  });

  it('compares dollars by the session: 1,000 in 200 sessions and 250 in 50 is as good', () => {
    expect(overfittingRatio(reached(1000, 200), reached(250, 50), dollars).value).toBe(1);
  });

  it('is no number where there was no edge in training, or no number to compare', () => {
    expect(overfittingRatio(reached(0.9), reached(2), factor).reason).toBe('no edge in sample');
    expect(overfittingRatio(reached(Infinity), reached(2), factor).reason).toBe(
      'nothing lost in sample',
    );
    const few = { value: { value: null, reason: 'not enough trades' }, sessions: 50 } as const;
    expect(overfittingRatio(reached(2), few, factor).reason).toBe('not enough trades');
  });
});

describe('the stability of a choice', () => {
  it('counts values, changes and the share of the most chosen', () => {
    expect(stabilityOf(['10', '10', '15', '10', '20'])).toEqual({
      choices: 5,
      distinct: 3,
      mostChosen: '10',
      mostChosenPct: 60,
      changes: 3,
    });
  });

  it('knows nothing of no choices', () => {
    expect(stabilityOf([])).toMatchObject({ choices: 0, mostChosen: null, mostChosenPct: 0 });
  });
});
