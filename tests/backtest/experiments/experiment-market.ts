/** A small market with enough trades to compare: four stocks that swing, reports every week of half a year. */
import { backtestFolder, jsonReport, priceCsv, type BacktestFolder } from '../backtest-folder.ts';
import { addDays, sessionDate } from '../../../src/domain/session-date.ts';
import { isSession } from '../../../src/rules/market-calendar.ts';
import { experimentCommand } from '../../../backtest/experiments/experiment-cli.ts';
import { runHere } from '../../support/backtest-in-process.ts';
import type { Ran } from '../../support/built-command.ts';

const TICKERS = ['AAA', 'BBB', 'CCC', 'DDD'];

export type ExperimentMarket = BacktestFolder & {
  readonly inputs: readonly string[];
  /** `afterwards`: what prices are multiplied with from the date on. */
  readonly writePrices: (afterwards?: { readonly from: string; readonly times: number }) => void;
};

export function experimentMarket(): ExperimentMarket {
  const folder = backtestFolder();
  const writePrices: ExperimentMarket['writePrices'] = (afterwards) => {
    for (const [at, ticker] of TICKERS.entries()) {
      const priceOf = (date: string, index: number): number => {
        const swing = 100 + 25 * Math.sin(index / (9 + at * 3)) + at * index * 0.02;
        const times = afterwards !== undefined && date >= afterwards.from ? afterwards.times : 1;
        return Math.round(swing * times * 100) / 100;
      };
      folder.write(`prices/${ticker}.csv`, priceCsv('2014-09-02', '2015-09-30', priceOf));
    }
  };
  writePrices();
  for (let week = 0; week < 26; week += 1) {
    const date = addDays(sessionDate('2015-01-06'), week * 7);
    if (!isSession(date)) continue;
    const pick = (at: number): string => TICKERS[(week + at) % TICKERS.length] ?? '';
    const cards = [0, 2].map((at) => ({ ticker: pick(at), score: 60 + ((week * 7 + at) % 40) }));
    folder.write(
      `reports/earnings_trade_candidates_${date}.json`,
      jsonReport(date, ...cards.map((card) => ({ ...card, price: 100 }))),
    );
  }
  const inputs = ['--reports-dir', folder.path('reports'), '--prices', folder.path('prices')];
  return { ...folder, inputs, writePrices };
}

/** An experiment with the arguments of its command line, in this process and on this thread. */
export function runExperimentInProcess(...args: readonly string[]): Promise<Ran> {
  return runHere(experimentCommand, ...args, '--workers', '0');
}
