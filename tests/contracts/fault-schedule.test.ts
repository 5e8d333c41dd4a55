import { describe, expect, it } from 'vitest';

import { parseFaultSchedule } from '../../src/contracts/fault-schedule.ts';

const problems = (raw: unknown): readonly string[] => {
  const result = parseFaultSchedule(raw);
  return result.kind === 'refused'
    ? result.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
    : [];
};

describe('a schedule of faults', () => {
  it('without anything in it has no rules', () => {
    expect(parseFaultSchedule(undefined)).toMatchObject({
      kind: 'schedule',
      schedule: { seed: 'faults', rules: [] },
    });
  });

  it('fills in what is left out', () => {
    const result = parseFaultSchedule({ seed: 7, rules: [{ fault: { kind: 'server_error' } }] });
    expect(result).toMatchObject({
      schedule: {
        seed: '7',
        rules: [
          { match: {}, fault: { kind: 'server_error', status: 502, body: 'html', acted: false } },
        ],
      },
    });
  });

  it('refuses keys it does not know, wherever they stand', () => {
    expect(problems({ sead: 1 })).toEqual([': Unrecognized key: "sead"']);
    expect(
      problems({ rules: [{ match: { verb: 'GET' }, fault: { kind: 'reply_lost' } }] }),
    ).toEqual(['rules.0.match: Unrecognized key: "verb"']);
    expect(problems({ rules: [{ fault: { kind: 'slow', ms: 5, seconds: 5 } }] })).toEqual([
      'rules.0.fault: Unrecognized key: "seconds"',
    ]);
  });

  it('refuses a fault it does not know and a value out of range', () => {
    expect(problems({ rules: [{ fault: { kind: 'earthquake' } }] })).toHaveLength(1);
    expect(
      problems({ rules: [{ match: { chance: 1.5 }, fault: { kind: 'reply_lost' } }] }),
    ).toEqual(['rules.0.match.chance: Too big: expected number to be <=1']);
  });

  it('refuses two ways to choose requests in one rule', () => {
    const rules = [{ match: { nth: 1, every: 2 }, fault: { kind: 'reply_lost' } }];
    expect(problems({ rules })).toEqual([
      'rules.0.match: choose one of nth, every, from and chance',
    ]);
  });

  it('reads instants with their offset', () => {
    const match = { since: '2015-10-23T09:31:00-04:00' };
    expect(parseFaultSchedule({ rules: [{ match, fault: { kind: 'reply_lost' } }] })).toMatchObject(
      {
        schedule: { rules: [{ match: { since: Date.UTC(2015, 9, 23, 13, 31) } }] },
      },
    );
    expect(
      problems({ rules: [{ match: { since: 'noon' }, fault: { kind: 'reply_lost' } }] }),
    ).toEqual(['rules.0.match.since: write it as 2015-10-23T09:31:00-04:00']);
  });
});
