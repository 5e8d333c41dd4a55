import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type RawBar = { readonly open: number; readonly low: number; readonly close: number };

/** The real data that some tests need; undefined where there is none. */
export const realData = process.env['OPENBELL_REAL_DATA'];

/** A file of real bars by date, read without the code under test. */
export function rawBars(ticker: string): ReadonlyMap<string, RawBar> {
  const lines = readFileSync(join(realData ?? '', 'prices', `${ticker}.csv`), 'utf8').split('\n');
  const rows = lines.slice(1).map((line) => line.split(','));
  return new Map(
    rows.map(([date = '', open, , low, close]) => [
      date,
      { open: Number(open), low: Number(low), close: Number(close) },
    ]),
  );
}

export function barOn(ticker: string, date: string): RawBar {
  const bar = rawBars(ticker).get(date);
  if (bar === undefined) throw new Error(`${ticker} has no bar on ${date}`);
  return bar;
}
