import { describe, expect, it } from 'vitest';

import {
  decodeFmpBars,
  decodeFmpDividends,
  decodeFmpSplits,
} from '../../src/contracts/fmp-wire.ts';

const DAY = { symbol: 'AAPL', date: '2015-10-19', volume: 5 };

describe('the answers of FMP', () => {
  it.each([
    [{ ...DAY, open: 110, high: 112, low: 109, close: 111 }],
    [{ ...DAY, adjOpen: 110, adjHigh: 112, adjLow: 109, adjClose: 111 }],
  ])('hold a bar under either set of names: %j', (row) => {
    const value = { date: '2015-10-19', open: 110, high: 112, low: 109, close: 111, volume: 5 };
    expect(decodeFmpBars([row])).toEqual({ ok: true, value: [{ symbol: 'AAPL', value }] });
  });

  it('keep a hole in a bar as no number', () => {
    const decoded = decodeFmpBars([{ ...DAY, open: null, high: 112, low: 109, close: 111 }]);
    expect(decoded.ok && decoded.value[0]?.value.open).toBeNaN();
  });

  it('tell a split as new shares for one old', () => {
    const row = { symbol: 'USO', date: '2020-04-29', numerator: 1, denominator: 8 };
    const value = [{ symbol: 'USO', value: { exDate: '2020-04-29', ratio: 0.125 } }];
    expect(decodeFmpSplits([row])).toEqual({ ok: true, value });
  });

  it('tell what a dividend paid, not what later splits make of it', () => {
    const row = { symbol: 'AAPL', date: '2014-05-08', dividend: 3.29, adjDividend: 0.1175 };
    const decoded = decodeFmpDividends([row]);
    expect(decoded.ok && decoded.value[0]?.value.cash).toBe(3.29);
  });

  it.each([
    [{ 'Error Message': 'Limit Reach. Please upgrade your plan' }],
    [[{ ...DAY, open: '110', high: 112, low: 109, close: 111 }]],
    [[{ ...DAY, date: '19 Oct 2015', open: 110, high: 112, low: 109, close: 111 }]],
    [null],
  ])('of another shape are refused as a whole: %j', (answer) => {
    expect(decodeFmpBars(answer).ok).toBe(false);
  });

  it('hold no split without two numbers above zero', () => {
    const row = { symbol: 'USO', date: '2020-04-29', numerator: 0, denominator: 8 };
    expect(decodeFmpSplits([row]).ok).toBe(false);
  });
});
