import { describe, expect, it } from 'vitest';

import type { Position } from '../../src/domain/position.ts';
import { isBetter, pnlOf, weakestPosition } from '../../src/rules/rotation.ts';
import { dollars, position } from '../domain/sample.ts';

describe('the weakest position', () => {
  const weakest = (book: readonly Position[], closes: Readonly<Record<string, number>>) =>
    weakestPosition(book, (ticker) => closes[ticker]);

  it('has lost the most dollars, not the most per cent', () => {
    // A: 10 × (50 − 100) = −500. B: 100 × (94 − 100) = −600.
    const book = [position('A', { shares: 10 }), position('B', { shares: 100 })];
    expect(weakest(book, { A: 50, B: 94 })).toMatchObject({
      position: { ticker: 'B' },
      unrealizedPnl: dollars('-600.00'),
    });
  });

  it('has lost: a position at its entry price or above is never the one', () => {
    expect(weakest([position('A')], { A: 100 })).toBeUndefined();
    expect(weakest([position('A')], { A: 130 })).toBeUndefined();
    expect(weakest([position('A')], { A: 99.99 })).toBeDefined();
  });

  it('is the first in the book among equals', () => {
    expect(weakest([position('B'), position('A')], { A: 90, B: 90 })?.position.ticker).toBe('B');
  });

  it('has a close: what cannot be judged is left alone', () => {
    expect(weakest([position('A'), position('B')], { B: 99 })?.position.ticker).toBe('B');
    expect(weakest([position('A')], {})).toBeUndefined();
  });
});

describe('a candidate', () => {
  it.each([
    [81, 80, true],
    [80, 80, false],
    [79, 80, false],
    [0, null, true],
    [null, null, false],
    [null, 0, false],
  ])('with score %s beats a position with score %s: %s', (offered, held, better) => {
    expect(isBetter(offered, position('A', { score: held }))).toBe(better);
  });
});

describe('the P&L of a position', () => {
  it('is its shares times the way the price went', () => {
    // 16 × (640.25 − 617.68) = 361.12
    const held = position('AMZN', { shares: 16, entryPrice: dollars('617.68') });
    expect(pnlOf(held, dollars('640.25'))).toBe(dollars('361.12'));
    // 16 × (555.91 − 617.68) = −988.32
    expect(pnlOf(held, dollars('555.91'))).toBe(dollars('-988.32'));
  });
});
