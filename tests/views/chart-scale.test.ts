import { describe, expect, it } from 'vitest';

import { px, rangeOf, roundTicks, scaleTo, widened } from '../../src/views/chart-scale.ts';

describe('a scale', () => {
  it('maps one range to another, also upside down', () => {
    const y = scaleTo({ low: 10, high: 20 }, { low: 100, high: 0 });
    expect([y(10), y(15), y(20)]).toEqual([100, 50, 0]);
  });

  it('puts a range without extent in the middle', () => {
    expect(scaleTo({ low: 5, high: 5 }, { low: 0, high: 100 })(5)).toBe(50);
  });
});

describe('a range', () => {
  it('ignores what is not finite', () => {
    expect(rangeOf([3, Infinity, NaN, -2])).toEqual({ low: -2, high: 3 });
    expect(rangeOf([])).toEqual({ low: 0, high: 0 });
  });

  it('is widened on both sides, and never stays a point', () => {
    expect(widened({ low: 0, high: 100 }, 0.1)).toEqual({ low: -10, high: 110 });
    expect(widened({ low: 0, high: 0 }, 0.1)).toEqual({ low: -1, high: 1 });
  });
});

describe('the lines of a drawing', () => {
  it('stand at round values', () => {
    expect(roundTicks({ low: 52.2, high: 60.9 }, 4)).toEqual([52.5, 55, 57.5, 60]);
    expect(roundTicks({ low: -0.13, high: 0.31 }, 4)).toEqual([0, 0.2]);
    expect(roundTicks({ low: 1, high: 1 }, 4)).toEqual([]);
  });

  it('are written to a tenth of a pixel', () => {
    expect([px(1.26), px(-0.04), px(3)]).toEqual(['1.3', '0', '3']);
  });
});
