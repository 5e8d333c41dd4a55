import { describe, expect, it } from 'vitest';

import { seriesOf } from '../../src/domain/bar-series.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { weekEndReadings } from '../../src/rules/trend-history.ts';
import { barsBetween } from './sample-bars.ts';

// Mondays January 5 to February 9, 2015; the last week is cut on its Tuesday.
const BARS = seriesOf(barsBetween('2015-01-05', '2015-02-10', (_date, index) => 100 + index));

describe('the readings of a whole history', () => {
  it('stand at the last bar of each week, the week in which the data end included', () => {
    const readings = weekEndReadings(BARS, { kind: 'weekly_ema', period: 3 });
    expect([...readings.keys()]).toEqual([
      ...['2015-01-09', '2015-01-16', '2015-01-23', '2015-01-30', '2015-02-06', '2015-02-10'],
    ]);
  });

  it('carry the average from the first week that has one', () => {
    const readings = [...weekEndReadings(BARS, { kind: 'weekly_ema', period: 3 }).values()];
    // Closes 104, 109, 113 (Martin Luther King Day), 118: mean 108.666667, then (118 + 108.666667) ÷ 2.
    expect(readings.map(({ close }) => close).slice(0, 4)).toEqual([104, 109, 113, 118]);
    expect(readings.map(({ indicator }) => indicator).slice(0, 4)).toEqual([
      undefined,
      undefined,
      108.666667,
      expect.closeTo(113.333333, 5),
    ]);
  });

  it('carry the lowest of the weeks before', () => {
    const readings = [...weekEndReadings(BARS, { kind: 'weekly_nweek_low', period: 2 }).values()];
    // Weeks begin at 100, 105, 110 (a Tuesday), 114.
    expect(readings.map(({ indicator }) => indicator).slice(0, 4)).toEqual([
      undefined,
      undefined,
      100,
      105,
    ]);
  });

  it('count the weeks that began after an entry', () => {
    const at = weekEndReadings(BARS, { kind: 'weekly_ema', period: 3 }).get(
      sessionDate('2015-01-30'),
    );
    expect(at?.weeksAfter(sessionDate('2015-01-14'))).toBe(2);
    expect(at?.weeksAfter(sessionDate('2015-01-30'))).toBe(0);
  });
});
