/** What excuses an entry that was left out on one day of several, by the day and by the ticker. */
import { describe, expect, it } from 'vitest';

import { isLawful, type LawfulFacts, type Rest, type Session } from './end-invariants.ts';

const THAT_DAY: Session = {
  date: '2015-10-26',
  isCarriedOut: true,
  isLast: false,
  isOtherPlan: false,
  isHalted: false,
  tickers: ['FALL', 'NEWS'],
};

const FACTS = {
  sessions: [THAT_DAY],
  told: [{ code: 'TIME_IN_DOUBT', subject: 'NEWS' }],
  rest: { killSwitch: 'off', isLate: false } as Rest,
  wasBlocked: false,
  wasClockWrong: true,
} satisfies LawfulFacts;

const today = (session: Partial<Session>): Pick<LawfulFacts, 'sessions'> => ({
  sessions: [{ ...THAT_DAY, ...session }],
});
const calm = { told: [], wasClockWrong: false };
const halted: Rest = { ...FACTS.rest, killSwitch: 'halt' };
const late: Rest = { ...FACTS.rest, isLate: true };

describe('an entry that was left out', () => {
  it.each<readonly [string, Partial<LawfulFacts>]>([
    ['while this clock was wrong, on a day that is over', {}],
    [
      'while this clock was wrong, until it was too late',
      { ...today({ isLast: true }), rest: late },
    ],
    ['on a day on which all was halted', { ...calm, ...today({ isHalted: true }), rest: halted }],
  ])('is excused: %s [I20]', (_why, facts) => {
    expect(isLawful('NEWS', { ...FACTS, ...facts })).toBe(true);
  });

  it.each<readonly [string, Partial<LawfulFacts>]>([
    ['this clock was wrong, with time left to look again', today({ isLast: true })],
    ['its time was said to be in doubt, and this clock was right', { wasClockWrong: false }],
    [
      'the time was in doubt for another ticker',
      { told: [{ code: 'TIME_IN_DOUBT', subject: 'MORE' }] },
    ],
    ['all was halted, and its day was over by then', { ...calm, rest: halted }],
  ])('is not excused: %s [I20]', (_why, facts) => {
    expect(isLawful('NEWS', { ...FACTS, ...facts })).toBe(false);
  });
});
