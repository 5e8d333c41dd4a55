import { canReach, isTerminal, type JournalStatus, type OrderStatus } from '../../domain/order.ts';
import { invariant } from '../../domain/invariant.ts';
import { moneyToNumber } from '../../domain/money.ts';
import { exitCodeOf, type Outcome } from '../../domain/outcome.ts';
import { sideOfIntent } from '../../domain/client-order-id.ts';
import type {
  AdoptedOrder,
  IntendedOrder,
  OrderUpdate,
  RunRecord,
  StateWrites,
} from '../../ports/state-store.ts';
import type { Database } from './open-database.ts';
import { correctionWrites } from './corrections.ts';
import { runLogChain } from './run-log-chain.ts';
import { shadowWrites } from './shadow-writes.ts';
import {
  ORDER_COLUMNS,
  dollarsOrNull,
  exitColumns,
  positionParameters,
  toJournalOrder,
  type OrderRow,
} from './state-rows.ts';
import { setSystemValue, takeWriterEpoch } from './system-values.ts';

export function stateWrites(database: Database): StateWrites {
  return {
    transaction: (work) => database.transaction(work).immediate(),
    ...runWrites(database),
    ...orderWrites(database),
    ...positionWrites(database),
    ...correctionWrites(database),
    ...shadowWrites(database),
    ...systemWrites(database),
  };
}

const iso = (instant: number): string => new Date(instant).toISOString();

function runWrites(
  database: Database,
): Pick<StateWrites, 'beginRun' | 'endRun' | 'recordFindings' | 'recordSnapshot'> {
  const begin = database.prepare(
    `INSERT INTO run_log (run_id, command, trade_date, started_at, version, config_sha256)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const end = database.prepare(
    'UPDATE run_log SET ended_at = ?, outcome = ?, exit_code = ? WHERE run_id = ?',
  );
  const chain = runLogChain(database);
  const add = database.prepare(
    'INSERT INTO findings (run_id, code, severity, subject, message, remedy) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const snapshot = database.prepare(
    `INSERT INTO daily_snapshots VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET positions = excluded.positions,
     invested = excluded.invested, market_value = excluded.market_value`,
  );
  return {
    beginRun: database.transaction((run: RunRecord) => {
      const { runId, command, tradeDate, startedAt, version, configSha256 } = run;
      begin.run(runId, command, tradeDate, iso(startedAt), version, configSha256);
      chain.begin(run);
    }),
    endRun: database.transaction((runId: string, outcome: Outcome, at: number) => {
      end.run(iso(at), outcome, exitCodeOf(outcome), runId);
      chain.end(runId, outcome, at);
    }),
    recordFindings: (runId, findings) => {
      for (const { code, severity, subject, message, remedy } of findings) {
        add.run(runId, code, severity, subject, message, remedy);
      }
    },
    recordSnapshot: ({ book, session, positions, invested, marketValue }) =>
      void snapshot.run(
        book,
        session,
        positions,
        moneyToNumber(invested),
        moneyToNumber(marketValue),
      ),
  };
}

type OrderWrites = Pick<
  StateWrites,
  'intendOrder' | 'adoptOrder' | 'updateOrder' | 'reopenOrder' | 'noteOrder' | 'recordFill'
>;

function orderWrites(database: Database): OrderWrites {
  const insert = database.prepare(
    `INSERT INTO orders (client_order_id, alpaca_order_id, ticker, side, intent, trade_date, qty, remaining_qty, status,
       planned_stop_price, run_id, position_id, payload_sha256, created_at, updated_at)
     VALUES (@id, @brokerId, @ticker, @side, @intent, @tradeDate, @qty, @qty, @status, @stop, @runId, @positionId,
       @hash, @at, @at)`,
  );
  const event = database.prepare(
    'INSERT INTO order_events (order_id, at, status, filled_qty, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const remark = database.prepare(
    `INSERT INTO order_events (order_id, at, status, filled_qty, detail)
     SELECT order_id, ?, status, filled_qty, ? FROM orders WHERE client_order_id = ?`,
  );
  const reopen = database.prepare(
    `UPDATE orders SET status = ?, updated_at = ? WHERE client_order_id = ?
     AND status IN ('canceled', 'expired', 'rejected')`,
  );
  const fill = database.prepare(
    `INSERT INTO fills (order_id, alpaca_order_id, ticker, side, qty, cumulative_qty, price, filled_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const write = database.transaction((row: Record<string, string | number | null>) => {
    const { lastInsertRowid } = insert.run(row);
    event.run(lastInsertRowid, row['at'], row['status'], 0, null);
  });
  const change = database.transaction(orderChange(database));
  return {
    intendOrder: (order) => {
      write(intendedRow(order));
    },
    adoptOrder: (order) => {
      write(adoptedRow(order));
    },
    updateOrder: (id, update, at) => {
      change(id, { ...update, at: iso(at) });
    },
    reopenOrder: database.transaction((id: string, status: OrderStatus, at: number) => {
      const { changes } = reopen.run(status, iso(at), id);
      invariant(changes === 1 && !isTerminal(status), `${id} cannot be reopened as ${status}`);
      remark.run(iso(at), 'reopened: the broker shows it alive', id);
    }),
    noteOrder: (id, note, at) => void remark.run(iso(at), note, id),
    recordFill: (record) => {
      const { orderId, brokerOrderId, ticker, side, qty, cumulativeQty, price, filledAt } = record;
      const dollars = moneyToNumber(price);
      return (
        fill.run(orderId, brokerOrderId, ticker, side, qty, cumulativeQty, dollars, filledAt)
          .changes === 1
      );
    },
  };
}

function intendedRow(order: IntendedOrder): Record<string, string | number | null> {
  const { request, intent, tradeDate, positionId, payloadHash, runId, at } = order;
  invariant(request.side === sideOfIntent(intent), `${intent} must be a ${sideOfIntent(intent)}`);
  return {
    id: request.clientOrderId,
    brokerId: null,
    ticker: request.symbol,
    side: request.side,
    intent,
    tradeDate,
    qty: request.qty,
    status: 'intended',
    stop: dollarsOrNull(request.stopPrice ?? request.stopLossPrice),
    runId,
    positionId,
    hash: payloadHash,
    at: iso(at),
  };
}

function adoptedRow(order: AdoptedOrder): Record<string, string | number | null> {
  return {
    id: order.clientOrderId,
    brokerId: order.brokerOrderId,
    ticker: order.ticker,
    side: sideOfIntent(order.intent),
    intent: order.intent,
    tradeDate: order.tradeDate,
    qty: order.qty,
    status: order.status,
    stop: dollarsOrNull(order.stopPrice),
    runId: order.runId,
    positionId: order.positionId,
    hash: 'made by the broker',
    at: iso(order.at),
  };
}

const OURS: readonly JournalStatus[] = ['intended', 'unknown_outcome', 'refused'];

/** Every change of status is checked against the one table, and filled quantities never shrink. */
function orderChange(
  database: Database,
): (id: string, update: OrderUpdate & { readonly at: string }) => void {
  const find = database.prepare<[string], OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM orders WHERE client_order_id = ?`,
  );
  const change = database.prepare(
    // A look that shows nothing new leaves the row as it is, its time included.
    `UPDATE orders SET status = @status, alpaca_order_id = @brokerId, position_id = @positionId,
     filled_qty = @filled, remaining_qty = qty - @filled, fill_price = @price, reject_reason = @reason,
     updated_at = @at WHERE order_id = @orderId
     AND (status, alpaca_order_id, position_id, filled_qty, fill_price, reject_reason)
       IS NOT (@status, @brokerId, @positionId, @filled, @price, @reason)`,
  );
  const event = database.prepare(
    'INSERT INTO order_events (order_id, at, status, filled_qty, detail) VALUES (?, ?, ?, ?, ?)',
  );
  return (id, update) => {
    const row = find.get(id);
    invariant(row !== undefined, `no order ${id} in the journal`);
    const before = toJournalOrder(row);
    assertLegal(before.status, update.status, id);
    const filledQty = update.filledQty ?? before.filledQty;
    invariant(
      filledQty >= before.filledQty && filledQty <= before.qty,
      `${id}: filled ${filledQty} of ${before.qty}`,
    );
    change.run({
      status: update.status,
      brokerId: update.brokerOrderId ?? before.brokerOrderId,
      positionId: update.positionId ?? before.positionId,
      filled: filledQty,
      price: dollarsOrNull(update.fillPrice ?? before.fillPrice),
      reason: update.rejectReason ?? before.rejectReason,
      at: update.at,
      orderId: before.orderId,
    });
    if (update.status === before.status && filledQty === before.filledQty) return;
    event.run(before.orderId, update.at, update.status, filledQty, update.rejectReason ?? null);
  };
}

function assertLegal(from: JournalStatus, to: JournalStatus, id: string): void {
  if (from === 'intended' || from === 'unknown_outcome') return;
  if (from === 'refused') {
    // A refusal that turns out to be wrong: the order was found at the broker after all.
    invariant(to !== 'intended', `${id}: ${from} → ${to}`);
    return;
  }
  invariant(!OURS.includes(to) && canReach(from, to as typeof from), `${id}: ${from} → ${to}`);
}

type PositionWrites = Pick<
  StateWrites,
  'openPosition' | 'changePosition' | 'closePosition' | 'recordSplit'
>;

function positionWrites(database: Database): PositionWrites {
  const insert = database.prepare(
    `INSERT INTO positions (stop_order_id, ticker, entry_date, entry_price, target_shares, actual_shares, invested,
       stop_price, score, grade, grade_source, report_date, company_name, gap_size, status, planned_exit)
     VALUES (@stop_order_id, @ticker, @entry_date, @entry_price, @target_shares, @actual_shares, @invested, @stop_price,
       @score, @grade, @grade_source, @report_date, @company_name, @gap_size, 'open', @planned_exit)`,
  );
  const change = database.prepare(
    `UPDATE positions SET actual_shares = coalesce(@shares, actual_shares), entry_price = coalesce(@entry, entry_price),
       stop_price = coalesce(@stop, stop_price), ticker = coalesce(@ticker, ticker),
       stop_order_id = CASE @keepStop WHEN 1 THEN stop_order_id ELSE @stopOrder END,
       planned_exit = CASE @keepExit WHEN 1 THEN planned_exit ELSE @exit END,
       invested = coalesce(@shares, actual_shares) * coalesce(@entry, entry_price)
     WHERE position_id = @id AND status = 'open'`,
  );
  const close = database.prepare(
    `UPDATE positions SET status = 'closed', invested = ? * entry_price, actual_shares = ?, exit_date = ?, exit_price = ?,
       exit_reason = ?, pnl = ?, return_pct = ?, stop_order_id = NULL, planned_exit = NULL
     WHERE position_id = ? AND status = 'open'`,
  );
  const split = database.prepare(
    `INSERT INTO splits_applied
     SELECT ?, ?, ?, ?, ?, coalesce(max(fill_id), 0) FROM fills`,
  );
  return {
    openPosition: ({ targetShares, ...position }) => {
      const facts = { ...positionParameters(position), target_shares: targetShares };
      return Number(insert.run({ ...facts, stop_order_id: position.stopOrderId }).lastInsertRowid);
    },
    changePosition: (id, { ticker, shares, entryPrice, stopPrice, stopOrderId, plannedExit }) => {
      const { changes } = change.run({
        id,
        ticker: ticker ?? null,
        shares: shares ?? null,
        entry: entryPrice === undefined ? null : moneyToNumber(entryPrice),
        stop: stopPrice === undefined ? null : moneyToNumber(stopPrice),
        keepStop: stopOrderId === undefined ? 1 : 0,
        stopOrder: stopOrderId ?? null,
        keepExit: plannedExit === undefined ? 1 : 0,
        exit: plannedExit ?? null,
      });
      invariant(changes === 1, `no open position ${id}`);
    },
    closePosition: (trade) => {
      const { changes } = close.run(
        trade.position.shares,
        ...exitColumns(trade),
        trade.position.positionId,
      );
      invariant(changes === 1, `no open position ${trade.position.positionId}`);
    },
    recordSplit: (id, { exDate, ratio, sharesBefore, sharesAfter }) =>
      void split.run(id, exDate, ratio, sharesBefore, sharesAfter),
  };
}

type SystemWrites = Pick<
  StateWrites,
  'recordSignalFile' | 'markBegun' | 'setKillSwitch' | 'takeWriterEpoch' | 'setSystemConfig'
>;

function systemWrites(database: Database): SystemWrites {
  const file = database.prepare(
    `INSERT INTO signal_files (trade_date, strategy, sha256, path, content, run_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET sha256 = excluded.sha256, path = excluded.path, content = excluded.content,
       run_id = excluded.run_id WHERE begun = 0`,
  );
  const begun = database.prepare(
    'UPDATE signal_files SET begun = 1 WHERE trade_date = ? AND strategy = ?',
  );
  return {
    recordSignalFile: ({ tradeDate, strategy, sha256, path, content, runId }) => {
      const { changes } = file.run(tradeDate, strategy, sha256, path, content, runId);
      invariant(changes === 1, `session ${tradeDate} of ${strategy} has begun: its plan is fixed`);
    },
    markBegun: (tradeDate, strategy) => void begun.run(tradeDate, strategy),
    setKillSwitch: (level, reason, at) => {
      database.transaction(() => {
        setSystemValue(database, 'kill_switch', level, iso(at));
        setSystemValue(database, 'kill_switch_reason', reason ?? '', iso(at));
        setSystemValue(database, 'kill_switch_since', iso(at), iso(at));
      })();
    },
    takeWriterEpoch: (runId, at) =>
      database.transaction(() => takeWriterEpoch(database, runId, iso(at))).immediate(),
    setSystemConfig: (key, value) => {
      setSystemValue(database, key, value, null);
    },
  };
}
