import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Bar, CorporateAction } from '../../domain/bar.ts';
import {
  barsOf as barsOfSeries,
  EMPTY_SERIES,
  firstFrom,
  sliceOf,
  type BarSeries,
} from '../../domain/bar-series.ts';
import { finding, type Finding } from '../../domain/finding.ts';
import { CommandError } from '../../domain/outcome.ts';
import { addDays, dayNumber, type SessionDate } from '../../domain/session-date.ts';
import { parseTicker, type Ticker } from '../../domain/ticker.ts';
import {
  parseCorporateActions,
  type CorporateActionsFile,
} from '../../contracts/corporate-actions-file.ts';
import { parsePriceFile, type PriceFile } from '../../contracts/price-file.ts';
import type { PriceSource } from '../../ports/price-source.ts';
import { listFolder } from '../files/folders.ts';
import { openBytesReader, readText } from '../files/read-text.ts';
import { alignSplits } from './align-splits.ts';

export type CsvFolder = {
  /** Raw bars of one ticker; null when there is no file for it. */
  barsOf(ticker: Ticker, from: SessionDate, to: SessionDate): PriceFile | null;
  /**
   * Every corporate action on file, ex-dates set right by the bars. `known` spares reading a price file again: bars from
   * `from` on, where they were read already.
   */
  actions(known?: KnownBars): CorporateActionsFile;
  /** Every ticker that has a file, sorted. */
  symbols(): readonly Ticker[];
};

export type KnownBars = {
  readonly from: SessionDate;
  readonly seriesOf: (ticker: Ticker) => BarSeries | undefined;
};

const ACTIONS_FILE = 'corporate_actions.csv';

/**
 * A folder of `TICKER.csv` files and `corporate_actions.csv`. Tickers are validated, so none leads out of it. `onRead` is
 * told of every price file that is read; its bytes are there during the call.
 */
export function openCsvFolder(
  folder: string,
  onRead?: (name: string, bytes: Uint8Array) => void,
): CsvFolder {
  assertFolder(folder);
  const readBytes = openBytesReader();
  const barsOf: CsvFolder['barsOf'] = (ticker, from, to) => {
    const path = [ticker, ticker.replace('.', '-')]
      .map((name) => join(folder, `${name}.csv`))
      .find(existsSync);
    if (path === undefined) return null;
    const [name, bytes] = [basename(path), readBytes(path)];
    onRead?.(name, bytes);
    return parsePriceFile(bytes, { name, ticker, from, to });
  };
  let actions: CorporateActionsFile | undefined;
  return {
    barsOf,
    symbols: () => listFolder(folder).flatMap(tickerOf).sort(),
    actions: (known) => {
      actions ??= readActions(folder, ({ ticker, exDate }) => {
        const [from, to] = [addDays(exDate, -10), addDays(exDate, 10)];
        const read = known !== undefined && from >= known.from ? known.seriesOf(ticker) : undefined;
        const series = read ?? barsOf(ticker, from, to)?.bars ?? EMPTY_SERIES;
        const [first, after] = [firstFrom(series, dayNumber(from)), dayNumber(to) + 1];
        return barsOfSeries(sliceOf(series, first, firstFrom(series, after)));
      });
      return actions;
    },
  };
}

/** None for the file of actions and whatever else is there. */
function tickerOf(name: string): readonly Ticker[] {
  const ticker = name.endsWith('.csv') ? parseTicker(basename(name, '.csv')) : undefined;
  return ticker === undefined ? [] : [ticker];
}

function assertFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  throw new CommandError(
    'input-refused',
    `the price folder ${folder} does not exist`,
    'give a folder of TICKER.csv files with --prices, or alpaca, or fmp',
  );
}

function readActions(
  folder: string,
  barsAround: Parameters<typeof alignSplits>[1],
): CorporateActionsFile {
  const path = join(folder, ACTIONS_FILE);
  if (!existsSync(path)) {
    const message = `the price folder has no ${ACTIONS_FILE}: splits are not known`;
    return {
      actions: [],
      listings: [],
      findings: [finding('info', 'NO_CORPORATE_ACTIONS', ACTIONS_FILE, message)],
    };
  }
  const { actions, listings, findings } = parseCorporateActions(readText(path), ACTIONS_FILE);
  const aligned = alignSplits(actions, barsAround);
  return { actions: aligned.actions, listings, findings: [...findings, ...aligned.findings] };
}

/** The `PriceSource` over such a folder. */
export function createCsvPriceSource(folder: string): PriceSource {
  const csv = openCsvFolder(folder);
  return {
    bars: (tickers, from, to) => {
      const bars = new Map<Ticker, readonly Bar[]>();
      const findings: Finding[] = [];
      for (const ticker of tickers) {
        const file = csv.barsOf(ticker, from, to);
        if (file === null) findings.push(noFile(ticker));
        else {
          if (file.bars.length > 0) bars.set(ticker, barsOfSeries(file.bars));
          findings.push(...file.findings);
        }
      }
      return Promise.resolve({ bars, findings });
    },
    corporateActions: (tickers, from, to) => {
      const wanted = new Set(tickers);
      const { actions, findings } = csv.actions();
      const isWanted = ({ ticker, exDate }: CorporateAction): boolean =>
        wanted.has(ticker) && exDate >= from && exDate <= to;
      return Promise.resolve({ actions: actions.filter(isWanted), findings });
    },
  };
}

function noFile(ticker: Ticker): Finding {
  const message = `the price folder has no ${ticker}.csv: ${ticker} has no bars`;
  return finding('warning', 'NO_PRICE_FILE', ticker, message, `add ${ticker}.csv`);
}
