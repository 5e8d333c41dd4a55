import { EMA } from 'technicalindicators';
import { describe, expect, it } from 'vitest';

import { emaOf, lowestBeforeLast, roundedEmaSeries } from '../../src/rules/indicators.ts';
import { fc } from '../support/fast-check.ts';

/** The definition, as a plain loop. */
function emaByLoop(values: readonly number[], period: number): number | undefined {
  if (values.length < period) return undefined;
  let average = 0;
  for (const value of values.slice(0, period)) average += value;
  average /= period;
  const k = 2 / (period + 1);
  for (const value of values.slice(period)) average = value * k + average * (1 - k);
  return average;
}

const prices = fc.array(fc.double({ min: 0.01, max: 10_000, noNaN: true }), { maxLength: 130 });

describe('the exponential moving average', () => {
  it('is undefined before it has its weeks', () => {
    expect(emaOf([], 3)).toBeUndefined();
    expect(emaOf([1, 2], 3)).toBeUndefined();
  });

  it('begins as the simple mean', () => {
    expect(emaOf([1, 2, 6], 3)).toBe(3);
  });

  it('then moves by k = 2/(period + 1) of the distance', () => {
    // k = 1/2: 3 → (7 + 3)/2 = 5 → (1 + 5)/2 = 3
    expect(emaOf([1, 2, 6, 7], 3)).toBe(5);
    expect(emaOf([1, 2, 6, 7, 1], 3)).toBe(3);
  });

  it('with period one is the last value', () => {
    expect(emaOf([5, 8, 2], 1)).toBe(2);
  });

  it('agrees with its definition on any prices', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 20 }), (values, period) => {
        const expected = emaByLoop(values, period);
        const actual = emaOf(values, period);
        if (expected === undefined) expect(actual).toBeUndefined();
        else expect(Math.abs((actual ?? NaN) - expected)).toBeLessThan(1e-9 * expected + 1e-9);
      }),
    );
  });

  it('is that of a library of others to the last bit', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 20 }), (values, period) => {
        // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the library types its input as a class
        expect(emaOf(values, period)).toBe(EMA.calculate({ period, values }).at(-1));
      }),
    );
  });

  it('leaves its input alone', () => {
    const values = [1, 2, 3, 4];
    emaOf(values, 2);
    expect(values).toEqual([1, 2, 3, 4]);
  });
});

describe('the N-week low', () => {
  it('looks at the weeks before the current one only', () => {
    expect(lowestBeforeLast([9, 5, 7, 6, 1], 4)).toBe(5);
    expect(lowestBeforeLast([1, 5, 7, 6, 8, 2], 4)).toBe(5);
  });

  it('is undefined until there is one week more than its period', () => {
    expect(lowestBeforeLast([9, 5, 7, 6], 4)).toBeUndefined();
    expect(lowestBeforeLast([], 4)).toBeUndefined();
  });

  it('never is above any of those weeks', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 10 }), (values, period) => {
        const before = values.slice(0, -1).slice(-period);
        const expected = before.length < period ? undefined : [...before].sort((a, b) => a - b)[0];
        expect(lowestBeforeLast(values, period)).toBe(expected);
      }),
    );
  });
});

describe('both indicators', () => {
  it('refuse values that would poison every later one', () => {
    for (const value of [NaN, Infinity]) {
      expect(() => emaOf([1, value, 3], 2)).toThrow('finite');
      expect(() => lowestBeforeLast([1, value, 3], 2)).toThrow('finite');
    }
  });

  it('refuse a period that is no count of weeks', () => {
    for (const period of [0, -1, 1.5, NaN])
      expect(() => emaOf([1, 2, 3], period)).toThrow('period');
  });
});

describe('the average in six decimals', () => {
  it('starts at the mean and carries the rounded value on', () => {
    // (1 + 2 + 4) ÷ 3 = 2.333333 rounded; k = ½: (5 + 2.333333)/2 = 3.6666665; (7 + 3.66666…)/2
    const [first, second, third] = roundedEmaSeries([1, 2, 4, 5, 7], 3);
    expect(first).toBe(2.333333);
    expect(second).toBeCloseTo(3.6666665, 6);
    expect(third).toBeCloseTo(5.333333, 5);
  });

  it('never strays from the exact average by more than its rounding', () => {
    const values = Array.from({ length: 120 }, (_, at) => 50 + ((at * 37) % 11));
    expect(roundedEmaSeries(values, 10).at(-1)).toBeCloseTo(emaOf(values, 10) ?? NaN, 4);
  });

  it('has no value before its period', () => {
    expect(roundedEmaSeries([1, 2], 3)).toEqual([]);
  });
});
