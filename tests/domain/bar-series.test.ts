import { describe, expect, it } from 'vitest';

import {
  barAt,
  barsOf,
  dateAt,
  EMPTY_SERIES,
  firstFrom,
  indexOf,
  lastClose,
  seriesOf,
  sliceOf,
  wholeOf,
} from '../../src/domain/bar-series.ts';
import { dayNumber, sessionDate } from '../../src/domain/session-date.ts';
import { barsBetween } from '../rules/sample-bars.ts';
import { fc } from '../support/fast-check.ts';

const BARS = barsBetween('2015-10-01', '2015-10-30', (_date, index) => index + 1);
const SERIES = seriesOf(BARS);
const day = (date: string): number => dayNumber(sessionDate(date));

describe('a series', () => {
  it('says the same as its bars', () => {
    expect(barsOf(SERIES)).toEqual(BARS);
    expect(barAt(SERIES, 3)).toEqual(BARS[3]);
    expect(dateAt(SERIES, 3)).toBe(BARS[3]?.date);
  });

  it('has no bar outside of itself', () => {
    expect([barAt(SERIES, -1), barAt(SERIES, BARS.length), barAt(EMPTY_SERIES, 0)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('finds a day, and the first bar from a day on, like a search from front to back', () => {
    fc.assert(
      fc.property(fc.subarray(BARS), fc.integer({ min: -3, max: 40 }), (bars, offset) => {
        const asked = day('2015-09-30') + offset;
        const days = bars.map(({ date }) => dayNumber(date));
        const first = days.findIndex((own) => own >= asked);
        expect(firstFrom(seriesOf(bars), asked)).toBe(first < 0 ? bars.length : first);
        expect(indexOf(seriesOf(bars), asked)).toBe(days.indexOf(asked));
      }),
    );
  });

  it('is looked at through slices and windows', () => {
    expect(barsOf(sliceOf(SERIES, 2, 5))).toEqual(BARS.slice(2, 5));
    expect(sliceOf(SERIES, 0, SERIES.length)).toBe(SERIES);
    expect(lastClose({ series: SERIES, from: 2, end: 5 })).toBe(5);
    expect(lastClose({ series: SERIES, from: 2, end: 2 })).toBeUndefined();
    expect(wholeOf(SERIES)).toMatchObject({ from: 0, end: BARS.length });
  });
});
