import { describe, expect, it } from 'vitest';

import { checkTime, type SessionTime } from '../../../live/executor/check-time.ts';
import type { SessionHours } from '../../../src/domain/account.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import type { BrokerReads } from '../../../src/ports/broker.ts';
import { flatFriday } from './friday.ts';

const at = (text: string): number => Date.parse(text);
const session = (date: string, open: string, close: string): SessionHours => ({
  date: sessionDate(date),
  open: at(`${date}T${open}`),
  close: at(`${date}T${close}`),
});
const FRIDAY = session('2015-10-23', '09:30-04:00', '16:00-04:00');

/** What a run takes for the time when the broker and this machine say so. */
async function timeAt(
  now: string,
  theirs: readonly SessionHours[],
  oursMs = at(now),
): Promise<SessionTime> {
  const { broker } = await flatFriday();
  const told: BrokerReads = {
    ...broker,
    clock: async () => ({ ...(await broker.clock()), timestamp: at(now) }),
    calendar: () => Promise.resolve(theirs),
  };
  return checkTime(told, { now: () => oursMs, sleep: () => Promise.resolve() });
}

describe('the time of a run', () => {
  it('is the day in New York by the clock of the broker, with the hours of its calendar [R12]', async () => {
    expect(await timeAt('2015-10-23T13:15:00Z', [FRIDAY])).toEqual({
      ...{ today: '2015-10-23', isSession: true, hours: FRIDAY, problem: null },
    });
  });

  it('is in doubt when the broker knows no session of a day that has one [F46]', async () => {
    const { isSession, hours, problem } = await timeAt('2015-10-23T13:15:00Z', []);
    expect([isSession, hours]).toEqual([false, FRIDAY]);
    expect(problem).toBe(
      'for 2015-10-23 the built-in calendar says 2015-10-23T13:30:00.000Z to 2015-10-23T20:00:00.000Z, the broker no session',
    );
  });

  it('is in doubt when the broker opens on a holiday, and its hours count [F46]', async () => {
    const christmas = session('2015-12-25', '09:30-05:00', '13:00-05:00');
    const { isSession, hours, problem } = await timeAt('2015-12-25T14:00:00Z', [christmas]);
    expect([isSession, hours]).toEqual([true, christmas]);
    expect(problem).toContain('the built-in calendar says no session, the broker 2015-12-25T14:30');
  });

  it('is in doubt when the two close at different hours [F46]', async () => {
    const short = session('2015-10-23', '09:30-04:00', '13:00-04:00');
    const { hours, problem } = await timeAt('2015-10-23T13:15:00Z', [short]);
    expect([hours, problem]).toEqual([short, expect.stringContaining('17:00:00.000Z')]);
  });

  it('on a Saturday has the hours of Monday before it, and no doubt [F46]', async () => {
    const monday = session('2015-10-26', '09:30-04:00', '16:00-04:00');
    expect(await timeAt('2015-10-24T13:15:00Z', [])).toEqual({
      ...{ today: '2015-10-24', isSession: false, hours: monday, problem: null },
    });
  });

  it.each([
    [30_000, null],
    [-30_000, null],
    [30_001, "this machine's clock is 30 s away from the broker's"],
    [-86_400_000, "this machine's clock is 86400 s away from the broker's"],
  ])(
    'is in doubt with a clock that is %i ms away from the broker: %s [R12] [F45]',
    async (skewMs, problem) => {
      const now = '2015-10-23T13:15:00Z';
      expect((await timeAt(now, [FRIDAY], at(now) + skewMs)).problem).toBe(problem);
    },
  );
});
