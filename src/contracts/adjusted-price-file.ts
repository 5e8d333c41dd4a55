/**
 * One CSV file of daily bars with `adj_close`, for the reference profile of the backtest: open, high and low times
 * adj_close/close, the close itself adj_close. Rows are taken as they are, without judging whether they can be true;
 * only what is no number, or out of order, is left out.
 */
import type { Bar } from '../domain/bar.ts';
import { EMPTY_SERIES, type BarSeries } from '../domain/bar-series.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { dayNumber, parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { headerOf, priceRows, type ColumnKind, type PriceRows } from './price-rows.ts';
import { seriesBuilder, type SeriesBuilder } from './series-builder.ts';

export type AdjustedPriceFile = {
  readonly bars: BarSeries;
  /** Dates of rows in which a price is empty. */
  readonly incomplete: ReadonlySet<SessionDate>;
  readonly findings: readonly Finding[];
};

export type AdjustedFileQuestion = {
  readonly name: string;
  readonly ticker: string;
  /** Rows after it are not read. */
  readonly to: SessionDate;
};

const NEEDED = ['date', 'open', 'high', 'low', 'close'] as const;
/** In the order of the slots of a row. */
const VALUES = ['open', 'high', 'low', 'close', 'volume', 'adj_close'] as const;
const CLOSE_SLOT = 3;
const ADJUSTED_SLOT = 5;
const USUAL_ROW = 50;

type Row = { readonly date: SessionDate; readonly bar: Bar | 'incomplete' };
type CellOf = (column: string) => string | undefined;

export function parseAdjustedPriceFile(
  bytes: Uint8Array,
  question: AdjustedFileQuestion,
): AdjustedPriceFile {
  const header = headerOf(bytes);
  const columns = namesOf(header.text);
  const missing = NEEDED.filter((column) => !columns.includes(column));
  const incomplete = new Set<SessionDate>();
  if (missing.length > 0)
    return { bars: EMPTY_SERIES, incomplete, findings: [refusalOf(question, missing)] };
  const at = new Map(columns.map((column, index) => [column, index]));
  const rows = priceRows(bytes, header.end, kindsOf(columns), VALUES.length);
  const isAdjusted = columns.includes('adj_close');
  const last = dayNumber(question.to);
  const bars = seriesBuilder(Math.ceil(bytes.length / USUAL_ROW));
  const findings: Finding[] = [];
  while (rows.next()) {
    const day = rows.day();
    if (isPlainRow(rows, day, bars)) {
      if (isAdjusted) adjust(rows.values);
      if (day <= last) bars.add(day, rows.values);
      continue;
    }
    const cells = rows.text().split(',');
    const row = readRow((column) => cells[at.get(column) ?? -1], bars.previous()?.date);
    if (typeof row === 'string') findings.push(rowFinding(question, rows.line(), row));
    else if (row.date <= question.to) {
      if (row.bar === 'incomplete') incomplete.add(row.date);
      else bars.addBar(row.bar);
    }
  }
  return { bars: bars.series(), incomplete, findings };
}

function namesOf(header: string): string[] {
  return header
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .split(',');
}

function kindsOf(columns: readonly string[]): ColumnKind[] {
  return columns.map((column) => {
    if (column === 'date') return 'date';
    const slot = VALUES.findIndex((name) => name === column);
    return slot < 0 ? 'skip' : slot;
  });
}

/** Without a volume column its slot stays at zero. */
function isPlainRow(rows: PriceRows, day: number, bars: SeriesBuilder): boolean {
  return Number.isFinite(day) && !(day <= bars.previousDay()) && rows.readValues();
}

/** Times adj_close/close. */
function adjust(values: Float64Array): void {
  const close = values[CLOSE_SLOT] ?? NaN;
  const adjustedClose = values[ADJUSTED_SLOT] ?? NaN;
  const factor = factorOf(close, adjustedClose);
  for (let slot = 0; slot < CLOSE_SLOT; slot += 1) values[slot] = (values[slot] ?? NaN) * factor;
  values[CLOSE_SLOT] = adjustedClose;
}

function factorOf(close: number, adjustedClose: number): number {
  return close === 0 ? 1 : adjustedClose / close;
}

function refusalOf({ name, ticker }: AdjustedFileQuestion, missing: readonly string[]): Finding {
  const message = `${name} line 1: the column(s) ${missing.join(', ')} are missing`;
  const remedy = 'write date,open,high,low,close,adj_close,volume first';
  return finding('error', 'PRICE_FILE_REFUSED', ticker, message, remedy);
}

function rowFinding(
  { name, ticker }: AdjustedFileQuestion,
  line: number,
  problem: string,
): Finding {
  const message = `${name} line ${line}: ${problem}; the row is left out`;
  return finding('warning', 'PRICE_ROW_REFUSED', ticker, message, 'correct the row');
}

function readRow(cellOf: CellOf, previous: SessionDate | undefined): Row | string {
  const text = cellOf('date') ?? '';
  const date = parseSessionDate(text);
  if (date === undefined) return `${JSON.stringify(text.slice(0, 20))} is no date`;
  if (previous !== undefined && date <= previous) return `${date} comes after ${previous}`;
  const cells = [cellOf('open'), cellOf('high'), cellOf('low'), cellOf('close')];
  if (cells.some((cell) => cell === undefined || cell === '')) return { date, bar: 'incomplete' };
  const [open = NaN, high = NaN, low = NaN, close = NaN] = cells.map(strictNumber);
  const adjusted = cellOf('adj_close') ?? '';
  const adjustedClose = adjusted === '' ? close : strictNumber(adjusted);
  const volume = strictNumber(cellOf('volume') ?? '0');
  if (![open, high, low, close, adjustedClose].every(Number.isFinite))
    return `${date}: a price is no number`;
  const factor = factorOf(close, adjustedClose);
  return {
    date,
    bar: {
      date,
      open: open * factor,
      high: high * factor,
      low: low * factor,
      close: adjustedClose,
      volume,
    },
  };
}

function strictNumber(text: string | undefined): number {
  return /^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text ?? '') ? Number(text) : NaN;
}
