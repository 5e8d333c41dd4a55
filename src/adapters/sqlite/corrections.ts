import { moneyFromNumber } from '../../domain/money.ts';
import { ticker } from '../../domain/ticker.ts';
import type {
  BookCorrection,
  FillRecord,
  StateReads,
  StateWrites,
} from '../../ports/state-store.ts';
import type { Database } from './open-database.ts';
import { ORDER_COLUMNS, toJournalOrder, type OrderRow } from './state-rows.ts';

type CorrectionRow = {
  readonly finding_id: string;
  readonly cause: string;
  readonly kind: string;
  readonly symbol: string;
  readonly position_id: number | null;
  readonly shares_before: number;
  readonly shares_after: number;
  readonly subject: string;
  readonly evidence: string;
  readonly run_id: string;
  readonly at: string;
};
type FillRow = {
  readonly order_id: number;
  readonly alpaca_order_id: string;
  readonly ticker: string;
  readonly side: 'buy' | 'sell';
  readonly qty: number;
  readonly cumulative_qty: number;
  readonly price: number;
  readonly filled_at: string;
};

/** What book and account are compared with: the whole past of a ticker, and what was settled by hand. */
export function correctionReads(
  database: Database,
): Pick<StateReads, 'ordersOf' | 'fillsOf' | 'corrections'> {
  // A position that was renamed keeps the orders it had under its old name.
  const orders = database.prepare<[string, string], OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM orders WHERE ticker = ?
       OR position_id IN (SELECT position_id FROM positions WHERE ticker = ? AND status = 'open')
     ORDER BY order_id`,
  );
  const fills = database.prepare<[string], FillRow>(
    'SELECT * FROM fills WHERE ticker = ? ORDER BY fill_id',
  );
  const corrections = database.prepare<[], CorrectionRow>(
    'SELECT * FROM corrections ORDER BY correction_id',
  );
  return {
    ordersOf: (symbol) => orders.all(symbol, symbol).map(toJournalOrder),
    fillsOf: (symbol) => fills.all(symbol).map(toFill),
    corrections: () => corrections.all().map(toCorrection),
  };
}

function toFill(row: FillRow): FillRecord {
  return {
    orderId: row.order_id,
    brokerOrderId: row.alpaca_order_id,
    ticker: ticker(row.ticker),
    side: row.side,
    qty: row.qty,
    cumulativeQty: row.cumulative_qty,
    price: moneyFromNumber(row.price),
    filledAt: row.filled_at,
  };
}

function toCorrection(row: CorrectionRow): BookCorrection {
  return {
    findingId: row.finding_id,
    cause: row.cause,
    kind: row.kind,
    symbol: row.symbol,
    positionId: row.position_id,
    sharesBefore: row.shares_before,
    sharesAfter: row.shares_after,
    subject: row.subject,
    evidence: row.evidence.split('\n'),
    runId: row.run_id,
    at: row.at,
  };
}

export function correctionWrites(database: Database): Pick<StateWrites, 'recordCorrection'> {
  const insert = database.prepare(
    `INSERT INTO corrections (finding_id, cause, kind, symbol, position_id, shares_before, shares_after, subject,
       evidence, run_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    recordCorrection: (correction) =>
      void insert.run(
        correction.findingId,
        correction.cause,
        correction.kind,
        correction.symbol,
        correction.positionId,
        correction.sharesBefore,
        correction.sharesAfter,
        correction.subject,
        correction.evidence.join('\n'),
        correction.runId,
        correction.at,
      ),
  };
}
