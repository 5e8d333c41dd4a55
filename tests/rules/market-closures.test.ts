import { describe, expect, it } from 'vitest';

import { isoWeekday, sessionDate } from '../../src/domain/session-date.ts';
import { closingMinute, isSession } from '../../src/rules/market-calendar.ts';
import { UNSCHEDULED_CLOSURES, UNSCHEDULED_EARLY_CLOSES } from '../../src/rules/market-closures.ts';

describe('the closures no rule knows', () => {
  it.each(Object.keys(UNSCHEDULED_CLOSURES))('close the exchange on the weekday %s', (text) => {
    const date = sessionDate(text);
    expect(isoWeekday(date)).toBeLessThanOrEqual(5);
    expect(isSession(date)).toBe(false);
  });

  it('include the days everybody remembers', () => {
    expect(Object.keys(UNSCHEDULED_CLOSURES)).toEqual(
      expect.arrayContaining([
        '2001-09-11',
        '2001-09-14',
        '2012-10-30',
        '2018-12-05',
        '2025-01-09',
      ]),
    );
  });

  it.each(Object.keys(UNSCHEDULED_EARLY_CLOSES))('shorten the session of %s to 13:00', (text) => {
    const date = sessionDate(text);
    expect(isSession(date)).toBe(true);
    expect(closingMinute(date)).toBe(13 * 60);
  });
});
