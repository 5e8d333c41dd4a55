import { describe, expect, it } from 'vitest';

import { lastSettledSession } from '../../../src/adapters/prices/settled-session.ts';

describe('the last session whose bar is final', () => {
  it.each([
    ['2015-10-23T20:19:59Z', '2015-10-22', 'a minute too early'],
    ['2015-10-23T20:20:00Z', '2015-10-23', '20 minutes after the close'],
    ['2015-10-24T03:30:00Z', '2015-10-23', 'the same evening, already Saturday in London'],
    ['2015-10-26T13:00:00Z', '2015-10-23', 'before the open on Monday'],
    ['2015-11-02T21:19:59Z', '2015-10-30', 'a minute too early in winter'],
    ['2015-11-02T21:20:00Z', '2015-11-02', '20 minutes after the close in winter'],
    ['2015-11-27T18:20:00Z', '2015-11-27', '20 minutes after an early close'],
    ['2015-11-26T22:00:00Z', '2015-11-25', 'on Thanksgiving'],
  ])('at %s is %s: %s', (now, session) => {
    expect(lastSettledSession(Date.parse(now))).toBe(session);
  });
});
