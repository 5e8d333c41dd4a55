import { moneyFromNumber } from '../../domain/money.ts';
import { sessionDate } from '../../domain/session-date.ts';
import type { ClosedResult, StateReads } from '../../ports/state-store.ts';
import type { Database } from './open-database.ts';

type ClosedRow = {
  readonly entry_date: string;
  readonly exit_date: string;
  readonly pnl: number | null;
};
type SpanRow = { readonly first: string | null; readonly last: string | null };

const CLOSED = `status = 'closed' ORDER BY exit_date, position_id`;

/** What is over: for comparing the books. */
export function closedReads(
  database: Database,
): Pick<StateReads, 'closedResults' | 'snapshotSpan'> {
  const executed = database.prepare<[], ClosedRow>(
    `SELECT entry_date, exit_date, pnl FROM positions WHERE ${CLOSED}`,
  );
  const shadow = database.prepare<[string], ClosedRow>(
    `SELECT entry_date, exit_date, pnl FROM shadow_positions WHERE strategy = ? AND ${CLOSED}`,
  );
  const span = database.prepare<[string], SpanRow>(
    'SELECT min(session) AS first, max(session) AS last FROM daily_snapshots WHERE book = ?',
  );
  return {
    closedResults: (strategy) =>
      (strategy === null ? executed.all() : shadow.all(strategy)).map(toResult),
    snapshotSpan(book) {
      const { first = null, last = null } = span.get(book) ?? {};
      if (first === null || last === null) return null;
      return { from: sessionDate(first), to: sessionDate(last) };
    },
  };
}

function toResult({ entry_date, exit_date, pnl }: ClosedRow): ClosedResult {
  return {
    entryDate: sessionDate(entry_date),
    exitDate: sessionDate(exit_date),
    pnl: moneyFromNumber(pnl ?? 0),
  };
}
