import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { EXACT_MONEY, PLAIN_DOLLARS } from '../../src/rules/pricing.ts';
import { dollars, position } from '../domain/sample.ts';

describe('exact money', () => {
  it('puts a stop on the tick below, and a size on whole shares', () => {
    // 33.33 × 0.9 = 29.997; 10,000 ÷ 33.33 = 300.03
    expect(EXACT_MONEY.stopFor(dollars('33.33'), 10)).toBe(dollars('29.99'));
    expect(EXACT_MONEY.sharesFor(10_000, dollars('33.33'))).toBe(300);
  });
});

describe('plain dollars', () => {
  it('round nothing', () => {
    expect(PLAIN_DOLLARS.stopFor(33.33, 10)).toBeCloseTo(29.997, 12);
    expect(PLAIN_DOLLARS.fromDollars(1 / 3)).toBe(1 / 3);
    expect(PLAIN_DOLLARS.pnl({ shares: 3, entryPrice: 1 }, 1.5)).toBe(1.5);
  });

  it('refuse a split: their prices are adjusted already', () => {
    const held = { ...position('A'), entryPrice: 100, stopPrice: 90 };
    const exDate = sessionDate('2015-10-23');
    const split = { type: 'split', ticker: ticker('A'), exDate, ratio: 2 } as const;
    expect(() => PLAIN_DOLLARS.split(held, split)).toThrow('A has one');
  });
});
