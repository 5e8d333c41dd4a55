/**
 * What is kept on disk of one ticker from one source: the raw bars of every session from `from` to `to`. Raw bars are
 * final once their session is over, so a later split changes nothing in them. Strict: the file is our own.
 */
import * as z from 'zod';

import type { Bar } from '../domain/bar.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { Ticker } from '../domain/ticker.ts';
import { sessionDay } from './alpaca-fields.ts';
import { decodeJson } from './alpaca-wire.ts';
import type { Decoded } from './decoder.ts';
import { decoder } from './decoder.ts';
import { siftBars } from './sift-bars.ts';

export type CachedPrices = {
  readonly from: SessionDate;
  /** The date of the last bar. */
  readonly to: SessionDate;
  readonly bars: readonly Bar[];
};

const VERSION = 1;
const decodeFile = decoder(
  z.strictObject({
    version: z.literal(VERSION),
    source: z.string(),
    ticker: z.string(),
    from: sessionDay,
    to: sessionDay,
    /** date, open, high, low, close, volume */
    bars: z.array(
      z.tuple([sessionDay, z.number(), z.number(), z.number(), z.number(), z.number()]),
    ),
  }),
);

/** Undoes `encodePriceCache`; anything that is not exactly that, of that ticker and source, is a problem. */
export function decodePriceCache(
  text: string,
  source: string,
  ticker: Ticker,
): Decoded<CachedPrices> {
  const json = decodeJson(text);
  const decoded = json.ok ? decodeFile(json.value) : json;
  if (!decoded.ok) return decoded;
  const { from, to, ...file } = decoded.value;
  if (file.source !== source || file.ticker !== ticker) {
    return { ok: false, problem: `it is about ${file.ticker} from ${file.source}` };
  }
  const rows = file.bars.map(([date, open, high, low, close, volume]): Bar => ({
    date,
    open,
    high,
    low,
    close,
    volume,
  }));
  const { bars, findings } = siftBars(rows, { source, ticker, from, to });
  const isWhole = findings.length === 0 && bars.length === rows.length && bars.at(-1)?.date === to;
  return isWhole
    ? { ok: true, value: { from, to, bars } }
    : { ok: false, problem: findings[0]?.message ?? 'its bars do not fit its span' };
}

/** One bar on a line, for people and for `diff`. */
export function encodePriceCache(source: string, ticker: Ticker, prices: CachedPrices): string {
  const { from, to, bars } = prices;
  const head = JSON.stringify({ version: VERSION, source, ticker, from, to }).slice(0, -1);
  const rows = bars.map((bar) =>
    JSON.stringify([bar.date, bar.open, bar.high, bar.low, bar.close, bar.volume]),
  );
  return `${head},"bars":[\n${rows.join(',\n')}\n]}\n`;
}
