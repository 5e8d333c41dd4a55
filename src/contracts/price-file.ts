/**
 * One CSV file of raw daily bars: `date,open,high,low,close,volume`, columns found by their names, more columns allowed.
 * A row that cannot be true is a finding with its line and is left out; it never becomes a decision. The scanner is our
 * own because a plan loads dozens of files of which it needs a part, before the open: see `npm run bench`.
 */
import type { Bar } from '../domain/bar.ts';
import { EMPTY_SERIES, type BarSeries } from '../domain/bar-series.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { dayNumber, parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { isInCalendar, isSession, isSessionDay } from '../rules/market-calendar.ts';
import { gatherPlainBars, type PlainQuestion } from './plain-bars.ts';
import { headerOf, kindsOf, priceRows, type ColumnKind, type PriceRows } from './price-rows.ts';
import { seriesBuilder, type SeriesBuilder } from './series-builder.ts';

export type PriceFile = { readonly bars: BarSeries; readonly findings: readonly Finding[] };

export type PriceFileQuestion = {
  /** For findings: `AMZN.csv`. */
  readonly name: string;
  readonly ticker: string;
  /** Inclusive; rows outside are not parsed. */
  readonly from: SessionDate;
  readonly to: SessionDate;
};

/** In the order of the slots of a row. */
const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const;
const COLUMNS = ['date', ...VALUES] as const;
type Column = (typeof COLUMNS)[number];
type Header = { readonly at: Readonly<Record<Column, number>>; readonly width: number };

/**
 * A stock does not trade at six times its own low within one day: such a row holds a bad print. Real crises reach about
 * four (AIG on 2008-09-16), bad prints start near ten.
 */
const IMPOSSIBLE_RANGE = 6;

/** A missing header or column refuses the whole file: `bars` is empty and the finding is an error. */
export function parsePriceFile(bytes: Uint8Array, question: PriceFileQuestion): PriceFile {
  const { text, end } = headerOf(bytes);
  const layout = layoutOf(text);
  if (typeof layout === 'string')
    return { bars: EMPTY_SERIES, findings: [fileFinding(question, layout)] };
  const { header, columns, kinds } = layout;
  const rows = priceRows(bytes, end, columns, VALUES.length);
  const span = { from: dayNumber(question.from), to: dayNumber(question.to) };
  const bars = seriesBuilder(Math.ceil(bytes.length / USUAL_ROW));
  const findings: Finding[] = [];
  const plain = columns[0] === 'date' ? { bytes, kinds, ...span } : null;
  let passedOver: number | undefined;
  for (;;) {
    if (plain !== null) gatherPlain(plain, rows, bars);
    if (!rows.next()) break;
    const day = rows.day();
    if (day < span.from || day > span.to) {
      if (bars.length() === 0) passedOver = rows.place();
      continue;
    }
    if (bars.length() === 0 && passedOver !== undefined)
      bars.begin(barIn(rows.textAt(passedOver), header));
    passedOver = undefined;
    if (isPlainBar(rows, day, bars)) {
      bars.add(day, rows.values);
      continue;
    }
    const row = readRow(rows.text(), header, bars.previous());
    if (typeof row === 'string') findings.push(rowFinding(question, rows.line(), row));
    else if (row.date >= question.from && row.date <= question.to) bars.addBar(row);
  }
  return { bars: bars.series(), findings };
}

/** As many rows as need no second look; the next one does. */
function gatherPlain(plain: PlainQuestion, rows: PriceRows, bars: SeriesBuilder): void {
  const place = {
    bars: bars.length(),
    day: bars.previousDay(),
    at: rows.following(),
    line: rows.line(),
  };
  gatherPlainBars(plain, bars.columns(), place);
  bars.filled(place.bars);
  rows.moveTo(place.at, place.line);
}

/** The row before the span says what the first one is measured by, so that a span never changes what a row means. */
function barIn(line: string, header: Header): Bar | undefined {
  const row = readRow(line, header, undefined);
  return typeof row === 'string' ? undefined : row;
}

/** Bytes of a row of daily prices. */
const USUAL_ROW = 45;

/** A row that needs no second look: everything in its place, and a bar that can be true. */
function isPlainBar(rows: PriceRows, day: number, bars: SeriesBuilder): boolean {
  const { values } = rows;
  if (!isSessionDay(day) || day <= bars.previousDay() || !rows.readValues()) return false;
  return kindOfFault(values, bars.previousClose()) === 'none';
}

type Layout = {
  readonly header: Header;
  readonly columns: readonly ColumnKind[];
  readonly kinds: Uint8Array;
};

/** The files of a folder are nearly always written by one program: their first lines are the same. */
const lastLayout: { text: string | null; layout: Layout | string } = { text: null, layout: '' };

function layoutOf(firstLine: string): Layout | string {
  if (firstLine === lastLayout.text) return lastLayout.layout;
  const header = readHeader(firstLine);
  lastLayout.text = firstLine;
  lastLayout.layout = typeof header === 'string' ? header : withColumns(header);
  return lastLayout.layout;
}

function withColumns(header: Header): Layout {
  const columns = columnsOf(header);
  return { header, columns, kinds: kindsOf(columns) };
}

function columnsOf({ at, width }: Header): ColumnKind[] {
  const columns: ColumnKind[] = Array.from({ length: width }, () => 'skip');
  columns[at.date] = 'date';
  VALUES.forEach((name, slot) => {
    columns[at[name]] = slot;
  });
  return columns;
}

function readHeader(line: string): Header | string {
  const names = line
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .split(',');
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) return `its first line lacks the column(s) ${missing.join(', ')}`;
  const at = (column: Column): number => names.indexOf(column);
  return {
    at: {
      date: at('date'),
      open: at('open'),
      high: at('high'),
      low: at('low'),
      close: at('close'),
      volume: at('volume'),
    },
    width: names.length,
  };
}

/** The bar, or why the row cannot be one. */
function readRow(line: string, { at, width }: Header, previous: Bar | undefined): Bar | string {
  const cells = line.split(',');
  if (cells.length !== width) return `${cells.length} columns instead of ${width}`;
  const text = cells[at.date] ?? '';
  const date = parseSessionDate(text);
  if (date === undefined) return `${text.slice(0, 20)} is no date`;
  if (!isInCalendar(date) || !isSession(date)) return `${date} is no session`;
  if (previous !== undefined && date <= previous.date) {
    return date === previous.date
      ? `${date} occurs twice`
      : `${date} comes after ${previous.date}: not in order`;
  }
  const number = (column: Column): number => strictNumber(cells[at[column]] ?? '');
  const [open, high, low, close] = [number('open'), number('high'), number('low'), number('close')];
  const volume = number('volume');
  const bar = { date, open, high, low, close, volume };
  return faultOf(bar, previous?.close) ?? bar;
}

function strictNumber(text: string): number {
  return /^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN;
}

/**
 * Why a bar cannot be true; null when it can. Shared by every source of prices. `previousClose` is that of the session
 * before, never of a later one: what a row means must not depend on the future.
 */
export function faultOf(bar: Bar, previousClose?: number): string | null {
  const { date, open, high, low, close, volume } = bar;
  const before = previousClose ?? NaN;
  const [lowest, highest] = [Math.min(open, close, before), Math.max(open, close, before)];
  switch (kindOfFault(Float64Array.of(open, high, low, close, volume), before)) {
    case 'none':
      return null;
    case 'no_price':
      return `${date}: open ${open}, high ${high}, low ${low}, close ${close} are not all prices above zero`;
    case 'no_volume':
      return `${date}: the volume is not a count`;
    case 'low_above_high':
      return `${date}: low ${low} lies above high ${high}`;
    case 'open_outside':
      return `${date}: open ${open} lies outside ${low}–${high}`;
    case 'close_outside':
      return `${date}: close ${close} lies outside ${low}–${high}`;
    case 'impossible_range':
      return `${date}: high ${high} is an impossible print over low ${low}`;
    case 'stray_high':
      return `${date}: high ${high} is a stray print, all else is below ${highest}`;
    case 'stray_low':
      return `${date}: low ${low} is a stray print, all else is above ${lowest}`;
    case 'stray_open':
      return `${date}: open ${open} is a stray print between closes ${before} and ${close}`;
  }
}

/** How far a single price may lie from all its neighbours. Cheap stocks do jump: the real ones reach 1.72. */
const STRAY = 1.75;
const STRAY_FROM_DOLLARS = 5;

type Fault =
  | 'none'
  | 'no_price'
  | 'no_volume'
  | 'low_above_high'
  | 'open_outside'
  | 'close_outside'
  | 'impossible_range'
  | 'stray_high'
  | 'stray_low'
  | 'stray_open';

/** `values`: open, high, low, close, volume. Asked for every row of every file, so it makes nothing new. */
function kindOfFault(values: Float64Array, previousClose: number): Fault {
  const open = values[0] ?? NaN;
  const high = values[1] ?? NaN;
  const low = values[2] ?? NaN;
  const close = values[3] ?? NaN;
  const volume = values[4] ?? NaN;
  if (!(isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close))) return 'no_price';
  if (!Number.isFinite(volume) || volume < 0) return 'no_volume';
  if (low > high) return 'low_above_high';
  if (open < low || open > high) return 'open_outside';
  if (close < low || close > high) return 'close_outside';
  if (high / low >= IMPOSSIBLE_RANGE) return 'impossible_range';
  // Before the first bar of a file there is nothing to stray from.
  return Number.isNaN(previousClose) ? 'none' : strayFault(values, previousClose);
}

function isPrice(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

/**
 * One price far away from everything around it is a bad print: a high or low beyond open, close and the last close, or
 * an open from which the day returned at once. It would fill a stop that no trade has touched.
 */
function strayFault(values: Float64Array, previousClose: number): Fault {
  const open = values[0] ?? NaN;
  const high = values[1] ?? NaN;
  const low = values[2] ?? NaN;
  const close = values[3] ?? NaN;
  const lowest = Math.min(open, close, previousClose);
  if (lowest < STRAY_FROM_DOLLARS) return 'none';
  if (high >= Math.max(open, close, previousClose) * STRAY) return 'stray_high';
  if (low * STRAY <= lowest) return 'stray_low';
  const closesAgree = Math.abs(close / previousClose - 1) < 0.05;
  if (!closesAgree) return 'none';
  const openStrays =
    open * STRAY <= Math.min(close, previousClose) ||
    open >= Math.max(close, previousClose) * STRAY;
  return openStrays ? 'stray_open' : 'none';
}

function fileFinding({ name, ticker }: PriceFileQuestion, problem: string): Finding {
  const message = `${name}: ${problem}`;
  return finding(
    'error',
    'PRICE_FILE_REFUSED',
    ticker,
    message,
    'write date,open,high,low,close,volume first',
  );
}

function rowFinding({ name, ticker }: PriceFileQuestion, line: number, problem: string): Finding {
  const message = `${name} line ${line}: ${problem}; the row is left out`;
  return finding('warning', 'PRICE_ROW_REFUSED', ticker, message, 'correct or delete the row');
}
