/** What is left in the databases of a trading folder, read with SQL as any other program would read it. */
import { join } from 'node:path';

import Database from 'better-sqlite3';

export type Row = Readonly<Record<string, string | number | null>>;

/** Runs one query on `live/state.db` (or another database of the folder). */
export function rowsOf(folder: string, sql: string, file = 'live/state.db'): readonly Row[] {
  const database = new Database(join(folder, file), { readonly: true });
  try {
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
}

/** Changes the book behind the commands' back, as a hand or a restored backup would. */
export function changeDatabase(folder: string, sql: string, file = 'live/state.db'): void {
  const database = new Database(join(folder, file));
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

/** How many orders and activities the emulator's account has: unchanged where nothing was asked for. */
export function accountCounts(folder: string): Row | undefined {
  const sql = `SELECT (SELECT count(*) FROM paper_orders) AS orders,
                      (SELECT count(*) FROM paper_activities) AS activities,
                      (SELECT group_concat(body, char(10)) FROM paper_orders) AS bodies`;
  return rowsOf(folder, sql, 'live/emulator.db')[0];
}
