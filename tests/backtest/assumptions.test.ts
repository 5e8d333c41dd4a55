/** What the backtest takes for granted, where no test of a single rule says it already. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runBacktestInProcess } from '../support/backtest-in-process.ts';
import { backtestFolder, jsonReport, priceCsv, type BacktestFolder } from './backtest-folder.ts';

let folder: BacktestFolder;
beforeEach(() => {
  folder = backtestFolder();
});
afterEach(() => {
  folder.remove();
});

const ACTIONS = 'symbol,ex_date,type,split_ratio_new_per_old,cash_amount';

async function trades(...more: readonly string[]) {
  const ran = await runBacktestInProcess(
    ...['--reports-dir', folder.path('reports'), '--prices', folder.path('prices')],
    ...['--output-dir', folder.path('out'), '--max-positions', '20', ...more],
  );
  expect(ran.code, ran.err).toBe(0);
  return folder.rows('out/trades.csv');
}

function report(date: string, ...names: readonly string[]): void {
  const candidates = names.map((ticker) => ({ ticker }));
  folder.write(`reports/earnings_trade_candidates_${date}.json`, jsonReport(date, ...candidates));
}

const prices = (name: string, priceOf: (date: string) => number): void => {
  folder.write(`prices/${name}.csv`, priceCsv('2014-06-02', '2016-01-29', priceOf));
};

describe('the backtest assumes', () => {
  it('that dividends and spin-offs pay nothing and restate nothing', async () => {
    prices('AMZN', (date) => (date < '2015-11-10' ? 100 : 98));
    report('2015-10-23', 'AMZN');
    const without = await trades('--trailing-stop', 'none');
    const paid = ['AMZN,2015-11-10,dividend,,2', 'AMZN,2015-12-01,spinoff_value_estimate,,5'];
    folder.write('prices/corporate_actions.csv', [ACTIONS, ...paid, ''].join('\n'));
    expect(await trades('--trailing-stop', 'none')).toEqual(without);
    // 100 shares that fell from 100 to 98, the two dollars paid on the way not counted.
    expect(without).toMatchObject([{ shares: '100', exit_price: '98', pnl: '-200' }]);
  });

  it('that the cash for a fraction of a share is no part of the P&L', async () => {
    prices('AMZN', (date) => (date < '2015-11-10' ? 90 : 60));
    report('2015-10-23', 'AMZN');
    folder.write('prices/corporate_actions.csv', `${ACTIONS}\nAMZN,2015-11-10,split,1.5,\n`);
    // 10,000 ÷ 90 = 111 shares; 166.5 after the split, of which 166 stay.
    expect(await trades()).toMatchObject([{ shares: '166', entry_price: '60', pnl: '0' }]);
  });

  it('that every order fills whole, whatever the volume of the day', async () => {
    prices('AMZN', () => 100);
    const csv = folder.read('prices/AMZN.csv');
    folder.write('prices/AMZN.csv', csv.replaceAll(/,1000$/gm, ',0'));
    report('2015-10-23', 'AMZN');
    expect(await trades('--position-size', '10000000')).toMatchObject([{ shares: '100000' }]);
  });

  it('that profit is not invested again and loss does not shrink the next entry', async () => {
    prices('AMZN', (date) => (date < '2015-11-02' ? 100 : 300));
    prices('MSFT', (date) => (date < '2015-11-02' ? 100 : 20));
    prices('AAPL', () => 100);
    report('2015-10-23', 'AMZN', 'MSFT');
    report('2015-12-01', 'AAPL');
    const invested = (await trades()).map((trade) => [trade['ticker'], trade['invested']]);
    expect(invested.sort()).toEqual([
      ['AAPL', '10000'],
      ['AMZN', '10000'],
      ['MSFT', '10000'],
    ]);
  });

  it('that what is held when the data end is sold at the last close, without slippage', async () => {
    prices('AMZN', () => 100);
    report('2015-10-23', 'AMZN');
    expect(await trades('--data-end-date', '2015-12-16')).toMatchObject([
      { exit_date: '2015-12-16', exit_price: '100', exit_reason: 'end_of_data' },
    ]);
  });

  it('that a stop fills on the day its low touches it, though the high may have come later', async () => {
    prices('AMZN', () => 100);
    const csv = folder.read('prices/AMZN.csv');
    const touched = csv.replace('2015-11-10,100,101,99,100', '2015-11-10,100,140,90,139');
    folder.write('prices/AMZN.csv', touched);
    report('2015-10-23', 'AMZN');
    // 90 less half a per cent.
    expect(await trades()).toMatchObject([
      { exit_date: '2015-11-10', exit_price: '89.55', exit_reason: 'stop_loss' },
    ]);
  });

  it('that a stop is judged by raw prices: a dividend can touch it', async () => {
    prices('AMZN', (date) => (date < '2015-11-10' ? 100 : 90));
    report('2015-10-23', 'AMZN');
    folder.write('prices/corporate_actions.csv', `${ACTIONS}\nAMZN,2015-11-10,dividend,,10\n`);
    expect(await trades()).toMatchObject([{ exit_date: '2015-11-10', exit_reason: 'stop_loss' }]);
  });

  it('that an exit without a bar keeps its place beside the entry that was to take it', async () => {
    prices('AMZN', (date) => (date < '2015-10-30' ? 100 : 80));
    prices('MSFT', () => 100);
    const csv = folder.read('prices/AMZN.csv');
    // It breaks its trend on Friday the 30th and does not trade on Monday.
    folder.write('prices/AMZN.csv', csv.replace(/^2015-11-02.*\n/m, ''));
    report('2015-10-05', 'AMZN');
    report('2015-11-02', 'MSFT');
    const made = await trades('--max-positions', '1', '--stop-loss', '60');
    expect(made).toMatchObject([
      { ticker: 'AMZN', exit_date: '2015-11-03', exit_reason: 'trend_break' },
      { ticker: 'MSFT', entry_date: '2015-11-02' },
    ]);
    const held = folder.rows('out/equity.csv').map(({ date, positions }) => [date, positions]);
    expect(held.filter(([, positions]) => positions === '2')).toEqual([['2015-11-02', '2']]);
  });
});
