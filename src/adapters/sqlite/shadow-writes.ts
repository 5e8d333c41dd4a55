import { moneyToNumber } from '../../domain/money.ts';
import type { Position } from '../../domain/position.ts';
import type { SessionPlan } from '../../domain/signal.ts';
import type { StateWrites } from '../../ports/state-store.ts';
import type { Database } from './open-database.ts';
import { exitColumns, positionParameters } from './state-rows.ts';
import { setSystemValue } from './system-values.ts';

/** The shadow book and its plans: tables of their own, which the executor never touches. */
export function shadowWrites(
  database: Database,
): Pick<StateWrites, 'saveShadowBook' | 'saveShadowPlan'> {
  const upsert = database.prepare(
    `INSERT INTO shadow_positions (position_id, strategy, ticker, entry_date, entry_price, target_shares, actual_shares,
       invested, stop_price, score, grade, grade_source, report_date, company_name, gap_size, status, planned_exit)
     VALUES (@id, @strategy, @ticker, @entry_date, @entry_price, @actual_shares, @actual_shares, @invested, @stop_price,
       @score, @grade, @grade_source, @report_date, @company_name, @gap_size, 'open', @planned_exit)
     ON CONFLICT (position_id) DO UPDATE SET entry_price = excluded.entry_price, invested = excluded.invested,
       actual_shares = excluded.actual_shares, stop_price = excluded.stop_price, planned_exit = excluded.planned_exit`,
  );
  const close = database.prepare(
    `UPDATE shadow_positions SET status = 'closed', actual_shares = ?, exit_date = ?, exit_price = ?, exit_reason = ?, pnl = ?,
       return_pct = ?, planned_exit = NULL WHERE position_id = ? AND status = 'open'`,
  );
  const save = (strategy: string, position: Position): void => {
    upsert.run({ ...positionParameters(position), id: position.positionId, strategy });
  };
  const atomically = (work: () => void): void => {
    database.transaction(work)();
  };
  return {
    saveShadowBook: (strategy, asOf, { positions, closed }) => {
      atomically(() => {
        for (const trade of closed) {
          save(strategy, trade.position);
          close.run(...exitColumns(trade), trade.position.positionId);
        }
        for (const position of positions) save(strategy, position);
        setSystemValue(database, `shadow_as_of:${strategy}`, asOf, null);
      });
    },
    saveShadowPlan: (strategy, plan) => {
      atomically(() => {
        writePlan(database, strategy, plan);
      });
    },
  };
}

function writePlan(database: Database, strategy: string, plan: SessionPlan): void {
  database
    .prepare('DELETE FROM shadow_signals WHERE strategy = ? AND trade_date = ?')
    .run(strategy, plan.tradeDate);
  const insert = database.prepare(
    `INSERT INTO shadow_signals (strategy, trade_date, as_of, kind, ticker, reason, qty, reference_price, stop_price,
       score, grade, grade_source, report_date, company_name, gap_size)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const row = (kind: string, ...columns: (string | number | null)[]) =>
    insert.run(
      strategy,
      plan.tradeDate,
      plan.asOf,
      kind,
      ...columns,
      ...Array<null>(11 - columns.length).fill(null),
    );
  for (const { position, reason } of plan.exits)
    row('exit', position.ticker, reason, position.shares);
  for (const { candidate, qty, referencePrice, stopPrice } of plan.entries) {
    const { ticker, score, grade, gradeSource, reportDate, companyName, gapSize } = candidate;
    const prices = [moneyToNumber(referencePrice), moneyToNumber(stopPrice)];
    row(
      'entry',
      ticker,
      null,
      qty,
      ...prices,
      score,
      grade,
      gradeSource,
      reportDate,
      companyName,
      gapSize,
    );
  }
  // A session without signals leaves a row, so that "planned nothing" and "did not plan" differ.
  if (plan.exits.length + plan.entries.length === 0) row('none');
}
