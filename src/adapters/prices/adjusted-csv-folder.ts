import { basename, join } from 'node:path';

import {
  parseAdjustedPriceFile,
  type AdjustedPriceFile,
} from '../../contracts/adjusted-price-file.ts';
import type { SessionDate } from '../../domain/session-date.ts';
import { listFolder } from '../files/folders.ts';
import { readBytes } from '../files/read-text.ts';

/** Every `TICKER.csv` of a folder with adjusted prices, by the name before its ending. */
export function readAdjustedFolder(
  folder: string,
  to: SessionDate,
  onFile?: (name: string, bytes: Uint8Array) => void,
): ReadonlyMap<string, AdjustedPriceFile> {
  const names = listFolder(folder).filter((name) => /^[A-Z][A-Z0-9.-]*\.csv$/.test(name));
  return new Map(
    names.map((name) => {
      const ticker = basename(name, '.csv').replace('-', '.');
      const bytes = readBytes(join(folder, name));
      onFile?.(name, bytes);
      return [ticker, parseAdjustedPriceFile(bytes, { name, ticker, to })];
    }),
  );
}
