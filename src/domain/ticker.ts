import { invariant } from './invariant.ts';

declare const tickerBrand: unique symbol;

/** A US stock symbol as Alpaca writes it: one to five capitals, class shares with a dot (`BRK.B`). */
export type Ticker = string & { readonly [tickerBrand]: 'ticker' };

const TICKER = /^[A-Z]{1,5}(?:[.-][A-Z]{1,2})?$/;

/** Accepts `BRK.B` and `BRK-B` (stored as `BRK.B`); undefined for anything else than a symbol. */
export function parseTicker(text: string): Ticker | undefined {
  return TICKER.test(text) ? (text.replace('-', '.') as Ticker) : undefined;
}

/** For literals and stored symbols that were checked when they were written. */
export function ticker(text: string): Ticker {
  const parsed = parseTicker(text);
  invariant(parsed !== undefined, `not a ticker: ${text}`);
  return parsed;
}
