/**
 * The state database as rows of text and numbers: what a run bundle keeps of it. Rows say what they are, compare one by
 * one and pack well; a copy of the file would be a hundred times as large.
 */
import type { Cell, StateRows, StateTable } from '../../contracts/run-bundle.ts';
import { openDatabase, type Database } from './open-database.ts';
import { rememberingStore } from './remembered-reads.ts';
import { stateReads } from './state-reads.ts';
import { MIGRATIONS } from './state-schema.ts';
import { stateWrites } from './state-writes.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { CommandError } from '../../domain/outcome.ts';

/** Written by runs and read by none: of these only what is new belongs to a run. */
const WRITE_ONLY = new Set(['order_events', 'findings', 'run_log_chain']);
/** But for its last row: the next one carries that one's hash. */
const CHAINED = 'run_log_chain';
/** A run reads the signal files of its own session, of the last planned one, and of those with orders still open. */
const KEPT_SIGNAL_FILES = `trade_date IN (
  SELECT trade_date FROM (SELECT DISTINCT trade_date FROM signal_files ORDER BY trade_date DESC LIMIT 10)
  UNION SELECT trade_date FROM orders
  WHERE status NOT IN ('refused', 'filled', 'canceled', 'expired', 'rejected', 'replaced'))`;

type Column = { readonly name: string; readonly pk: number };

/** All rows a run can read; with `before`, of write-only tables those that were added since. */
export function dumpState(database: Database, before?: StateRows): StateRows {
  const names = database
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND (name NOT LIKE 'sqlite_%' OR name = 'sqlite_sequence') ORDER BY name`,
    )
    .pluck()
    .all();
  const version = database.pragma('user_version', { simple: true }) as number;
  const from = new Map(before?.tables.map(({ name, omitted_to }) => [name, omitted_to]));
  return {
    schema_version: version,
    tables: names.map((name) => dumpTable(database, name, from.get(name))),
  };
}

function dumpTable(database: Database, name: string, from: number | undefined): StateTable {
  const info = database.pragma(`table_info(${name})`) as readonly Column[];
  const columns = info.map((column) => column.name);
  const own = info.filter(({ pk }) => pk > 0).map((column) => column.name);
  const key = name === 'sqlite_sequence' ? ['name'] : own;
  const isWriteOnly = WRITE_ONLY.has(name);
  const omittedTo = isWriteOnly ? (from ?? lastRow(database, name)) : 0;
  const order = key.join(', ');
  const where = isWriteOnly ? `WHERE rowid > ${omittedTo}` : '';
  const rows = database
    .prepare<[], Cell[]>(
      `SELECT ${columnsOf(name, columns)} FROM ${name} ${where} ORDER BY ${order}`,
    )
    .raw()
    .all();
  return { name, key, columns, rows, omitted_to: omittedTo };
}

function columnsOf(table: string, columns: readonly string[]): string {
  if (table !== 'signal_files') return columns.join(', ');
  const kept = `CASE WHEN ${KEPT_SIGNAL_FILES} THEN content ELSE '' END`;
  return columns.map((name) => (name === 'content' ? kept : name)).join(', ');
}

/** The last row that no run reads. */
function lastRow(database: Database, table: string): number {
  const last = database
    .prepare<[], number>(`SELECT coalesce(max(rowid), 0) FROM ${table}`)
    .pluck()
    .get();
  return table === CHAINED ? Math.max(0, (last ?? 0) - 1) : (last ?? 0);
}

export type RestoredStore = {
  readonly store: StateStore;
  readonly rows: (before?: StateRows) => StateRows;
  readonly close: () => void;
};

/** A database in memory with exactly these rows, for a replay. */
export async function restoreState(rows: StateRows): Promise<RestoredStore> {
  if (rows.schema_version > MIGRATIONS.length)
    throw new CommandError(
      'input-refused',
      `the bundle's state has schema version ${rows.schema_version}; this openbell knows ${MIGRATIONS.length}`,
      'replay it with the openbell version that wrote it',
    );
  const database = await openDatabase(':memory:');
  for (const migration of MIGRATIONS.slice(0, rows.schema_version)) database.exec(migration);
  database.pragma(`user_version = ${rows.schema_version}`);
  database.pragma('foreign_keys = OFF');
  database.transaction(() => {
    for (const table of rows.tables) fill(database, table);
  })();
  for (const migration of MIGRATIONS.slice(rows.schema_version)) database.exec(migration);
  database.pragma(`user_version = ${MIGRATIONS.length}`);
  database.pragma('foreign_keys = ON');
  return {
    store: rememberingStore(stateReads(database), stateWrites(database)),
    rows: (before) => dumpState(database, before),
    close: () => void database.close(),
  };
}

function fill(database: Database, { name, columns, rows }: StateTable): void {
  // Rows with explicit keys have moved the counters: they are set as they were.
  if (name === 'sqlite_sequence') database.exec('DELETE FROM sqlite_sequence');
  const places = columns.map(() => '?').join(', ');
  const insert = database.prepare(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${places})`);
  for (const row of rows) insert.run(...row);
}
