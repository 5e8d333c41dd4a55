import { describe, expect, it } from 'vitest';

import { uniform } from '../../src/rules/bootstrap.ts';
import {
  ascending,
  outcomeOf,
  quantileOf,
  redrawn,
  resampledRuns,
  shuffled,
} from '../../src/rules/resampling.ts';

const PNLS = [100, -60, 40, -80];

function ordersOf(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value, at) =>
    ordersOf(values.filter((_, other) => other !== at)).map((rest) => [value, ...rest]),
  );
}

/** The deepest fall of the running sum below its highest point so far, zero at the start included. */
function deepestFall(pnls: readonly number[]): number {
  let deepest = 0;
  for (let from = 0; from <= pnls.length; from += 1)
    for (let to = from; to <= pnls.length; to += 1)
      deepest = Math.max(deepest, -pnls.slice(from, to).reduce((sum, pnl) => sum + pnl, 0));
  return deepest;
}

function sharesOf(values: readonly number[]): Map<number, number> {
  const shares = new Map<number, number>();
  for (const value of values) shares.set(value, (shares.get(value) ?? 0) + 1 / values.length);
  return shares;
}

describe('the outcome of a sequence of trades', () => {
  it('is its deepest fall, its sum and its factor', () => {
    // 1000, 1100, 1040, 1080, 1000: 100 below the peak of 1100. 140 won, 140 lost.
    expect(outcomeOf(PNLS, 1000)).toEqual({ maxDrawdown: 100, totalPnl: 0, profitFactor: 1 });
  });
});

describe('the order of trades', () => {
  const runs = resampledRuns(
    { method: 'order', pnls: PNLS, capitalBase: 1000, seed: 1 },
    0,
    20_000,
  );

  it('drawn at random falls as deep as all 24 orders do, each as often', () => {
    const expected = sharesOf(ordersOf(PNLS).map(deepestFall));
    const drawn = sharesOf(runs.map(({ maxDrawdown }) => maxDrawdown));
    expect([...drawn.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [drawdown, share] of expected)
      expect(Math.abs((drawn.get(drawdown) ?? 0) - share), String(drawdown)).toBeLessThan(0.015);
  });

  it('has the quantiles of the full enumeration', () => {
    const all = ascending(ordersOf(PNLS).map(deepestFall));
    const drawn = ascending(runs.map(({ maxDrawdown }) => maxDrawdown));
    for (const share of [0.1, 0.6, 0.9])
      expect(quantileOf(drawn, share)).toBe(quantileOf(all, share));
  });

  it('changes neither the sum nor the factor', () => {
    expect(new Set(runs.map(({ totalPnl }) => totalPnl))).toEqual(new Set([0]));
    expect(new Set(runs.map(({ profitFactor }) => profitFactor))).toEqual(new Set([1]));
  });

  it('keeps every trade', () => {
    expect(shuffled(PNLS, uniform(7)).sort()).toEqual([...PNLS].sort());
  });
});

describe('the bootstrap', () => {
  it('draws with replacement: the sum varies around the sum, with √n times the deviation', () => {
    const runs = resampledRuns(
      { method: 'bootstrap', pnls: PNLS, capitalBase: 1000, seed: 3 },
      0,
      20_000,
    );
    const sums = runs.map(({ totalPnl }) => totalPnl);
    const mean = sums.reduce((sum, value) => sum + value, 0) / sums.length;
    const variance = sums.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sums.length;
    // The mean of the four is 0, their variance (100² + 60² + 40² + 80²) ÷ 4 = 5,400; four draws: 21,600.
    expect(Math.abs(mean)).toBeLessThan(4);
    expect(variance / 21_600).toBeCloseTo(1, 1);
  });

  it('may draw a trade twice', () => {
    expect(redrawn([1, 2, 3], () => 0.5)).toEqual([2, 2, 2]);
  });
});

describe('runs', () => {
  const question = { method: 'order', pnls: PNLS, capitalBase: 1000, seed: 5 } as const;

  it('are the same however they are split', () => {
    const parts = [resampledRuns(question, 0, 3), resampledRuns(question, 3, 4)].flat();
    expect(parts).toEqual(resampledRuns(question, 0, 7));
  });

  it('are others for another seed', () => {
    expect(resampledRuns({ ...question, seed: 6 }, 0, 20)).not.toEqual(
      resampledRuns(question, 0, 20),
    );
  });
});

describe('a quantile', () => {
  it('is the smallest value that the share does not exceed', () => {
    const sorted = [10, 20, 30, 40];
    expect([0, 0.25, 0.26, 0.5, 1].map((share) => quantileOf(sorted, share))).toEqual([
      10, 10, 20, 20, 40,
    ]);
  });
});
