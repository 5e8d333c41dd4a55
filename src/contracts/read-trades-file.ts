/** `trades.csv` of a backtest, read back. We wrote it ourselves: a row that is not as we write it refuses the file. */
import { parse } from 'csv-parse/sync';

import { GRADES, type Grade } from '../domain/candidate.ts';
import { EXIT_REASONS, type ExitReason } from '../domain/position.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import type { TradeRow } from './trades-file.ts';

export type TradesFile =
  | { readonly kind: 'trades'; readonly trades: readonly TradeRow[] }
  | { readonly kind: 'refused'; readonly problem: string };

type Cells = Readonly<Record<string, string | undefined>>;
type Row = { readonly record: Cells; readonly info: { readonly lines: number } };

class RowError extends Error {
  override readonly name = 'RowError';
}

export function parseTradesFile(text: string, name: string): TradesFile {
  let place = 'line 1';
  try {
    const rows = parse<Row>(text, { columns: true, info: true, bom: true, skip_empty_lines: true });
    if (rows.length === 0 && !text.startsWith('ticker,'))
      return { kind: 'refused', problem: `${name} ${place}: the header is missing` };
    const trades = rows.map(({ record, info }) => {
      place = `line ${info.lines}`;
      return readTrade(record);
    });
    return { kind: 'trades', trades };
  } catch (error) {
    const said = error instanceof Error ? error.message : 'it is not CSV';
    return {
      kind: 'refused',
      problem: error instanceof RowError ? `${name} ${place}: ${said}` : `${name}: ${said}`,
    };
  }
}

function readTrade(cells: Cells): TradeRow {
  return {
    ticker: text(cells, 'ticker'),
    grade: oneOf(cells, 'grade', GRADES),
    gradeSource: foreign(cells['grade_source']),
    score: optionalNumber(cells, 'score'),
    reportDate: cells['report_date'] === '' ? null : date(cells, 'report_date'),
    entryDate: date(cells, 'entry_date'),
    entryPrice: number(cells, 'entry_price'),
    exitDate: date(cells, 'exit_date'),
    exitPrice: number(cells, 'exit_price'),
    shares: number(cells, 'shares'),
    invested: number(cells, 'invested'),
    pnl: number(cells, 'pnl'),
    returnPct: number(cells, 'return_pct'),
    holdingDays: number(cells, 'holding_days'),
    exitReason: reason(cells),
    gapSize: optionalNumber(cells, 'gap_size'),
    companyName: foreign(cells['company_name']),
  };
}

function text(cells: Cells, column: string): string {
  const cell = cells[column];
  if (cell === undefined || cell === '') throw new RowError(`${column} is missing`);
  return cell;
}

/** Undoes the apostrophe that keeps a foreign text (or a number like −1e−7) from becoming a formula. */
function foreign(cell: string | undefined): string | null {
  if (cell === undefined || cell === '') return null;
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

function number(cells: Cells, column: string): number {
  const cell = foreign(text(cells, column)) ?? '';
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(cell))
    throw new RowError(`${column} ${JSON.stringify(cell.slice(0, 20))} is no number`);
  return Number(cell);
}

function optionalNumber(cells: Cells, column: string): number | null {
  return cells[column] === undefined || cells[column] === '' ? null : number(cells, column);
}

function date(cells: Cells, column: string): SessionDate {
  const cell = text(cells, column);
  const parsed = parseSessionDate(cell);
  if (parsed === undefined)
    throw new RowError(`${column} ${JSON.stringify(cell.slice(0, 20))} is no date`);
  return parsed;
}

function oneOf(cells: Cells, column: string, known: typeof GRADES): Grade | null {
  const cell = cells[column];
  if (cell === undefined || cell === '') return null;
  const found = known.find((one) => one === cell);
  if (found === undefined) throw new RowError(`${column} ${cell.slice(0, 20)} is not known`);
  return found;
}

function reason(cells: Cells): ExitReason {
  const cell = text(cells, 'exit_reason');
  const found = EXIT_REASONS.find((one) => one === cell);
  if (found === undefined) throw new RowError(`exit_reason ${cell.slice(0, 20)} is not known`);
  return found;
}
