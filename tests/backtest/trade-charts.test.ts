import { describe, expect, it } from 'vitest';

import { ticker } from '../../src/domain/ticker.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { unpackBars } from '../../src/views/backtest-report/trade-charts.ts';
import { collectTradeCharts } from '../../backtest/trade-charts.ts';
import { priceDataOf } from '../../backtest/price-data.ts';
import { calendarHistory } from '../../backtest/price-history.ts';
import { EXACT_MONEY } from '../../src/rules/pricing.ts';
import { candidate, rules } from '../domain/sample.ts';
import { barsBetween } from '../rules/sample-bars.ts';
import { inventedReport } from '../support/invented-report.ts';

const on = (date: string, name: string) =>
  candidate(name, { reportDate: sessionDate(date), price: 100 });

/** 100 dollars until the split, a quarter of it after; falls in the week of November 16. */
const falling = barsBetween('2014-10-01', '2015-12-31', (date) => {
  const price = date < '2015-11-16' ? 100 : 94;
  return date < '2015-11-04' ? price : price / 4;
});
const SPLIT = {
  type: 'split',
  ticker: ticker('AMZN'),
  exDate: sessionDate('2015-11-04'),
  ratio: 4,
} as const;

function splitRun() {
  return inventedReport({
    bars: { AMZN: falling },
    splits: [SPLIT],
    candidates: [on('2015-10-23', 'AMZN')],
    options: { max_positions: 5, slippage: 0 },
  });
}

describe('the chart of a trade', () => {
  it('begins thirty sessions before the entry and ends ten after the exit', () => {
    const report = splitRun();
    const [trade, chart] = [report.trades[0], report.charts.charts[0]];
    // The week of November 16 closes at 23.50 below its average; sold at the open of Monday the 23rd.
    expect(trade).toMatchObject({ entryDate: '2015-10-23', exitDate: '2015-11-23', shares: 400 });
    const sessions = sessionsBetween(sessionDate('2014-10-01'), sessionDate('2015-12-31'));
    expect(sessions[chart?.first ?? 0]).toBe('2015-09-11');
    expect(sessions[chart?.last ?? 0]).toBe('2015-12-08');
    const drawn = unpackBars(report.charts.stocks['AMZN'] ?? { unit: 1, bars: '' });
    expect(drawn).toHaveLength(
      sessionsBetween(sessionDate('2015-09-11'), sessionDate('2015-12-08')).length,
    );
    expect(drawn[0]).toMatchObject({ at: chart?.first, open: 100, close: 100 });
    expect(drawn.at(-1)).toMatchObject({ at: chart?.last, close: 23.5 });
  });

  it('shows the stop as it was set, and as the split left it', () => {
    const { charts } = splitRun();
    const placeOf = (date: string) =>
      sessionsBetween(sessionDate('2014-10-01'), sessionDate(date)).length - 1;
    expect(charts.charts[0]?.stops).toEqual([
      { at: placeOf('2015-10-23'), price: 90 },
      { at: placeOf('2015-11-04'), price: 22.5 },
    ]);
    expect(charts.stocks['AMZN']?.splits).toEqual([{ at: placeOf('2015-11-04'), ratio: 4 }]);
  });

  it('shows the average at the week ends on which it was judged, in the terms of their day', () => {
    const { charts } = splitRun();
    // Two whole weeks pass first: 10/26 and 11/02. A flat average of 100, restated to 25 by the split.
    const trend = charts.charts[0]?.trend ?? [];
    const sessions = sessionsBetween(sessionDate('2014-10-01'), sessionDate('2015-12-31'));
    expect(trend.map(({ at }) => sessions[at])).toEqual(['2015-11-06', '2015-11-13', '2015-11-20']);
    expect(trend[0]?.price).toBeCloseTo(25, 10);
    // The last of them takes in 23.50 with 2/11: 25 · 9/11 + 23.5 · 2/11 = 24.7273.
    expect(trend[2]?.price).toBeCloseTo(24.727273, 5);
  });

  it('has no trend where no trailing stop is used', () => {
    const report = inventedReport({
      bars: { AMZN: falling },
      candidates: [on('2015-10-23', 'AMZN')],
      options: { trailing_stop: 'none', stop_loss: 99 },
    });
    expect(report.charts.charts[0]?.trend).toEqual([]);
  });
});

describe('the charts of many trades', () => {
  const bars = barsBetween('2014-10-01', '2015-12-31', () => 50);
  const two = inventedReport({
    bars: { AMZN: bars },
    candidates: [on('2015-10-23', 'AMZN'), on('2015-10-30', 'AMZN')],
    options: { data_end_date: null },
  });

  it('carry a bar once, however many trades see it', () => {
    const drawn = unpackBars(two.charts.stocks['AMZN'] ?? { unit: 1, bars: '' });
    expect(two.charts.charts).toHaveLength(2);
    expect(new Set(drawn.map(({ at }) => at)).size).toBe(drawn.length);
  });

  it('are those of the widest gains and losses where a file cannot carry all', () => {
    const own = rules();
    const history = calendarHistory(priceDataOf({ bars: new Map([[ticker('AMZN'), bars]]) }), own);
    const [first, second] = two.trades;
    if (first === undefined || second === undefined) throw new Error('two trades are needed');
    const trades = [
      { ...first, pnl: 10 },
      { ...second, pnl: -500 },
    ];
    const charts = (most: number) =>
      collectTradeCharts(trades, history, { rules: own, pricing: EXACT_MONEY }, most).charts;
    expect(charts(150).map((chart) => chart !== null)).toEqual([false, true]);
    expect(charts(50).map((chart) => chart !== null)).toEqual([false, false]);
    expect(charts(500).map((chart) => chart !== null)).toEqual([true, true]);
  });
});
