/** On years of real bars: what a chart shows is what the exit was decided by. */
import { describe, expect, it } from 'vitest';

import { benchmarkOf, gatherReport } from '../../backtest/gather-report.ts';
import { backtest } from '../../backtest/run-backtest.ts';
import { loadBacktest } from '../../backtest/wiring/load-backtest.ts';
import { packReport, unpackReport } from '../../src/views/backtest-report/report-data.ts';
import { pictureMaker } from '../../src/views/backtest-report/trade-picture.ts';
import { configOf } from '../support/invented-report.ts';
import { realData } from '../support/raw-bars.ts';

async function realReport() {
  const config = configOf({
    reports_dir: `${realData ?? ''}/reports`,
    prices: `${realData ?? ''}/prices`,
    benchmark: 'AAPL',
    data_end_date: '2016-06-30',
  });
  const { input, prices, digests, benchmarkPrices } = await loadBacktest(config);
  const made = backtest(input, prices, config);
  const held = benchmarkOf(made, benchmarkPrices, config);
  const { span, counts } = made;
  const manifest = {
    ...{ version: 'test', config, inputs: digests, span, counts },
    ...{ metrics: made.performance, findings: [] },
  };
  return gatherReport({ title: 'x', made, manifest, prices, held, defaults: configOf({}) });
}

const report = realData === undefined ? undefined : await realReport();

describe.skipIf(realData === undefined)('the charts of a real run', () => {
  const data = report === undefined ? undefined : unpackReport(packReport(report));
  const pictureOf = data === undefined ? () => null : pictureMaker(data);
  const pictures = (data?.trades ?? []).map((trade) => ({ trade, picture: pictureOf(trade) }));

  it('are there for every trade', () => {
    expect(pictures.length).toBeGreaterThan(400);
    expect(pictures.filter(({ picture }) => picture === null)).toEqual([]);
  });

  it('show the close under the trend on the last week that was judged, and on none before', () => {
    const broken = pictures.filter(({ trade }) => trade.exitReason === 'trend_break');
    expect(broken.length).toBeGreaterThan(200);
    for (const { trade, picture } of broken) {
      const below = (picture?.trend ?? []).map(
        ({ bar, price }) => (picture?.bars[bar]?.close ?? NaN) < price,
      );
      expect(below.at(-1), `${trade.ticker} ${trade.entryDate}`).toBe(true);
      expect(below.slice(0, -1), `${trade.ticker} ${trade.entryDate}`).not.toContain(true);
    }
  });

  it('show the low at the stop on the day it filled, and above it on the days before', () => {
    const stopped = pictures.filter(({ trade }) => trade.exitReason === 'stop_loss');
    expect(stopped.length).toBeGreaterThan(20);
    for (const { trade, picture } of stopped) {
      const stop = picture?.stops.at(-1)?.price ?? NaN;
      const held = (picture?.bars ?? []).slice(picture?.entry.bar, (picture?.exit.bar ?? 0) + 1);
      const lows = held.map(({ low }) => low);
      // Restated prices of before a split are fractions of a cent apart from the stop on its tick.
      expect(lows.at(-1), `${trade.ticker} ${trade.entryDate}`).toBeLessThanOrEqual(stop + 0.01);
      expect(Math.min(...lows.slice(0, -1), Infinity)).toBeGreaterThan(stop - 0.01);
    }
  });

  it('draw entry and exit inside the bars of their days', () => {
    for (const { trade, picture } of pictures) {
      const bar = picture?.bars[picture.entry.bar];
      const where = `${trade.ticker} ${trade.entryDate}`;
      expect(bar?.open, where).toBeCloseTo(trade.entryPrice, 1);
      // Slippage may carry the sale half a per cent under the low.
      const exit = picture?.bars[picture.exit.bar];
      expect(trade.exitPrice, where).toBeLessThanOrEqual((exit?.high ?? NaN) + 0.01);
      expect(trade.exitPrice, where).toBeGreaterThanOrEqual((exit?.low ?? NaN) * 0.995 - 0.01);
    }
  });
});
