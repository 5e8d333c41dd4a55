import type { SessionDate } from '../../domain/session-date.ts';
import { moneyFromNumber } from '../../domain/money.ts';
import { clientOrderId } from '../../domain/client-order-id.ts';
import type { ExitReason } from '../../domain/position.ts';
import { sessionDate } from '../../domain/session-date.ts';
import { ticker } from '../../domain/ticker.ts';
import type {
  PositionExit,
  KillSwitch,
  KillSwitchLevel,
  ShadowPlanRecord,
  StateReads,
} from '../../ports/state-store.ts';
import type { Database } from './open-database.ts';
import { closedReads } from './closed-reads.ts';
import { correctionReads } from './corrections.ts';
import { prepared } from './prepared.ts';
import { salesOf, type SaleRow, type SplitRow } from './sales-across-splits.ts';
import { checkRunLogChain } from './run-log-chain.ts';
import { SETTLED } from './state-schema.ts';
import { readWriterEpoch, systemValue } from './system-values.ts';
import {
  ORDER_COLUMNS,
  POSITION_COLUMNS,
  SHADOW_COLUMNS,
  dateOrNull,
  toJournalOrder,
  toPosition,
  toShadowEntry,
  type CandidateRow,
  type OrderRow,
  type PositionRow,
} from './state-rows.ts';

export function stateReads(database: Database): StateReads {
  return {
    ...bookReads(database),
    ...closedReads(database),
    ...correctionReads(database),
    ...orderReads(database),
    ...systemReads(database),
    checkRunLog: () => checkRunLogChain(database),
  };
}

type BookReads = Pick<
  StateReads,
  | 'openPositions'
  | 'shadowPositions'
  | 'nextShadowPositionId'
  | 'shadowAsOf'
  | 'shadowPlan'
  | 'appliedSplits'
  | 'exitOf'
>;

function bookReads(database: Database): BookReads {
  const open = database.prepare<[], PositionRow>(
    `SELECT ${POSITION_COLUMNS} FROM positions WHERE status = 'open' ORDER BY entry_date, ticker`,
  );
  const shadowOpen = database.prepare<[string], PositionRow>(
    `SELECT ${SHADOW_COLUMNS} FROM shadow_positions WHERE strategy = ? AND status = 'open' ORDER BY entry_date, ticker`,
  );
  const lastShadowId = database
    .prepare<[], number>('SELECT coalesce(max(position_id), 0) FROM shadow_positions')
    .pluck();
  const exit = database.prepare<[number], ExitRow>(
    `SELECT exit_date, exit_price, exit_reason, pnl FROM positions
     WHERE position_id = ? AND status = 'closed'`,
  );
  const splits = database
    .prepare<[number], string>('SELECT ex_date FROM splits_applied WHERE position_id = ?')
    .pluck();
  return {
    openPositions: () => open.all().map(toPosition),
    shadowPositions: (strategy) => shadowOpen.all(strategy).map(toPosition),
    nextShadowPositionId: () => (lastShadowId.get() ?? 0) + 1,
    shadowAsOf: (strategy) => dateOrNull(systemValue(database, `shadow_as_of:${strategy}`)),
    shadowPlan: (strategy, tradeDate) => shadowPlan(database, strategy, tradeDate),
    exitOf: (positionId) => toExit(exit.get(positionId)),
    appliedSplits: (positionId) => splits.all(positionId).map(sessionDate),
  };
}

type ExitRow = {
  readonly exit_date: string;
  readonly exit_price: number;
  readonly exit_reason: string;
  readonly pnl: number;
};

function toExit(row: ExitRow | undefined): PositionExit | null {
  if (row === undefined) return null;
  return {
    exitDate: sessionDate(row.exit_date),
    exitPrice: moneyFromNumber(row.exit_price),
    exitReason: row.exit_reason as ExitReason,
    pnl: moneyFromNumber(row.pnl),
  };
}

type ShadowSignalRow = CandidateRow & {
  readonly kind: 'entry' | 'exit' | 'none';
  readonly reason: string | null;
  readonly qty: number;
};

function shadowPlan(
  database: Database,
  strategy: string,
  tradeDate: SessionDate,
): ShadowPlanRecord | null {
  const rows = prepared<[string, string], ShadowSignalRow>(
    database,
    'SELECT * FROM shadow_signals WHERE strategy = ? AND trade_date = ? ORDER BY signal_id',
  ).all(strategy, tradeDate);
  if (rows.length === 0) return null;
  return {
    exits: rows
      .filter((row) => row.kind === 'exit')
      .map((row) => ({ ticker: ticker(row.ticker), reason: row.reason as ExitReason })),
    entries: rows.filter((row) => row.kind === 'entry').map(toShadowEntry),
  };
}

type OrderReads = Pick<
  StateReads,
  | 'unsettledOrders'
  | 'ordersOfSession'
  | 'orderByClientId'
  | 'orderByBrokerId'
  | 'attempts'
  | 'soldOf'
>;

function orderReads(database: Database): OrderReads {
  const unsettled = database.prepare<[], OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM orders WHERE status NOT IN ${SETTLED} ORDER BY order_id`,
  );
  const ofSession = database.prepare<[string], OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM orders WHERE trade_date = ? ORDER BY order_id`,
  );
  const byClientId = database.prepare<[string], OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM orders WHERE client_order_id = ?`,
  );
  const byBrokerId = database.prepare<[string], OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM orders WHERE alpaca_order_id = ?`,
  );
  const attempts = database
    .prepare<[string, string], number>(
      `SELECT count(*) FROM orders WHERE client_order_id = ? OR client_order_id GLOB ? || '_[0-9]*'`,
    )
    .pluck();
  const sold = database.prepare<[number], SaleRow>(
    `SELECT fill_id, fills.qty, fills.price, fills.filled_at FROM fills JOIN orders USING (order_id)
     WHERE orders.position_id = ? AND fills.side = 'sell'`,
  );
  const splits = database.prepare<[number], SplitRow>(
    'SELECT ex_date, ratio, last_fill_before FROM splits_applied WHERE position_id = ?',
  );
  const one = (row: OrderRow | undefined) => (row === undefined ? null : toJournalOrder(row));
  return {
    unsettledOrders: () => unsettled.all().map(toJournalOrder),
    ordersOfSession: (tradeDate) => ofSession.all(tradeDate).map(toJournalOrder),
    orderByClientId: (id) => one(byClientId.get(id)),
    orderByBrokerId: (id) => one(byBrokerId.get(id)),
    soldOf: (positionId) => salesOf(sold.all(positionId), splits.all(positionId)),
    attempts: (key) => {
      const first = clientOrderId(key, 1);
      return attempts.get(first, first) ?? 0;
    },
  };
}

type SystemReads = Pick<
  StateReads,
  'signalFile' | 'lastPlannedSession' | 'killSwitch' | 'writerEpoch' | 'systemConfig' | 'runCount'
>;

type SignalFileRow = {
  readonly sha256: string;
  readonly path: string;
  readonly content: string;
  readonly run_id: string;
  readonly begun: number;
};

function systemReads(database: Database): SystemReads {
  const file = database.prepare<[string, string], SignalFileRow>(
    'SELECT * FROM signal_files WHERE trade_date = ? AND strategy = ?',
  );
  const lastPlanned = database
    .prepare<[string, string], string | null>(
      'SELECT max(trade_date) FROM signal_files WHERE strategy = ? AND trade_date < ?',
    )
    .pluck();
  const runs = database
    .prepare<[string, string | null], number>(
      'SELECT count(*) FROM run_log WHERE command = ? AND trade_date IS ?',
    )
    .pluck();
  return {
    signalFile: (tradeDate, strategy) => {
      const row = file.get(tradeDate, strategy);
      if (row === undefined) return null;
      const { sha256, path, content } = row;
      return {
        tradeDate,
        strategy,
        sha256,
        path,
        content,
        runId: row.run_id,
        begun: row.begun === 1,
      };
    },
    lastPlannedSession: (strategy, before) => dateOrNull(lastPlanned.get(strategy, before) ?? null),
    killSwitch: () => readKillSwitch(database),
    writerEpoch: () => readWriterEpoch(database),
    systemConfig: (key) => systemValue(database, key),
    runCount: (command, tradeDate) => runs.get(command, tradeDate) ?? 0,
  };
}

/** An unreadable level means `halt`: a switch that cannot be read is on. */
function readKillSwitch(database: Database): KillSwitch {
  const level = systemValue(database, 'kill_switch') ?? 'off';
  const known: readonly string[] = ['off', 'no-entries', 'halt'] satisfies KillSwitchLevel[];
  return {
    level: known.includes(level) ? (level as KillSwitchLevel) : 'halt',
    reason: known.includes(level)
      ? systemValue(database, 'kill_switch_reason') || null
      : `the stored level cannot be read: ${level.slice(0, 40)}`,
    since: systemValue(database, 'kill_switch_since'),
  };
}
