/**
 * One CSV file of daily bars with `adj_close`, for the reference profile of the backtest: open, high and low times
 * adj_close/close, the close itself adj_close. Rows are taken as they are, without judging whether they can be true;
 * only what is no number, or out of order, is left out.
 */
import type { Bar } from '../domain/bar.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';

export type AdjustedPriceFile = {
  readonly bars: readonly Bar[];
  /** Dates of rows in which a price is empty. */
  readonly incomplete: ReadonlySet<SessionDate>;
  readonly findings: readonly Finding[];
};

const NEEDED = ['date', 'open', 'high', 'low', 'close'] as const;
type Row = { readonly date: SessionDate; readonly bar: Bar | 'incomplete' };
type CellOf = (column: string) => string | undefined;

/** Rows after `to` are not read. */
export function parseAdjustedPriceFile(
  text: string,
  {
    name,
    ticker,
    to,
  }: { readonly name: string; readonly ticker: string; readonly to: SessionDate },
): AdjustedPriceFile {
  const lines = text.split(/\r?\n/);
  const columns = (lines[0] ?? '')
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .split(',');
  const missing = NEEDED.filter((column) => !columns.includes(column));
  const incomplete = new Set<SessionDate>();
  if (missing.length > 0) {
    const message = `${name} line 1: the column(s) ${missing.join(', ')} are missing`;
    const remedy = 'write date,open,high,low,close,adj_close,volume first';
    const refusal = finding('error', 'PRICE_FILE_REFUSED', ticker, message, remedy);
    return { bars: [], incomplete, findings: [refusal] };
  }
  const at = new Map(columns.map((column, index) => [column, index]));
  const bars: Bar[] = [];
  const findings: Finding[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const cells = line.split(',');
    const row = readRow((column) => cells[at.get(column) ?? -1], bars.at(-1)?.date);
    if (typeof row === 'string') {
      const message = `${name} line ${index + 1}: ${row}; the row is left out`;
      findings.push(finding('warning', 'PRICE_ROW_REFUSED', ticker, message, 'correct the row'));
    } else if (row.date <= to) {
      if (row.bar === 'incomplete') incomplete.add(row.date);
      else bars.push(row.bar);
    }
  }
  return { bars, incomplete, findings };
}

function readRow(cellOf: CellOf, previous: SessionDate | undefined): Row | string {
  const text = cellOf('date') ?? '';
  const date = knownDate(text);
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
  const factor = close === 0 ? 1 : adjustedClose / close;
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

const dates = new Map<string, SessionDate>();

/** Every file of a folder has the same dates: each is judged once. */
function knownDate(text: string): SessionDate | undefined {
  const known = dates.get(text) ?? parseSessionDate(text);
  if (known !== undefined) dates.set(text, known);
  return known;
}

function strictNumber(text: string | undefined): number {
  return /^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text ?? '') ? Number(text) : NaN;
}
