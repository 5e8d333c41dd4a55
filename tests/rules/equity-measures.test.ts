import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import {
  deepestFallOf,
  drawdownsOf,
  maxDrawdownOf,
  measureEquity,
} from '../../src/rules/equity-measures.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';

const curveOf = (from: string, to: string, equityAt: (index: number) => number) =>
  sessionsBetween(sessionDate(from), sessionDate(to)).map((date, index) => {
    const equity = equityAt(index);
    return { date, equity, marketValue: equity / 2, positions: 1 };
  });

describe('the drawdown', () => {
  it('is the deepest fall below an earlier peak', () => {
    // 120 → 90 is 30 dollars and 25 %; 90 → 130 → 110 is 20.
    expect(maxDrawdownOf([110, 120, 90, 130, 110], 100)).toEqual({ dollars: 30, pct: 25 });
  });

  it('counts the capital as the first peak', () => {
    expect(maxDrawdownOf([80, 90], 100)).toEqual({ dollars: 20, pct: 20 });
    expect(maxDrawdownOf([], 100)).toEqual({ dollars: 0, pct: 0 });
  });

  it('is the same of a curve that is given by its steps', () => {
    expect(deepestFallOf([10, 10, -30, 40, -20], 100)).toBe(30);
    expect(deepestFallOf([-20, 10], 100)).toBe(20);
    expect(deepestFallOf([], 100)).toBe(0);
  });
});

describe('the drawdown at each session', () => {
  it('is what lies between the value and the highest so far, in per cent of that', () => {
    // The capital of 100 is the first peak: 90 is 10 % below it; 200 is a peak; 150 lies a quarter below.
    expect(drawdownsOf([90, 200, 150, 200], 100)).toEqual([10, 0, 25, 0]);
    // Below nothing there is no share of a peak.
    expect(drawdownsOf([-1, -2], 0)).toEqual([0, 0]);
  });
});

describe('a curve of equity', () => {
  it('grows by its CAGR: 21 % over two years are 10 % a year', () => {
    const curve = curveOf('2014-01-02', '2016-01-04', (index) => (index === 504 ? 121 : 100));
    expect(curve).toHaveLength(505);
    expect(measureEquity(curve, 100).cagrPct.value).toBeCloseTo(10, 1);
  });

  it('has a ratio of mean to risk that is annualized by 252 sessions', () => {
    // Days of +2 % and −1 % in turn: mean 0.5 %, deviation of the sample √(n/(n−1)) · 1.5 %, downside 1 %/√2.
    let equity = 100;
    const curve = curveOf('2015-01-02', '2015-12-31', (index) => {
      equity *= index % 2 === 0 ? 1.02 : 0.99;
      return equity;
    });
    const { sharpe, sortino, exposurePct } = measureEquity(curve, 100);
    const n = curve.length;
    expect(n).toBe(252);
    expect(sharpe.value).toBeCloseTo((0.5 / 1.5) * Math.sqrt((n - 1) / n) * Math.sqrt(252), 6);
    expect(sortino.value).toBeCloseTo((0.5 / Math.sqrt(0.5)) * Math.sqrt(252), 6);
    expect(exposurePct.value).toBeCloseTo(50, 9);
  });

  it('says nothing annual of less than a month', () => {
    const short = measureEquity(
      curveOf('2015-01-02', '2015-01-20', () => 100),
      100,
    );
    expect(short.cagrPct).toEqual({ value: null, reason: 'not enough sessions' });
    expect(short.sharpe.value).toBeNull();
  });

  it('has no ratio without variation, and no growth without equity', () => {
    const flat = measureEquity(
      curveOf('2015-01-02', '2015-06-30', () => 100),
      100,
    );
    expect(flat.sharpe).toEqual({ value: null, reason: 'not enough variation' });
    const ruined = measureEquity(
      curveOf('2015-01-02', '2015-06-30', () => -5),
      100,
    );
    expect(ruined.cagrPct.value).toBeNull();
  });
});
