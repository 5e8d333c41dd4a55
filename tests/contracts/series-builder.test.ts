import { describe, expect, it } from 'vitest';

import { seriesBuilder } from '../../src/contracts/series-builder.ts';
import { barsOf } from '../../src/domain/bar-series.ts';
import { dayNumber, sessionDate } from '../../src/domain/session-date.ts';
import { bar, barsBetween } from '../rules/sample-bars.ts';

describe('a series that is built bar by bar', () => {
  it('holds every bar, however many were expected', () => {
    const bars = barsBetween('2015-01-02', '2015-12-31', (_date, index) => index + 1);
    const builder = seriesBuilder(3);
    for (const one of bars) builder.addBar(one);
    expect(builder.previous()).toEqual(bars.at(-1));
    expect(barsOf(builder.series())).toEqual(bars);
  });

  it('measures its first bar by the one before it, which is not in it', () => {
    const builder = seriesBuilder(0);
    expect([builder.previousDay(), builder.previous()]).toEqual([NaN, undefined]);
    builder.begin(bar('2015-10-19', 7));
    expect(builder.previousClose()).toBe(7);
    expect(builder.length()).toBe(0);
    builder.add(dayNumber(sessionDate('2015-10-20')), Float64Array.of(1, 3, 0.5, 2, 9));
    expect([builder.length(), builder.previousClose()]).toEqual([1, 2]);
    expect(builder.previous()).toEqual({
      ...{ date: '2015-10-20', open: 1, high: 3, low: 0.5, close: 2, volume: 9 },
    });
  });
});
