import { describe, expect, it } from 'vitest';

import { slipped, stopFillPrice } from '../../src/rules/fills.ts';

describe('a simulated sell', () => {
  it('loses the slippage', () => {
    expect(slipped(200, 0.5)).toBe(199);
    expect(slipped(200, 0)).toBe(200);
  });
});

describe('a resting stop at 90', () => {
  const fill = (open: number, low: number, stopFill: 'gap_aware' | 'at_stop', slippagePct = 0) =>
    stopFillPrice({ open, low }, 90, { stopFill, slippagePct });

  it('rests while the low stays above it', () => {
    expect(fill(95, 90.01, 'gap_aware')).toBeUndefined();
  });

  it('fills at its price when it is touched', () => {
    expect(fill(95, 90, 'gap_aware')).toBe(90);
    expect(fill(95, 80, 'gap_aware')).toBe(90);
  });

  it('fills at the open when the price gaps through it', () => {
    expect(fill(85, 80, 'gap_aware')).toBe(85);
    expect(fill(90, 80, 'gap_aware')).toBe(90);
  });

  it('fills at its price even through a gap when the model says so', () => {
    expect(fill(85, 80, 'at_stop')).toBe(90);
  });

  it('loses the slippage either way', () => {
    // 90 × 0.995 and 85 × 0.995
    expect(fill(95, 80, 'gap_aware', 0.5)).toBeCloseTo(89.55, 10);
    expect(fill(85, 80, 'gap_aware', 0.5)).toBeCloseTo(84.575, 10);
    expect(fill(85, 80, 'at_stop', 0.5)).toBeCloseTo(89.55, 10);
  });
});
