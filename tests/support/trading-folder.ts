/**
 * An empty temporary folder as an operator would set it up: a market of CSV files, reports, perhaps an `openbell.yaml`.
 * All bars and reports are made up here; nothing is copied from the code under test.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { sessionDate } from '../../src/domain/session-date.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { reportText, type ReportedCandidate } from './report-text.ts';

/** Open, high, low, close. */
export type Prices = readonly [number, number, number, number];

/** The same price in every session, but on the days that are told; null is a day without a bar. */
export type Stock = {
  readonly steady: number;
  readonly days?: Readonly<Record<string, Prices | null>>;
};
export type Stocks = Readonly<Record<string, Stock>>;

export type SplitOfStock = {
  readonly ticker: string;
  readonly exDate: string;
  readonly ratio: number;
};

export type TradingFolder = {
  readonly path: string;
  write(name: string, content: string | Uint8Array): void;
  read(name: string): string;
  /** Writes the report of that date in its JSON form and returns its name. */
  report(date: string, candidates: readonly ReportedCandidate[]): string;
  /** The hash of every file by its name: equal when no byte and no name has changed. */
  hashes(): Readonly<Record<string, string>>;
  copy(): TradingFolder;
  remove(): void;
};

const FIRST = sessionDate('2015-06-01');
const LAST = sessionDate('2015-11-06');

export function tradingFolder(stocks: Stocks, splits: readonly SplitOfStock[] = []): TradingFolder {
  const folder = folderAt(temporaryPath());
  for (const [ticker, stock] of Object.entries(stocks))
    folder.write(`prices/${ticker}.csv`, priceFile(stock));
  folder.write('prices/corporate_actions.csv', actionsFile(splits));
  return folder;
}

function actionsFile(splits: readonly SplitOfStock[]): string {
  const rows = splits.map(({ ticker, exDate, ratio }) => `${ticker},${exDate},split,${ratio},`);
  return ['symbol,ex_date,type,split_ratio_new_per_old,cash_amount', ...rows, ''].join('\n');
}

function temporaryPath(): string {
  return mkdtempSync(join(tmpdir(), 'openbell-test-'));
}

function folderAt(path: string): TradingFolder {
  const write: TradingFolder['write'] = (name, content) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  };
  return {
    path,
    write,
    read: (name) => readFileSync(join(path, name), 'utf8'),
    report(date, candidates) {
      const name = `reports/earnings_trade_candidates_${date}.json`;
      write(name, reportText(date, candidates));
      return name;
    },
    hashes: () => Object.fromEntries(filesIn(path).map((name) => [name, hashOf(join(path, name))])),
    copy() {
      const copied = temporaryPath();
      cpSync(path, copied, { recursive: true });
      return folderAt(copied);
    },
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function filesIn(path: string): readonly string[] {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(path, join(entry.parentPath, entry.name))).sort();
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function priceFile({ steady, days }: Stock): string {
  const rows = sessionsBetween(FIRST, LAST).flatMap((date) => {
    const told = days?.[date];
    if (told === null) return [];
    return [[date, ...(told ?? [steady, steady, steady, steady]), 1_000_000].join(',')];
  });
  return ['date,open,high,low,close,volume', ...rows, ''].join('\n');
}

export function signalFile(date: string, strategy = 'ema_p10'): string {
  return `signals/trade_signals_${date}_${strategy}.json`;
}
