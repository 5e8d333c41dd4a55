import { describe, expect, it } from 'vitest';

import { mondayOf } from '../../src/domain/session-date.ts';
import type { Bar } from '../../src/domain/bar.ts';
import { seriesOf, wholeOf } from '../../src/domain/bar-series.ts';
import { weeklyBars, weeklyCloses } from '../../src/rules/weekly-bars.ts';
import { bar, barsBetween } from './sample-bars.ts';

const weeksOf = (bars: readonly Bar[]) => weeklyBars(wholeOf(seriesOf(bars)));

describe('weekly bars', () => {
  it('are none of no bars, and so are their closes', () => {
    expect(weeksOf([])).toEqual([]);
    expect(weeklyCloses(wholeOf(seriesOf([])), [])).toEqual([]);
  });

  it('open with the first session, close with the last, and span all between', () => {
    const week = weeksOf([
      bar('2015-10-19', 10, { open: 9, high: 11, low: 8, volume: 1 }),
      bar('2015-10-20', 12, { open: 10, high: 13, low: 9, volume: 2 }),
      bar('2015-10-21', 7, { open: 12, high: 12, low: 6, volume: 3 }),
      bar('2015-10-22', 9, { open: 8, high: 9, low: 7, volume: 4 }),
      bar('2015-10-23', 10, { open: 9, high: 10, low: 9, volume: 5 }),
    ]);
    expect(week).toEqual([
      {
        weekStart: '2015-10-19',
        weekEnding: '2015-10-23',
        open: 9,
        high: 13,
        low: 6,
        close: 10,
        volume: 15,
      },
    ]);
  });

  it('count short weeks like full ones', () => {
    // Labor Day, Thanksgiving with its Friday, Christmas and New Year's Day of 2015.
    const weeks = weeksOf(barsBetween('2015-09-08', '2016-01-04', (_date, index) => index + 1));
    const spans = weeks.map(({ weekStart, weekEnding }) => `${weekStart} ${weekEnding}`);
    expect(spans[0]).toBe('2015-09-08 2015-09-11');
    expect(spans).toContain('2015-11-23 2015-11-27');
    expect(spans).toContain('2015-12-21 2015-12-24');
    expect(spans).toContain('2015-12-28 2015-12-31');
    expect(spans.at(-1)).toBe('2016-01-04 2016-01-04');
    // Mondays from September 7 to January 4: 18 of them.
    expect(weeks).toHaveLength(18);
  });

  it('end on Thursday when Friday is a holiday', () => {
    const weeks = weeksOf(barsBetween('2015-03-30', '2015-04-10', () => 1));
    expect(weeks.map(({ weekEnding }) => weekEnding)).toEqual(['2015-04-02', '2015-04-10']);
  });

  it('begin and end where the stock has bars, not where the week does', () => {
    const [week] = weeksOf([bar('2015-10-20', 1), bar('2015-10-22', 2)]);
    expect(week).toMatchObject({ weekStart: '2015-10-20', weekEnding: '2015-10-22' });
  });

  it('are one for each Monday, in order', () => {
    const bars = barsBetween('2014-01-02', '2016-12-30', (_date, index) => 1 + (index % 7));
    const weeks = weeksOf(bars);
    expect(weeks.map(({ weekStart }) => mondayOf(weekStart))).toEqual([
      ...new Set(bars.map(({ date }) => mondayOf(date))),
    ]);
  });

  it('of nothing are none', () => {
    expect(weeksOf([])).toEqual([]);
  });
});
