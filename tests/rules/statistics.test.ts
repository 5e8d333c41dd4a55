import { describe, expect, it } from 'vitest';

import {
  correlation,
  incompleteBeta,
  median,
  standardDeviation,
  studentP,
  welchTest,
} from '../../src/rules/statistics.ts';
import { fc } from '../support/fast-check.ts';

// Expected values: SciPy 1.17 (special.betainc, stats.t, stats.ttest_ind, stats.pearsonr).
describe('the incomplete beta function', () => {
  it.each([
    [0.5, 2, 3, 0.6875],
    [0.2, 10, 0.5, 1.994982493613096e-8],
    [0.9, 0.5, 0.5, 0.7951672353008665],
    [0.999, 120, 0.5, 0.6244804208772552],
  ])('at %d of (%d, %d) is %d', (x, a, b, expected) => {
    expect(incompleteBeta(x, a, b) / expected).toBeCloseTo(1, 9);
  });

  it('mirrors itself: I_x(a, b) and I_1−x(b, a) are one together', () => {
    const shape = fc.double({ min: 0.5, max: 200, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), shape, shape, (x, a, b) => {
        expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("Student's p", () => {
  it.each([
    [2, 10, 0.07338803477074037],
    [0.1, 3, 0.9266523488008059],
    [5, 246.3, 1.0894945119884923e-6],
    [-1.96, 1000, 0.050273184955748736],
  ])('of t = %d with %d degrees of freedom is %d', (t, degrees, expected) => {
    expect(studentP(t, degrees) / expected).toBeCloseTo(1, 9);
  });
});

describe('the tests', () => {
  it('tell whether two means differ', () => {
    const test = welchTest([1.5, 2.25, -3, 4, 5.5, 0.25], [-1, 0.5, -2.75, 1, 3, -4, 2]);
    expect(test?.t).toBeCloseTo(1.2465005542889114, 12);
    expect(test?.degreesOfFreedom).toBeCloseTo(9.951419791051087, 10);
    expect(test?.p).toBeCloseTo(0.2411234353551636, 10);
  });

  it('tell whether two numbers go together', () => {
    const scores = [80, 75, 62, 91, 55, 70, 88];
    const returns = [3.1, -2, -5.5, 4, 0.5, 1, -1];
    const found = correlation(scores.map((score, at) => [score, returns[at] ?? NaN] as const));
    expect(found?.r).toBeCloseTo(0.4837898442638123, 12);
    expect(found?.p).toBeCloseTo(0.27133187868657166, 10);
  });

  it('are sure of numbers on one line', () => {
    const line = [1, 2, 3, 4].map((x) => [x, 3 - 2 * x] as const);
    expect(correlation(line)).toEqual({ r: -1, p: 0 });
  });

  it('know the incomplete beta function at its ends, and between them also for small powers', () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
    // I_x(1/2, 1/2) = 2/π · asin √x; by symmetry I_½(a, a) = ½ for every a.
    expect(incompleteBeta(0.25, 0.5, 0.5)).toBeCloseTo(1 / 3, 12);
    expect(incompleteBeta(0.5, 0.25, 0.25)).toBeCloseTo(0.5, 12);
  });

  it('say nothing where nothing varies', () => {
    expect(welchTest([1, 1], [2, 2])).toBeUndefined();
    expect(
      correlation([
        [1, 1],
        [1, 2],
        [1, 3],
      ]),
    ).toBeUndefined();
    expect(
      correlation([
        [1, 1],
        [2, 2],
      ]),
    ).toBeUndefined();
  });
});

describe('simple figures', () => {
  it('are the middle and the spread of a sample', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    // 2, 4, 4, 4, 5, 5, 7, 9: squares of the distances from 5 sum to 32; ÷ 7
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });
});
