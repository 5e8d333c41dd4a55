/** Rows of the state database ↔ domain values. Prices are REAL dollars here and exact money everywhere else. */
import type { Grade } from '../../domain/candidate.ts';
import { moneyFromNumber, moneyToNumber, type Money } from '../../domain/money.ts';
import type { Intent, JournalOrder, JournalStatus, Side } from '../../domain/order.ts';
import type { ClosedTrade, ExitReason, Position } from '../../domain/position.ts';
import { sessionDate, type SessionDate } from '../../domain/session-date.ts';
import { ticker } from '../../domain/ticker.ts';
import type { ShadowEntryRecord } from '../../ports/state-store.ts';

export type PositionRow = {
  readonly position_id: number;
  readonly ticker: string;
  readonly entry_date: string;
  readonly entry_price: number;
  readonly actual_shares: number;
  readonly stop_price: number;
  readonly stop_order_id?: string | null;
  readonly score: number | null;
  readonly grade: string | null;
  readonly grade_source: string | null;
  readonly report_date: string | null;
  readonly company_name: string | null;
  readonly gap_size: number | null;
  readonly planned_exit: string | null;
};

/** The columns of a row, each named: the driver takes longer over a column that nobody asks for than SQLite over the row. */
const columnsOf = <Row>(named: Record<keyof Row, true>): string => Object.keys(named).join(', ');

export const SHADOW_COLUMNS = columnsOf<Omit<PositionRow, 'stop_order_id'>>({
  position_id: true,
  ticker: true,
  entry_date: true,
  entry_price: true,
  actual_shares: true,
  stop_price: true,
  score: true,
  grade: true,
  grade_source: true,
  report_date: true,
  company_name: true,
  gap_size: true,
  planned_exit: true,
});
export const POSITION_COLUMNS = `${SHADOW_COLUMNS}, stop_order_id`;

export function toPosition(row: PositionRow): Position {
  return {
    positionId: row.position_id,
    ...toCandidateFacts(row),
    entryDate: sessionDate(row.entry_date),
    entryPrice: moneyFromNumber(row.entry_price),
    shares: row.actual_shares,
    stopPrice: moneyFromNumber(row.stop_price),
    stopOrderId: row.stop_order_id ?? null,
    plannedExit: row.planned_exit as ExitReason | null,
  };
}

export type CandidateRow = Pick<
  PositionRow,
  'ticker' | 'score' | 'grade' | 'grade_source' | 'report_date' | 'company_name' | 'gap_size'
>;

function toCandidateFacts(row: CandidateRow): Omit<ShadowEntryRecord, 'qty'> {
  return {
    ticker: ticker(row.ticker),
    score: row.score,
    grade: row.grade as Grade | null,
    gradeSource: row.grade_source as 'html' | 'inferred' | null,
    reportDate: row.report_date === null ? null : sessionDate(row.report_date),
    companyName: row.company_name,
    gapSize: row.gap_size,
  };
}

export function toShadowEntry(row: CandidateRow & { readonly qty: number }): ShadowEntryRecord {
  return { ...toCandidateFacts(row), qty: row.qty };
}

/** The named parameters that position tables share. */
export function positionParameters(
  position: Omit<Position, 'positionId'>,
): Record<string, string | number | null> {
  return {
    ticker: position.ticker,
    entry_date: position.entryDate,
    entry_price: moneyToNumber(position.entryPrice),
    actual_shares: position.shares,
    invested: moneyToNumber((position.entryPrice * position.shares) as Money),
    stop_price: moneyToNumber(position.stopPrice),
    score: position.score,
    grade: position.grade,
    grade_source: position.gradeSource,
    report_date: position.reportDate,
    company_name: position.companyName,
    gap_size: position.gapSize,
    planned_exit: position.plannedExit,
  };
}

export type OrderRow = {
  readonly order_id: number;
  readonly client_order_id: string;
  readonly alpaca_order_id: string | null;
  readonly ticker: string;
  readonly side: string;
  readonly intent: string;
  readonly trade_date: string;
  readonly position_id: number | null;
  readonly qty: number;
  readonly filled_qty: number;
  readonly fill_price: number | null;
  readonly status: string;
  readonly planned_stop_price: number | null;
  readonly reject_reason: string | null;
  readonly payload_sha256: string;
  readonly run_id: string;
};

export const ORDER_COLUMNS = columnsOf<OrderRow>({
  order_id: true,
  client_order_id: true,
  alpaca_order_id: true,
  ticker: true,
  side: true,
  intent: true,
  trade_date: true,
  position_id: true,
  qty: true,
  filled_qty: true,
  fill_price: true,
  status: true,
  planned_stop_price: true,
  reject_reason: true,
  payload_sha256: true,
  run_id: true,
});

export function toJournalOrder(row: OrderRow): JournalOrder {
  return {
    orderId: row.order_id,
    clientOrderId: row.client_order_id,
    brokerOrderId: row.alpaca_order_id,
    ticker: ticker(row.ticker),
    side: row.side as Side,
    intent: row.intent as Intent,
    tradeDate: sessionDate(row.trade_date),
    positionId: row.position_id,
    qty: row.qty,
    filledQty: row.filled_qty,
    fillPrice: priceOrNull(row.fill_price),
    status: row.status as JournalStatus,
    plannedStopPrice: priceOrNull(row.planned_stop_price),
    rejectReason: row.reject_reason,
    payloadHash: row.payload_sha256,
    runId: row.run_id,
  };
}

export function priceOrNull(dollars: number | null): Money | null {
  return dollars === null ? null : moneyFromNumber(dollars);
}

export function dollarsOrNull(money: Money | null): number | null {
  return money === null ? null : moneyToNumber(money);
}

export function dateOrNull(text: string | null): SessionDate | null {
  return text === null ? null : sessionDate(text);
}

/** The columns both position tables get at the end of a position, in their order. */
export function exitColumns(trade: ClosedTrade): [number, string, number, string, number, number] {
  const { exitDate, exitPrice, exitReason, pnl, returnPct } = trade;
  return [
    trade.position.shares,
    exitDate,
    moneyToNumber(exitPrice),
    exitReason,
    moneyToNumber(pnl),
    returnPct,
  ];
}
