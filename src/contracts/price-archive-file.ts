/**
 * The price archive: one file with the daily bars of many stocks, a block of columns for each, and an index behind them.
 * A price of at most four decimals is kept as an integer of ten-thousandths, which gives the same number back: one
 * division is rounded correctly. Everything is little-endian.
 */
import * as z from 'zod';

import {
  closeAt,
  highAt,
  lowAt,
  openAt,
  type BarSeries,
  type Prices,
} from '../domain/bar-series.ts';
import type { CorporateAction } from '../domain/bar.ts';
import { invariant } from '../domain/invariant.ts';
import { parseSessionDate } from '../domain/session-date.ts';
import { parseTicker, type Ticker } from '../domain/ticker.ts';

export const ARCHIVE_MAGIC = 'openbell prices 1\n';
/** At the end of the file: where the index begins and how long it is, as two decimal numbers of sixteen digits. */
export const TRAILER_LENGTH = 33;

const TICKS_PER_DOLLAR = 10_000;
const MOST_TICKS = 2 ** 31 - 1;
const MOST_SHARES = 2 ** 32 - 1;
const PRICES = [openAt, highAt, lowAt, closeAt] as const;

const date = z
  .string()
  .transform((text) => parseSessionDate(text))
  .pipe(z.custom<NonNullable<ReturnType<typeof parseSessionDate>>>((value) => value !== undefined));
const ticker = z
  .string()
  .transform((text) => parseTicker(text))
  .pipe(z.custom<Ticker>((value) => value !== undefined));

const blockSchema = z.strictObject({
  offset: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  bars: z.int().positive(),
  first: z.int(),
  last: z.int(),
  prices: z.enum(['ticks', 'dollars']),
  shares: z.enum(['whole', 'any']),
  crc32: z.int().nonnegative(),
});

function isPlainBlock(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { offset, bytes, bars, first, last, crc32, prices, shares } = value as Partial<
    Record<keyof z.infer<typeof blockSchema>, unknown>
  >;
  const numbers = [offset, bytes, bars, first, last, crc32];
  return (
    numbers.every((number) => Number.isSafeInteger(number) && Number(number) >= 0) &&
    (prices === 'ticks' || prices === 'dollars') &&
    (shares === 'whole' || shares === 'any')
  );
}

const importSchema = z.strictObject({
  /** Counted from 1. */
  number: z.int().positive(),
  /** RFC 3339. */
  at: z.string(),
  source: z.string(),
  stocks: z.int().nonnegative(),
  bars_added: z.int().nonnegative(),
  bars_revised: z.int().nonnegative(),
  /** Over the names and hashes of the files read; null for a source that is no folder. */
  sha256: z.string().nullable(),
});

const findingSchema = z.strictObject({
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  subject: z.string().nullable(),
  message: z.string(),
  remedy: z.string().nullable(),
});

const indexSchema = z.strictObject({
  schema_version: z.literal(1),
  imports: z.array(importSchema),
  /** Over the blocks, in their order. */
  sha256: z.string(),
  // Thousands of them, read at every start: believed without the schema where they are plain.
  blocks: z.record(
    z.string(),
    z.union([z.custom<z.infer<typeof blockSchema>>(isPlainBlock), blockSchema]),
  ),
  actions: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('split'), ticker, exDate: date, ratio: z.number() }),
      z.strictObject({ type: z.literal('dividend'), ticker, exDate: date, cash: z.number() }),
      z.strictObject({ type: z.literal('spinoff'), ticker, exDate: date, cash: z.number() }),
    ]),
  ),
  /** What the imports said about rows that were left out. */
  findings: z.array(findingSchema),
});

export type ArchiveBlock = z.infer<typeof blockSchema>;
export type ArchiveImport = z.infer<typeof importSchema>;
export type ArchiveIndex = Omit<z.infer<typeof indexSchema>, 'actions'> & {
  readonly actions: readonly CorporateAction[];
};

export type EncodedBlock = {
  readonly bytes: Uint8Array;
  readonly prices: ArchiveBlock['prices'];
  readonly shares: ArchiveBlock['shares'];
};

/** The columns of a stock: prices, volume, days, in this order, each without a gap. */
export function encodeBlock(series: BarSeries): EncodedBlock {
  const { length, volume } = series;
  const columns = PRICES.map((priceAt) =>
    Float64Array.from({ length }, (_, at) => priceAt(series, at)),
  );
  const prices = columns.every(isInTicks) ? 'ticks' : 'dollars';
  const shares = volume.every((count) => Number.isInteger(count) && count <= MOST_SHARES)
    ? 'whole'
    : 'any';
  const bytes = new Uint8Array(blockLength(length, prices, shares));
  let offset = 0;
  for (const column of columns) {
    if (prices === 'dollars') new Float64Array(bytes.buffer, offset, length).set(column);
    else {
      const ticks = new Int32Array(bytes.buffer, offset, length);
      column.forEach((price, at) => (ticks[at] = Math.round(price * TICKS_PER_DOLLAR)));
    }
    offset += length * (prices === 'dollars' ? 8 : 4);
  }
  if (shares === 'any') new Float64Array(bytes.buffer, offset, length).set(volume);
  else new Uint32Array(bytes.buffer, offset, length).set(volume);
  offset += length * (shares === 'any' ? 8 : 4);
  new Int32Array(bytes.buffer, offset, length).set(series.days);
  return { bytes, prices, shares };
}

/** A view of the block: nothing is copied. `bytes` must begin at a multiple of eight in its buffer. */
export function decodeBlock(bytes: Uint8Array, block: ArchiveBlock): BarSeries {
  const { bars: length, prices, shares } = block;
  const { buffer, byteOffset } = bytes;
  invariant(byteOffset % 8 === 0, `a block begins at a multiple of 8, this one at ${byteOffset}`);
  const isTicks = prices === 'ticks';
  const width = isTicks ? 4 : 8;
  const column = (at: number): Prices => {
    const offset = byteOffset + at * length * width;
    return isTicks
      ? new Int32Array(buffer, offset, length)
      : new Float64Array(buffer, offset, length);
  };
  const behindPrices = byteOffset + 4 * length * width;
  const isWhole = shares === 'whole';
  return {
    length,
    days: new Int32Array(buffer, behindPrices + length * (isWhole ? 4 : 8), length),
    unit: isTicks ? TICKS_PER_DOLLAR : 1,
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: isWhole
      ? new Uint32Array(buffer, behindPrices, length)
      : new Float64Array(buffer, behindPrices, length),
  };
}

export function blockLength(
  bars: number,
  prices: ArchiveBlock['prices'],
  shares: ArchiveBlock['shares'],
): number {
  return bars * ((prices === 'dollars' ? 32 : 16) + (shares === 'any' ? 8 : 4) + 4);
}

/** Whether every price comes back as it is. */
function isInTicks(column: Float64Array): boolean {
  return column.every((price) => {
    const ticks = Math.round(price * TICKS_PER_DOLLAR);
    return ticks <= MOST_TICKS && ticks / TICKS_PER_DOLLAR === price;
  });
}

export function renderTrailer(offset: number, length: number): string {
  return `${String(offset).padStart(16, '0')}${String(length).padStart(16, '0')}\n`;
}

/** Where the index is; undefined when this is no trailer. */
export function parseTrailer(
  text: string,
): { readonly offset: number; readonly length: number } | undefined {
  if (!/^\d{32}\n$/.test(text)) return undefined;
  return { offset: Number(text.slice(0, 16)), length: Number(text.slice(16, 32)) };
}

export function renderIndex(index: ArchiveIndex): string {
  return JSON.stringify(index);
}

/** The index, or what is wrong with it. */
export function parseIndex(text: string): ArchiveIndex | string {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return 'its index is no JSON';
  }
  const parsed = indexSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `its index is not as it should be: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`;
  }
  return parsed.data;
}
