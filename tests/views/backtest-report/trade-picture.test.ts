import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import type { ReportData } from '../../../src/views/backtest-report/report-data.ts';
import { packStock, type TradeChart } from '../../../src/views/backtest-report/trade-charts.ts';
import { pictureMaker } from '../../../src/views/backtest-report/trade-picture.ts';
import { listedTrade } from './listed-trade.ts';

const SESSIONS = ['2015-10-19', '2015-10-20', '2015-10-21', '2015-10-22', '2015-10-23'].map(
  sessionDate,
);

/** Bought at 100 on the 20th, two for one on the 22nd, sold at 55 on the 22nd: 50 in the terms of the sale. */
const chart: TradeChart = {
  first: 0,
  last: 4,
  stops: [
    { at: 1, price: 90 },
    { at: 3, price: 45 },
  ],
  trend: [
    { at: 2, price: 96 },
    { at: 3, price: 49 },
  ],
};
const flat = (at: number, price: number) => ({
  at,
  open: price,
  high: price,
  low: price,
  close: price,
});

function dataWith(facts: Partial<ReportData> = {}): ReportData {
  const bars = [flat(0, 98), flat(1, 100), flat(2, 104), flat(3, 55), flat(4, 56)];
  return {
    curves: [],
    trades: [],
    sessions: SESSIONS,
    stocks: { AMZN: packStock(bars, [{ at: 3, ratio: 2 }]) },
    chartOf: () => chart,
    ...facts,
  };
}

const trade = listedTrade({
  entryDate: sessionDate('2015-10-20'),
  entryPrice: 50,
  exitDate: sessionDate('2015-10-22'),
  exitPrice: 55,
});

describe('the picture of a trade', () => {
  it('shows all prices in the share terms of the exit', () => {
    const picture = pictureMaker(dataWith())(trade);
    expect(picture?.bars.map(({ close }) => close)).toEqual([49, 50, 52, 55, 56]);
    expect(picture?.trend).toEqual([
      { bar: 2, price: 48 },
      { bar: 3, price: 49 },
    ]);
    expect(picture?.splits).toEqual([{ bar: 3, ratio: 2 }]);
    expect([picture?.entry, picture?.exit]).toEqual([
      { bar: 1, price: 50 },
      { bar: 3, price: 55 },
    ]);
  });

  it('draws the stop at one height through the split, and tells both levels', () => {
    const picture = pictureMaker(dataWith())(trade);
    expect(picture?.stops).toEqual([
      { bar: 1, to: 3, price: 45 },
      { bar: 3, to: 3, price: 45 },
    ]);
    expect(picture?.stopsAsSet).toEqual([
      { date: '2015-10-20', price: 90 },
      { date: '2015-10-22', price: 45 },
    ]);
  });

  it('begins what starts on a session without a bar at the next bar', () => {
    const bars = [flat(0, 98), flat(1, 100), flat(3, 55), flat(4, 56)];
    const stocks = { AMZN: packStock(bars, [{ at: 2, ratio: 2 }]) };
    const picture = pictureMaker(dataWith({ stocks }))(trade);
    expect(picture?.splits).toEqual([{ bar: 2, ratio: 2 }]);
    expect(picture?.bars.map(({ close }) => close)).toEqual([49, 50, 55, 56]);
  });

  it('is none for a trade whose bars were not carried along', () => {
    expect(pictureMaker(dataWith({ chartOf: () => null }))(trade)).toBeNull();
    expect(pictureMaker(dataWith({ stocks: {} }))(trade)).toBeNull();
  });
});
