/** What an archive is filled from, and the archive that is to be filled. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { EMPTY_SERIES, seriesOf } from '../../src/domain/bar-series.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { parseTicker, type Ticker } from '../../src/domain/ticker.ts';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { readCredentials } from '../../src/adapters/environment/credentials.ts';
import { listFolder } from '../../src/adapters/files/folders.ts';
import { openCsvFolder } from '../../src/adapters/prices/csv-price-source.ts';
import {
  openPriceArchive,
  writePriceArchive,
  type PriceArchive,
} from '../../src/adapters/prices/price-archive.ts';
import { lastSettledSession } from '../../src/adapters/prices/settled-session.ts';
import type { PriceSource } from '../../src/ports/price-source.ts';
import { CALENDAR_FIRST, CALENDAR_LAST } from '../../src/rules/market-calendar.ts';
import { formatNewYork } from '../../src/rules/new-york-time.ts';
import type { EarlierPrices, ImportSource } from '../archive/import-prices.ts';
import { folderDigest } from '../wiring.ts';

export { writePriceArchive };

/** The time of an import, as the archive keeps it, and the last session whose bars are final by then. */
export function importTime(): { readonly at: string; readonly lastSession: SessionDate } {
  const now = systemClock().now();
  return { at: formatNewYork(now), lastSession: lastSettledSession(now) };
}

/** Null where there is none yet. The file that is open stays readable when it is replaced. */
export function openEarlier(path: string): PriceArchive | null {
  return existsSync(path) ? openPriceArchive(path) : null;
}

export function earlierOf(archive: PriceArchive | null): EarlierPrices {
  if (archive === null)
    return { tickers: [], actions: [], imports: [], findings: [], seriesOf: () => EMPTY_SERIES };
  const { blocks, actions, imports, findings } = archive.index;
  const tickers = Object.keys(blocks) as Ticker[];
  return { tickers, actions, imports, findings, seriesOf: archive.seriesOf };
}

/** Every `TICKER.csv` of a folder, or those that are named. */
export function folderSource(folder: string, only: readonly Ticker[] | null): ImportSource {
  const digest = folderDigest(folder);
  const csv = openCsvFolder(folder, digest.add);
  const names = listFolder(folder).filter((name) => name.endsWith('.csv'));
  const inFolder = names.flatMap((name) => parseTicker(basename(name, '.csv')) ?? []);
  const tickers = inFolder.filter((ticker) => only === null || only.includes(ticker)).sort();
  if (tickers.length === 0) {
    throw new CommandError(
      'input-refused',
      `${folder} holds no price file${only === null ? '' : ' of these stocks'}`,
      'give a folder of TICKER.csv files with --from',
    );
  }
  const { actions, findings } = csv.actions();
  return {
    name: resolve(folder),
    tickers,
    read: (ticker) =>
      csv.barsOf(ticker, CALENDAR_FIRST, CALENDAR_LAST) ?? { bars: EMPTY_SERIES, findings: [] },
    actions,
    findings,
    sha256: () => digest.of(names).sha256,
  };
}

export type RemoteQuestion = {
  readonly which: 'alpaca' | 'fmp';
  readonly tickers: readonly Ticker[];
  readonly from: SessionDate;
  readonly to: SessionDate;
};

/** Over the network, whole. Keys come from the environment or a private `.env`. */
export async function remoteSource(question: RemoteQuestion): Promise<ImportSource> {
  const { which, tickers, from, to } = question;
  const source = await openRemote(which);
  const { bars, findings } = await source.bars(tickers, from, to);
  const { actions, findings: said } = await source.corporateActions(tickers, from, to);
  return {
    name: `${which} ${from} to ${to}`,
    tickers,
    read: (ticker) => ({ bars: seriesOf(bars.get(ticker) ?? []), findings: [] }),
    actions,
    findings: [...findings, ...said],
    sha256: () => null,
  };
}

async function openRemote(which: 'alpaca' | 'fmp'): Promise<PriceSource> {
  const { alpaca, fmpApiKey } = readCredentials(process.env);
  const clock = systemClock();
  if (which === 'fmp') {
    if (fmpApiKey === null) throw noKeys('fmp', 'FMP_API_KEY');
    const { createFmpPriceSource } = await import('../../src/adapters/prices/fmp-price-source.ts');
    return createFmpPriceSource({ apiKey: fmpApiKey, clock });
  }
  if (alpaca === null) throw noKeys('alpaca', 'APCA_API_KEY_ID and APCA_API_SECRET_KEY');
  const { createAlpacaPriceSource } =
    await import('../../src/adapters/prices/alpaca-price-source.ts');
  const { ALPACA_DATA_ORIGIN } = await import('../../src/adapters/alpaca/origin-guard.ts');
  return createAlpacaPriceSource({
    dataOrigin: ALPACA_DATA_ORIGIN,
    feed: 'sip',
    credentials: alpaca,
    clock,
  });
}

function noKeys(which: string, names: string): CommandError {
  return new CommandError(
    'broker-unreachable',
    `--from ${which} needs keys, and there are none`,
    `set ${names}, or put them into a .env file of mode 0600`,
  );
}
