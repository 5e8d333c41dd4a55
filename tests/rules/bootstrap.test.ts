import { describe, expect, it } from 'vitest';

import { bootstrapInterval } from '../../src/rules/bootstrap.ts';
import { mean, standardDeviation } from '../../src/rules/statistics.ts';

const SAMPLE = Array.from({ length: 200 }, (_, at) => ((at * 37) % 101) - 50);

describe('a bootstrap interval', () => {
  it('is about two standard errors wide on both sides of a mean', () => {
    const { low, high } = bootstrapInterval(SAMPLE, mean);
    const error = standardDeviation(SAMPLE) / Math.sqrt(SAMPLE.length);
    expect(Math.abs((mean(SAMPLE) - low) / error - 1.96)).toBeLessThan(0.2);
    expect(Math.abs((high - mean(SAMPLE)) / error - 1.96)).toBeLessThan(0.2);
  });

  it('is the same every time', () => {
    expect(bootstrapInterval(SAMPLE, mean)).toEqual(bootstrapInterval(SAMPLE, mean));
  });

  it('of a constant is that constant', () => {
    expect(bootstrapInterval([3, 3, 3], mean)).toEqual({ low: 3, high: 3 });
  });

  it('orders infinite profit factors after all others', () => {
    const { high } = bootstrapInterval([1, 1, 1, -1], (drawn) =>
      drawn.includes(-1) ? 1 : Infinity,
    );
    expect(high).toBe(Infinity);
  });
});
