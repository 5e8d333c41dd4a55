import { describe, expect, it } from 'vitest';

import {
  packChart,
  packStock,
  unpackBars,
  unpackChart,
} from '../../../src/views/backtest-report/trade-charts.ts';
import { fc } from '../../support/fast-check.ts';

const cents = fc.integer({ min: 1000, max: 500_000 }).map((price) => price / 100);
const bars = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 9 }),
      prices: fc.tuple(cents, cents, cents, cents),
    }),
  )
  .map((rows) => {
    let at = 0;
    return rows.map(({ gap, prices }) => {
      at += gap;
      const [open, close, a, b] = prices;
      return {
        at,
        open,
        close,
        high: Math.max(open, close, a, b),
        low: Math.min(open, close, a, b),
      };
    });
  });

describe('packed bars', () => {
  it('come back to the cent', () => {
    fc.assert(
      fc.property(bars, (given) => {
        expect(unpackBars(packStock(given, []))).toEqual(given);
      }),
    );
  });

  it('of cheap stocks keep more decimals', () => {
    const bar = { at: 0, open: 0.1234, high: 0.13, low: 0.12, close: 0.125 };
    expect(unpackBars(packStock([bar], []))).toEqual([bar]);
  });

  it('take some eight characters each', () => {
    const year = Array.from({ length: 250 }, (_, at) => {
      const open = 100 + Math.sin(at) * 3;
      return { at, open, high: open + 1.2, low: open - 1.1, close: open + 0.4 };
    });
    expect(packStock(year, []).bars.length / year.length).toBeLessThan(10);
  });
});

describe('a packed chart', () => {
  it('comes back with its window, stops and trend', () => {
    const chart = {
      first: 120,
      last: 190,
      stops: [
        { at: 150, price: 511.52 },
        { at: 170, price: 73.07 },
      ],
      trend: [{ at: 160, price: 84.1234 }],
    };
    expect(unpackChart(packChart(chart))).toEqual(chart);
  });

  it('may have neither', () => {
    const chart = { first: 0, last: 0, stops: [], trend: [] };
    expect(unpackChart(packChart(chart))).toEqual(chart);
  });
});
