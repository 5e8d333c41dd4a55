import { describe, expect, it } from 'vitest';

import {
  addDays,
  dateOfDayNumber,
  dayNumber,
  daysBetween,
  isoWeekday,
  mondayOf,
  parseSessionDate,
  sessionDate,
} from '../../src/domain/session-date.ts';
import { fc } from '../support/fast-check.ts';

const anyDate = fc.integer({ min: 0, max: 30_000 }).map(dateOfDayNumber);

describe('a session date', () => {
  it.each(['2015-10-23', '2016-02-29', '2000-02-29', '1990-01-01'])('accepts %s', (text) => {
    expect(parseSessionDate(text)).toBe(text);
  });

  it.each([
    ['a day that does not exist', '2015-02-29'],
    ['a century without a leap day', '1900-02-29'],
    ['a month that does not exist', '2015-13-01'],
    ['day zero', '2015-01-00'],
    ['one digit', '2015-1-05'],
    ['a time behind it', '2015-10-23T00:00:00Z'],
    ['a line break', '2015-10-23\n'],
    ['another order', '10/23/2015'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(parseSessionDate(text)).toBeUndefined();
    expect(() => sessionDate(text)).toThrow('not a date');
  });

  it('counts days from 1970-01-01', () => {
    expect(dayNumber(sessionDate('1970-01-01'))).toBe(0);
    // 365 days of 1970 and of 1971, 366 of 1972.
    expect(dayNumber(sessionDate('1973-01-01'))).toBe(1_096);
  });

  it('adds days over the ends of months and years, and over a leap day', () => {
    expect(addDays(sessionDate('2015-12-31'), 1)).toBe('2016-01-01');
    expect(addDays(sessionDate('2016-02-28'), 2)).toBe('2016-03-01');
    expect(addDays(sessionDate('2016-03-01'), -1)).toBe('2016-02-29');
  });

  it('knows the weekday', () => {
    // Neil Armstrong's Sunday, Black Monday, and a Friday of the fixtures.
    expect(isoWeekday(sessionDate('1969-07-20'))).toBe(7);
    expect(isoWeekday(sessionDate('1987-10-19'))).toBe(1);
    expect(isoWeekday(sessionDate('2015-10-23'))).toBe(5);
  });

  it('puts the days around New Year into one ISO week', () => {
    expect(mondayOf(sessionDate('2016-01-01'))).toBe('2015-12-28');
    expect(mondayOf(sessionDate('2016-01-03'))).toBe('2015-12-28');
    expect(mondayOf(sessionDate('2016-01-04'))).toBe('2016-01-04');
  });

  it('compares as text the way its days compare', () => {
    fc.assert(
      fc.property(anyDate, anyDate, (a, b) => {
        expect(a < b).toBe(daysBetween(a, b) > 0);
        expect(addDays(a, daysBetween(a, b))).toBe(b);
      }),
    );
  });

  it('has a Monday at most six days before it', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const monday = mondayOf(date);
        expect(isoWeekday(monday)).toBe(1);
        expect(daysBetween(monday, date)).toBe(isoWeekday(date) - 1);
      }),
    );
  });
});
