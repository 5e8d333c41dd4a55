/**
 * The price archive: one file with the daily bars of many stocks, a block of columns for each, and an index behind them.
 * A block has two parts: the columns that decide (open, low, close, days), and those that are only shown (high, volume),
 * which a backtest never reads. Days are kept once for all stocks, in the file's calendar: a stock without a gap only names
 * where its days begin there. A price of at most four decimals is kept as an integer of ten-thousandths, which gives
 * the same number back: one division is rounded correctly. Everything is little-endian.
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

export const ARCHIVE_MAGIC = 'openbell prices 2\n';
/** At the end of the file: where the index begins and how long it is, as two decimal numbers of sixteen digits. */
export const TRAILER_LENGTH = 33;

const TICKS_PER_DOLLAR = 10_000;
const MOST_TICKS = 2 ** 31 - 1;
const MOST_SHARES = 2 ** 32 - 1;
const DECIDING = [openAt, lowAt, closeAt] as const;

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
  bars: z.int().positive(),
  first: z.int(),
  last: z.int(),
  /** The index of its first day in the calendar, where it has each day of it up to its last; null: it keeps its own. */
  days: z.int().nonnegative().nullable(),
  prices: z.enum(['ticks', 'dollars']),
  shares: z.enum(['whole', 'any']),
  /** Of the first and the second part. */
  crc32: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

function isPlainBlock(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { offset, bars, first, last, days, crc32, prices, shares } = value as Partial<
    Record<keyof z.infer<typeof blockSchema>, unknown>
  >;
  if (!Array.isArray(crc32) || crc32.length !== 2) return false;
  const numbers: readonly unknown[] = [offset, bars, first, last, days ?? 0, crc32[0], crc32[1]];
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
  schema_version: z.literal(2),
  calendar: z.strictObject({
    offset: z.int().nonnegative(),
    days: z.int().nonnegative(),
    crc32: z.int().nonnegative(),
  }),
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

type Widths = Pick<ArchiveBlock, 'bars' | 'days' | 'prices' | 'shares'>;

export type EncodedBlock = Widths & { readonly parts: readonly [Uint8Array, Uint8Array] };

/** What decides, of the columns of a stock. */
export type DecidingColumns = Pick<
  BarSeries,
  'length' | 'days' | 'unit' | 'open' | 'low' | 'close'
>;
/** The columns that are only shown. */
export type ShownColumns = Pick<BarSeries, 'high' | 'volume'>;

/**
 * Columns without a gap: open, low, close in the first part, and the days where the calendar does not have them; high and
 * volume in the second. `calendar`: ascending day numbers.
 */
export function encodeBlock(series: BarSeries, calendar: Int32Array): EncodedBlock {
  const { length: bars, volume, days } = series;
  const columnOf = (priceAt: (series: BarSeries, at: number) => number): Float64Array =>
    Float64Array.from({ length: bars }, (_, at) => priceAt(series, at));
  const [deciding, high] = [DECIDING.map(columnOf), columnOf(highAt)];
  const widths: Widths = {
    bars,
    days: placeIn(calendar, days),
    prices: [...deciding, high].every(isInTicks) ? 'ticks' : 'dollars',
    shares: volume.every((count) => Number.isInteger(count) && count <= MOST_SHARES)
      ? 'whole'
      : 'any',
  };
  const { first, second } = partLengths(widths);
  const parts = [new Uint8Array(first), new Uint8Array(second)] as const;
  deciding.forEach((column, at) => {
    columnAt(parts[0], at, widths).set(inUnits(column, widths));
  });
  if (widths.days === null) new Int32Array(parts[0].buffer, first - 4 * bars, bars).set(days);
  columnAt(parts[1], 0, widths).set(inUnits(high, widths));
  sharesAt(parts[1], widths).set(volume);
  return { ...widths, parts };
}

/** A view of the first part: nothing is copied. `bytes` must begin at a multiple of eight in its buffer. */
export function decodeDeciding(
  bytes: Uint8Array,
  widths: Widths,
  calendar: Int32Array,
): DecidingColumns {
  const { bars, days, prices } = widths;
  return {
    length: bars,
    days:
      days === null
        ? new Int32Array(bytes.buffer, bytes.byteOffset + bytes.length - 4 * bars, bars)
        : calendar.subarray(days, days + bars),
    unit: prices === 'ticks' ? TICKS_PER_DOLLAR : 1,
    open: columnAt(bytes, 0, widths),
    low: columnAt(bytes, 1, widths),
    close: columnAt(bytes, 2, widths),
  };
}

/** The same of the second part. */
export function decodeShown(bytes: Uint8Array, widths: Widths): ShownColumns {
  return { high: columnAt(bytes, 0, widths), volume: sharesAt(bytes, widths) };
}

/** In bytes. */
export function partLengths(widths: Widths): { readonly first: number; readonly second: number } {
  const { bars, days, prices, shares } = widths;
  const width = prices === 'ticks' ? 4 : 8;
  return {
    first: bars * (3 * width + (days === null ? 4 : 0)),
    second: behindHigh(widths) + bars * (shares === 'any' ? 8 : 4),
  };
}

/** Both parts of a stock's block. */
export function blockBytes(block: Widths): number {
  const { first, second } = partLengths(block);
  return first + second;
}

/** Where the volume begins: at a multiple of eight, whatever it is kept in. */
function behindHigh({ bars, prices }: Widths): number {
  return Math.ceil((bars * (prices === 'ticks' ? 4 : 8)) / 8) * 8;
}

function placeIn(calendar: Int32Array, days: Int32Array): number | null {
  const place = calendar.indexOf(days[0] ?? NaN);
  const isThere = place >= 0 && days.every((day, at) => calendar[place + at] === day);
  return isThere ? place : null;
}

function columnAt(
  { buffer, byteOffset }: Uint8Array,
  at: number,
  { bars, prices }: Widths,
): Prices {
  invariant(byteOffset % 8 === 0, `a part begins at a multiple of 8, this one at ${byteOffset}`);
  return prices === 'ticks'
    ? new Int32Array(buffer, byteOffset + at * bars * 4, bars)
    : new Float64Array(buffer, byteOffset + at * bars * 8, bars);
}

function sharesAt({ buffer, byteOffset }: Uint8Array, widths: Widths): Float64Array | Uint32Array {
  const behind = byteOffset + behindHigh(widths);
  return widths.shares === 'whole'
    ? new Uint32Array(buffer, behind, widths.bars)
    : new Float64Array(buffer, behind, widths.bars);
}

function inUnits(column: Float64Array, { prices }: Widths): Float64Array {
  return prices === 'dollars'
    ? column
    : column.map((price) => Math.round(price * TICKS_PER_DOLLAR));
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
