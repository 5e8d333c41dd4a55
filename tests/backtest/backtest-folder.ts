import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { sessionDate } from '../../src/domain/session-date.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';

export type BacktestFolder = {
  readonly path: (name: string) => string;
  readonly write: (name: string, text: string) => void;
  readonly read: (name: string) => string;
  readonly rows: (name: string) => Record<string, string>[];
  readonly remove: () => void;
};

/** A temporary folder for inputs and results. */
export function backtestFolder(): BacktestFolder {
  const root = mkdtempSync(join(tmpdir(), 'openbell-backtest-'));
  const path = (name: string): string => join(root, name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  return {
    path,
    read,
    write(name, text) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    },
    rows(name) {
      const [head = '', ...lines] = read(name).trimEnd().split('\n');
      const names = head.split(',');
      return lines.map((line) => {
        const cells = line.split(',');
        return Object.fromEntries(names.map((column, at) => [column, cells[at] ?? '']));
      });
    },
    remove() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Flat days whose price is `priceOf`; the low is one below, the high one above. */
export function priceCsv(
  from: string,
  to: string,
  priceOf: (date: string, index: number) => number,
): string {
  const rows = sessionsBetween(sessionDate(from), sessionDate(to)).map((date, index) => {
    const price = priceOf(date, index);
    return [date, price, price + 1, price - 1, price, 1000].join(',');
  });
  return ['date,open,high,low,close,volume', ...rows, ''].join('\n');
}

export function jsonReport(
  date: string,
  ...candidates: readonly Readonly<Record<string, unknown>>[]
): string {
  const filled = candidates.map((candidate) => ({
    grade: 'B',
    score: 75,
    price: 100,
    ...candidate,
  }));
  return JSON.stringify({ report_date: date, candidates: filled });
}
