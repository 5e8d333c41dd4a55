import { describe, expect, it } from 'vitest';

import {
  fivePointsAsHundred,
  readMoney,
  readPercent,
  readScore,
} from '../../src/contracts/earnings-report-numbers.ts';

describe('a number in a report', () => {
  it.each([
    ['88 pts', 'points', 88],
    ['88.5/100', 'hundred', 88.5],
    ['67.0 / 100', 'hundred', 67],
    ['89.5', 'bare', 89.5],
    ['4/5', 'five', 4],
    ['2/5 pts', 'five', 2],
    ['-5/100', 'hundred', -5],
  ])('%s is a score', (text, form, value) => {
    expect(readScore(text)).toEqual({ form, value, confirmed: false });
  });

  it('of five points is confirmed by per cent that agree', () => {
    expect(readScore('4.10 / 5.00 (82%)')).toMatchObject({ value: 4.1, confirmed: true });
    expect(readScore('4.10 / 5.00 (28%)')).toMatchObject({ value: 4.1, confirmed: false });
    expect(fivePointsAsHundred(4.05)).toBe(81);
  });

  it.each(['67%', '88/50', '88 pts beat', '$88', '1.2.3', '88.', '.5', '1e5', '8 8', ''])(
    '%j is no score',
    (text) => {
      expect(readScore(text)).toBeUndefined();
    },
  );

  it.each([
    ['$17.28', 17.28, null],
    ['$1,480.00', 1480, null],
    ['US$ 12', 12, null],
    ['$41.55 (+2.3%)', 41.55, 2.3],
    ['-$3.00', -3, null],
  ])('%s is money', (text, dollars, changePct) => {
    expect(readMoney(text)).toEqual({ dollars, changePct });
  });

  it.each(['$1.2B', '$5M', '$10 - $12', '$41.55 → $49.86', '17.28', '$1,23', '$'])(
    '%s is no price',
    (text) => {
      expect(readMoney(text)).toBeUndefined();
    },
  );

  it.each([
    ['+7.2%', 7.2],
    ['(-3%)', -3],
    ['−3 %', -3],
    ['▼ 1.5%', -1.5],
    ['7%', 7],
    ['7', undefined],
    ['+7.2% beat', undefined],
  ])('%s is %s per cent', (text, pct) => {
    expect(readPercent(text)).toBe(pct);
  });
});
