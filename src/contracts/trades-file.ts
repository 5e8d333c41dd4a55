/** The CSV files a backtest leaves behind. Text from reports is foreign: no cell may become a formula in a spreadsheet. */
import type { Grade } from '../domain/candidate.ts';
import type { ExitReason } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';

export type TradeRow = {
  readonly ticker: string;
  readonly grade: Grade | null;
  readonly gradeSource: string | null;
  readonly score: number | null;
  readonly reportDate: SessionDate | null;
  readonly entryDate: SessionDate;
  readonly entryPrice: number;
  readonly exitDate: SessionDate;
  readonly exitPrice: number;
  readonly shares: number;
  readonly invested: number;
  readonly pnl: number;
  readonly returnPct: number;
  readonly holdingDays: number;
  readonly exitReason: ExitReason;
  readonly gapSize: number | null;
  readonly companyName: string | null;
};

export type SkippedRow = {
  readonly ticker: string;
  readonly reportDate: SessionDate;
  readonly grade: Grade;
  readonly score: number | null;
  readonly reason: string;
};

export type EquityRow = {
  readonly date: SessionDate;
  readonly equity: number;
  readonly marketValue: number;
  readonly positions: number;
};

export type Cell = string | number | null;
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

const TRADE_COLUMNS: Columns<TradeRow> = {
  ticker: (row) => row.ticker,
  grade: (row) => row.grade,
  grade_source: (row) => row.gradeSource,
  score: (row) => row.score,
  report_date: (row) => row.reportDate,
  entry_date: (row) => row.entryDate,
  entry_price: (row) => row.entryPrice,
  exit_date: (row) => row.exitDate,
  exit_price: (row) => row.exitPrice,
  shares: (row) => row.shares,
  invested: (row) => row.invested,
  pnl: (row) => row.pnl,
  return_pct: (row) => row.returnPct,
  holding_days: (row) => row.holdingDays,
  exit_reason: (row) => row.exitReason,
  gap_size: (row) => row.gapSize,
  company_name: (row) => row.companyName,
};

const SKIPPED_COLUMNS: Columns<SkippedRow> = {
  ticker: (row) => row.ticker,
  report_date: (row) => row.reportDate,
  grade: (row) => row.grade,
  score: (row) => row.score,
  skip_reason: (row) => row.reason,
};

const EQUITY_COLUMNS: Columns<EquityRow> = {
  date: (row) => row.date,
  equity: (row) => row.equity.toFixed(2),
  market_value: (row) => row.marketValue.toFixed(2),
  positions: (row) => row.positions,
};

export function renderTradesFile(trades: readonly TradeRow[]): string {
  return renderCsv(TRADE_COLUMNS, trades);
}

export function renderSkippedFile(skipped: readonly SkippedRow[]): string {
  return renderCsv(SKIPPED_COLUMNS, skipped);
}

export function renderEquityFile(equity: readonly EquityRow[]): string {
  return renderCsv(EQUITY_COLUMNS, equity);
}

export function renderCsv<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const read = Object.values(columns);
  const lines = rows.map((row) => read.map((cellOf) => renderCell(cellOf(row))).join(','));
  return [Object.keys(columns).join(','), ...lines, ''].join('\n');
}

/** What tickers, dates, grades and reasons look like: tens of thousands of cells. */
const PLAIN_TEXT = /^[A-Za-z0-9][\w .-]*$/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/** A text that a spreadsheet would calculate gets an apostrophe before it and quotes around it. */
function renderCell(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  if (typeof cell === 'number' || PLAIN_TEXT.test(text) || PLAIN_NUMBER.test(text)) return text;
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return safe !== text || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
