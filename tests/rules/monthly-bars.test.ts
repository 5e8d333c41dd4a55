import { describe, expect, it } from 'vitest';

import type { Bar } from '../../src/domain/bar.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { firstDayOfMonths, monthlyBars } from '../../src/rules/monthly-bars.ts';

const bar = (date: string, [open, high, low, close]: readonly number[]): Bar => ({
  date: sessionDate(date),
  open: open ?? NaN,
  high: high ?? NaN,
  low: low ?? NaN,
  close: close ?? NaN,
  volume: 10,
});
const BARS = [
  bar('2015-10-30', [5, 9, 4, 8]),
  bar('2015-11-02', [8, 8, 3, 4]),
  bar('2015-11-30', [4, 7, 4, 6]),
  bar('2016-01-04', [6, 6, 6, 6]),
];

describe('monthly bars', () => {
  it('join the bars of a month; a month without any has none', () => {
    expect(monthlyBars(BARS, 1)).toEqual([
      bar('2015-10-01', [5, 9, 4, 8]),
      { ...bar('2015-11-01', [8, 8, 3, 6]), volume: 20 },
      bar('2016-01-01', [6, 6, 6, 6]),
    ]);
  });

  it('of several months are counted from January', () => {
    expect(monthlyBars(BARS, 3)).toEqual([
      { ...bar('2015-10-01', [5, 9, 3, 6]), volume: 30 },
      bar('2016-01-01', [6, 6, 6, 6]),
    ]);
  });

  it.each([
    ['2015-11-30', 1, '2015-11-01'],
    ['2015-11-30', 2, '2015-11-01'],
    ['2015-11-30', 4, '2015-09-01'],
    ['2015-11-30', 6, '2015-07-01'],
    ['2015-11-30', 12, '2015-01-01'],
  ])('that hold %s, %i months long, begin on %s', (date, months, first) => {
    expect(firstDayOfMonths(sessionDate(date), months)).toBe(first);
  });
});
