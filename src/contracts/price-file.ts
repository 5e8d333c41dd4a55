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
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '' || isOutside(line, header, question)) continue;
    const row = readRow(line.replace(/\r$/, ''), header, bars.at(-1)?.date);
    if (typeof row === 'string') findings.push(rowFinding(question, index + 1, row));
    else if (row.date >= question.from && row.date <= question.to) bars.push(row);
  }
  return { bars, findings };
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
function readRow(
  line: string,
  { at, width }: Header,
  previous: SessionDate | undefined,
): Bar | string {
  const cells = line.split(',');
  if (cells.length !== width) return `${cells.length} columns instead of ${width}`;
  const text = cells[at.date] ?? '';
  const date = isRememberedSession(text) ? text : parseSessionDate(text);
  if (date === undefined) return `${text.slice(0, 20)} is no date`;
  if (!isInCalendar(date) || !isSession(date)) return `${date} is no session`;
  if (previous !== undefined && date <= previous) {
    return date === previous
      ? `${date} occurs twice`
      : `${date} comes after ${previous}: not in order`;
  }
  const number = (column: Column): number => strictNumber(cells[at[column]] ?? '');
  const [open, high, low, close] = [number('open'), number('high'), number('low'), number('close')];
  const volume = number('volume');
  return (
    faultOf({ date, open, high, low, close, volume }) ?? { date, open, high, low, close, volume }
  );
}

function strictNumber(text: string): number {
  return /^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN;
}

/** Why a bar cannot be true; null when it can. Shared by every source of prices. */
export function faultOf(bar: Bar): string | null {
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
  return null;
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
