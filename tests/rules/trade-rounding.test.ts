import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { roundHalfEven, roundTrade } from '../../src/rules/trade-rounding.ts';

describe('rounding of results', () => {
  // Python 3: round(x, n), which rounds the exact binary value, ties to even.
  it.each([
    [0.125, 2, 0.12],
    [0.375, 2, 0.38],
    [-0.125, 2, -0.12],
    [-0.375, 2, -0.38],
    [2.675, 2, 2.67],
    [1.005, 2, 1.0],
    [0.5, 0, 0],
    [1.5, 0, 2],
    [0.03125, 4, 0.0312],
    [0.09375, 4, 0.0938],
    [44.818074999999994, 4, 44.8181],
    [1234.5678, 2, 1234.57],
    [-0.001, 2, 0],
  ])('takes %d to %d decimals as %d', (value, decimals, expected) => {
    expect(roundHalfEven(value, decimals)).toBe(expected);
  });
});

describe('the record of a trade', () => {
  const trade = {
    ticker: ticker('AMZN'),
    score: 80,
    grade: 'B',
    gradeSource: 'html',
    reportDate: sessionDate('2015-10-23'),
    gapSize: 5,
    companyName: null,
    entryDate: sessionDate('2015-10-23'),
    entryPrice: 100,
    exitDate: sessionDate('2015-11-02'),
    exitPrice: 110,
    shares: 10,
    exitReason: 'trend_break',
  } as const;

  it('carries P&L, return and calendar days', () => {
    // 10 × (110 − 100) = 100; 10 %; October 23 to November 2
    expect(roundTrade(trade, 0)).toMatchObject({
      invested: 1000,
      pnl: 100,
      returnPct: 10,
      holdingDays: 10,
    });
  });

  it('pays the commission of both orders', () => {
    // 100 − 2; 98 of 1,000
    expect(roundTrade(trade, 2)).toMatchObject({ pnl: 98, returnPct: 9.8 });
  });
});
