/**
 * Real bars, real announcement dates, the default rules. Expected prices are read from the CSV files here, never from
 * the program. With the default stop of 10 % no position of these three months reaches its stop (INTU came within
 * 0.3 % of it): real-stops shows them with 4 %.
 */
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { rowsOf, type Row } from '../support/book-database.ts';
import { runBuilt } from '../support/built-command.ts';
import { barOn, realData } from '../support/raw-bars.ts';
import { closedBy, liveThrough, type Day } from '../support/real-span.ts';
import { signalFile, tradingFolder, type TradingFolder } from '../support/trading-folder.ts';

const prices = join(realData ?? '', 'prices');
const SPAN_TIMEOUT_MS = 180_000;
/** Ninety per cent, rounded down to the cent. */
const TEN_PER_CENT_BELOW = (price: number): number => Math.floor(Math.round(price * 90)) / 100;

describe.skipIf(realData === undefined)('real data (OPENBELL_REAL_DATA is set)', () => {
  it('buys the report of 2015-10-23 at the opens of that day, each with a stop at 90 % of its fill', async () => {
    const folder = tradingFolder({});
    const report = join(realData ?? '', 'reports', 'earnings_trade_analysis_2015-10-23.html');
    const planned = await runBuilt(
      'signal-generator',
      ['--report-file', report, '--prices', prices],
      folder.path,
    );
    const file = signalFile('2015-10-23');
    const executed = await runBuilt('executor', ['--signals-file', file], folder.path);
    expect([planned.code, executed.code], planned.err + executed.err).toEqual([0, 0]);

    const tickers = ['AMZN', 'GOOGL', 'MSFT', 'PG', 'T'];
    const opens = tickers.map((ticker) => barOn(ticker, '2015-10-23').open);
    const held = rowsOf(folder.path, 'SELECT * FROM positions ORDER BY ticker');
    expect(held.map((row) => [row['ticker'], row['entry_price'], row['stop_price']])).toEqual(
      tickers.map((ticker, at) => [ticker, opens[at], TEN_PER_CENT_BELOW(opens[at] ?? 0)]),
    );
    expect(restingStops(folder)).toEqual(
      tickers.map((ticker, at) => ({
        symbol: ticker,
        tif: 'gtc',
        qty: Math.floor(10_000 / (opens[at] ?? 0)),
        stop: TEN_PER_CENT_BELOW(opens[at] ?? 0),
      })),
    );
    folder.remove();
  });

  describe('three months of the default rules, day after day', () => {
    const folder = tradingFolder({});
    let days: readonly Day[] = [];
    beforeAll(async () => {
      days = await liveThrough(folder, '2015-12-31');
      return () => {
        folder.remove();
      };
    }, SPAN_TIMEOUT_MS);

    it('ends every session with exit code 0 and every position covered', () => {
      expect(days).toHaveLength(64);
      const bad = days.filter(
        ({ codes, positions, covered }) => codes.join() !== '0,0' || positions !== covered,
      );
      expect(bad).toEqual([]);
      expect(Math.max(...days.map(({ positions }) => positions))).toBe(20);
    });

    it('sells broken trends at the open of the session after the week they broke in', () => {
      const broken = closedBy(folder, 'trend_break');
      expect(broken.length).toBeGreaterThan(10);
      for (const row of broken) {
        const { ticker, exit_date: date, exit_price: price } = row;
        expect(price, `${ticker} on ${date}`).toBe(barOn(String(ticker), String(date)).open);
        expect(new Date(`${date}T12:00Z`).getUTCDay(), `${date} is a Monday`).toBe(1);
      }
    });

    it('lives through the 2:1 splits of GPN and NKE: shares doubled, entry and stop halved', () => {
      const splits = rowsOf(
        folder.path,
        `SELECT ticker, ex_date, entry_date, ratio, shares_before, shares_after, entry_price, stop_price
         FROM splits_applied JOIN positions USING (position_id) ORDER BY ex_date`,
      );
      expect(splits.map(({ ticker, ex_date }) => [ticker, ex_date])).toEqual([
        ['GPN', '2015-11-03'],
        ['NKE', '2015-12-24'],
      ]);
      for (const row of splits) {
        const paid = barOn(String(row['ticker']), String(row['entry_date'])).open;
        expect(row['shares_after']).toBe(Number(row['shares_before']) * 2);
        expect(row['entry_price']).toBeCloseTo(paid / 2, 4);
        expect(row['stop_price']).toBeLessThan(paid / 2);
      }
    });

    it('carries the shadow book along', () => {
      const [shadow] = rowsOf(
        folder.path,
        `SELECT count(*) AS entered, sum(status = 'closed') AS closed FROM shadow_positions`,
      );
      expect(Number(shadow?.['entered'])).toBeGreaterThan(20);
      expect(Number(shadow?.['closed'])).toBeGreaterThan(5);
    });

    it('leaves as much cash in the account as the fills of the book say [I9]', () => {
      const [book] = rowsOf(
        folder.path,
        `SELECT sum(CASE side WHEN 'buy' THEN -1 ELSE 1 END * qty * price) AS flow FROM fills`,
      );
      const [account] = rowsOf(
        folder.path,
        `SELECT json_extract(body, '$.cash') / 10000.0 AS cash FROM paper_account`,
        'live/emulator.db',
      );
      expect(account?.['cash']).toBeCloseTo(250_000 + Number(book?.['flow']), 4);
    });
  });
});

function restingStops({ path }: TradingFolder): readonly Row[] {
  return rowsOf(
    path,
    `SELECT body ->> 'symbol' AS symbol, body ->> 'timeInForce' AS tif, (body ->> 'qty') / 1000000000 AS qty,
            (body ->> 'stopPrice') / 10000.0 AS stop
     FROM paper_orders WHERE body ->> 'type' = 'stop' AND body ->> 'status' = 'new' ORDER BY 1`,
    'live/emulator.db',
  );
}
