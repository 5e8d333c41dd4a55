import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import {
  parseAdjustedPriceFile,
  type AdjustedPriceFile,
} from '../../contracts/adjusted-price-file.ts';
import type { SessionDate } from '../../domain/session-date.ts';
import { listFolder } from '../files/folders.ts';

/** Every `TICKER.csv` of a folder with adjusted prices, by the name before its ending. */
export function readAdjustedFolder(
  folder: string,
  to: SessionDate,
): ReadonlyMap<string, AdjustedPriceFile> {
  const names = listFolder(folder).filter((name) => /^[A-Z][A-Z0-9.-]*\.csv$/.test(name));
  return new Map(
    names.map((name) => {
      const ticker = basename(name, '.csv').replace('-', '.');
      const text = readFileSync(join(folder, name), 'utf8');
      return [ticker, parseAdjustedPriceFile(text, { name, ticker, to })];
    }),
  );
}
