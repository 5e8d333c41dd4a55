/** Every table in this folder, played by both commands in this process; the words are told in `day-table.ts`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { rowsOf } from '../support/book-database.ts';
import { runInProcess } from '../support/command-in-process.ts';
import { readDayTable } from '../support/day-table.ts';
import { tradeDay } from '../support/trading-day.ts';
import { tradingFolder } from '../support/trading-folder.ts';

const BOOK = `SELECT format('%s %d @ %.2f stop %.2f', ticker, actual_shares, entry_price, stop_price) AS line
              FROM positions WHERE status = 'open' ORDER BY 1`;
const CLOSED = `SELECT format('%s %s @ %.2f %s', ticker, exit_date, exit_price, exit_reason) AS line
                FROM positions WHERE status = 'closed' ORDER BY 1`;

const tables = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));

describe('days, as tables', () => {
  it.each(tables)('%s ends every day with the book it tells [I15]', async (name) => {
    const table = readDayTable(readFileSync(join(import.meta.dirname, name), 'utf8'));
    const folder = tradingFolder(table.stocks, table.splits);
    if (table.config !== '') folder.write('openbell.yaml', table.config);
    for (const { date, codes, book, closed } of table.days) {
      const candidates = table.reports.get(date);
      const report = candidates === undefined ? null : folder.report(date, candidates);
      const { planned, executed } = await tradeDay(runInProcess, folder, date, report);
      const why = `${date}\n${planned.out}${planned.err}\n${executed.out}${executed.err}`;
      expect([planned.code, executed.code], why).toEqual(codes);
      const lines = (sql: string) => rowsOf(folder.path, sql).map((row) => row['line']);
      expect(lines(BOOK), why).toEqual(book);
      expect(lines(CLOSED), why).toEqual(closed);
    }
    folder.remove();
  });
});
