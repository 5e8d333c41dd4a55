import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  decodePriceCache,
  encodePriceCache,
  type CachedPrices,
} from '../../contracts/price-cache-file.ts';
import { finding, type Finding } from '../../domain/finding.ts';
import type { Ticker } from '../../domain/ticker.ts';
import { writeAtomically } from '../files/write-atomically.ts';

export type PriceCache = {
  /** Null when nothing is kept, or nothing that can be trusted. */
  load(ticker: Ticker): {
    readonly prices: CachedPrices | null;
    readonly findings: readonly Finding[];
  };
  /** A cache that cannot be written costs time, not the run. */
  save(ticker: Ticker, prices: CachedPrices): readonly Finding[];
};

/** One file per ticker in `folder/name`. Tickers are validated, so none leads out of it. */
export function openPriceCache(folder: string, name: string): PriceCache {
  const pathOf = (ticker: Ticker): string => join(folder, name, `${ticker}.json`);
  return {
    load: (ticker) => {
      const path = pathOf(ticker);
      const text = readIfThere(path);
      if (text === null) return { prices: null, findings: [] };
      const decoded = decodePriceCache(text, name, ticker);
      if (decoded.ok) return { prices: decoded.value, findings: [] };
      return { prices: null, findings: [discarded(path, ticker, decoded.problem)] };
    },
    save: (ticker, prices) => {
      const path = pathOf(ticker);
      const content = encodePriceCache(name, ticker, prices);
      try {
        writeAtomically(path, content);
        return [];
      } catch (error) {
        return [notWritten(path, ticker, error)];
      }
    },
  };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    return '';
  }
}

function discarded(path: string, ticker: Ticker, problem: string): Finding {
  const message = `${path}: ${problem}; its prices are discarded and read anew`;
  return finding('warning', 'PRICE_CACHE_DISCARDED', ticker, message);
}

function notWritten(path: string, ticker: Ticker, error: unknown): Finding {
  const said = error instanceof Error ? error.message : String(error);
  const message = `${path} cannot be kept: ${said}`;
  return finding('warning', 'PRICE_CACHE_NOT_WRITTEN', ticker, message, 'check the folder');
}
