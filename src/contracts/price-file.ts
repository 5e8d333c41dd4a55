/**
 * One CSV file of raw daily bars: `date,open,high,low,close,volume`, columns found by their names, more columns allowed.
 * A row that cannot be true is a finding with its line and is left out; it never becomes a decision. The scanner is our
 * own because a plan loads dozens of files of which it needs a part, before the open: see `npm run bench`.
 */
import type { Bar } from '../domain/bar.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { isInCalendar, isRememberedSession, isSession } from '../rules/market-calendar.ts';

export type PriceFile = { readonly bars: readonly Bar[]; readonly findings: readonly Finding[] };

export type PriceFileQuestion = {
  /** For findings: `AMZN.csv`. */
  readonly name: string;
  readonly ticker: string;
  /** Inclusive; rows outside are not parsed. */
  readonly from: SessionDate;
  readonly to: SessionDate;
};

const COLUMNS = ['date', 'open', 'high', 'low', 'close', 'volume'] as const;
type Column = (typeof COLUMNS)[number];
type Header = { readonly at: Readonly<Record<Column, number>>; readonly width: number };

/**
 * A stock does not trade at six times its own low within one day: such a row holds a bad print. Real crises reach about
 * four (AIG on 2008-09-16), bad prints start near ten.
 */
const IMPOSSIBLE_RANGE = 6;

/** A missing header or column refuses the whole file: `bars` is empty and the finding is an error. */
export function parsePriceFile(text: string, question: PriceFileQuestion): PriceFile {
  const lines = text.split('\n');
  const header = readHeader(lines[0] ?? '');
  if (typeof header === 'string') return { bars: [], findings: [fileFinding(question, header)] };
  const bars: Bar[] = [];
  const findings: Finding[] = [];
  let passedOver = '';
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    if (isOutside(line, header, question)) {
      if (bars.length === 0) passedOver = line;
      continue;
    }
    const previous = bars.at(-1) ?? barIn(passedOver, header);
    const row = readRow(line.replace(/\r$/, ''), header, previous);
    if (typeof row === 'string') findings.push(rowFinding(question, index + 1, row));
    else if (row.date >= question.from && row.date <= question.to) bars.push(row);
  }
  return { bars, findings };
}

/** The row before the span says what the first one is measured by, so that a span never changes what a row means. */
function barIn(line: string, header: Header): Bar | undefined {
  if (line === '') return undefined;
  const row = readRow(line.replace(/\r$/, ''), header, undefined);
  return typeof row === 'string' ? undefined : row;
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

/** The usual file begins with its date: most rows are passed over without being taken apart. */
function isOutside(line: string, header: Header, { from, to }: PriceFileQuestion): boolean {
  if (header.at.date !== 0 || line.charCodeAt(4) !== 45 || line.charCodeAt(10) !== 44) return false;
  const date = line.slice(0, 10);
  return date < from || date > to;
}

/** The bar, or why the row cannot be one. */
function readRow(line: string, { at, width }: Header, previous: Bar | undefined): Bar | string {
  const cells = line.split(',');
  if (cells.length !== width) return `${cells.length} columns instead of ${width}`;
  const text = cells[at.date] ?? '';
  const date = isRememberedSession(text) ? text : parseSessionDate(text);
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
  if (![open, high, low, close].every((price) => Number.isFinite(price) && price > 0)) {
    return `${date}: open ${open}, high ${high}, low ${low}, close ${close} are not all prices above zero`;
  }
  if (!Number.isFinite(volume) || volume < 0) return `${date}: the volume is not a count`;
  if (low > high) return `${date}: low ${low} lies above high ${high}`;
  if (open < low || open > high) return `${date}: open ${open} lies outside ${low}–${high}`;
  if (close < low || close > high) return `${date}: close ${close} lies outside ${low}–${high}`;
  if (high / low >= IMPOSSIBLE_RANGE)
    return `${date}: high ${high} is an impossible print over low ${low}`;
  return previousClose === undefined ? null : strayFault(bar, previousClose);
}

/** How far a single price may lie from all its neighbours. Cheap stocks do jump: the real ones reach 1.72. */
const STRAY = 1.75;
const STRAY_FROM_DOLLARS = 5;

/**
 * One price far away from everything around it is a bad print: a high or low beyond open, close and the last close, or
 * an open from which the day returned at once. It would fill a stop that no trade has touched.
 */
function strayFault({ date, open, high, low, close }: Bar, previousClose: number): string | null {
  const around = [open, close, previousClose];
  const [lowest, highest] = [Math.min(...around), Math.max(...around)];
  if (lowest < STRAY_FROM_DOLLARS) return null;
  if (high >= highest * STRAY)
    return `${date}: high ${high} is a stray print, all else is below ${highest}`;
  if (low * STRAY <= lowest)
    return `${date}: low ${low} is a stray print, all else is above ${lowest}`;
  const closesAgree = Math.abs(close / previousClose - 1) < 0.05;
  const [under, over] = [Math.min(close, previousClose), Math.max(close, previousClose)];
  const openStrays = open * STRAY <= under || open >= over * STRAY;
  if (!closesAgree || !openStrays) return null;
  return `${date}: open ${open} is a stray print between closes ${previousClose} and ${close}`;
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
