/** Statements of the checks, prepared once a database: to prepare costs more than to run. */
import type Sqlite from 'better-sqlite3';

import type { Database } from '../../src/adapters/sqlite/open-database.ts';

type Statement = Sqlite.Statement;

const kept = new WeakMap<Database, Map<string, Statement>>();

/** All rows of a query, as the caller knows them to be. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- SQL has no types: the caller says them
export function rowsOf<Row>(database: Database, sql: string, ...given: unknown[]): readonly Row[] {
  const statements = kept.get(database) ?? new Map<string, Statement>();
  kept.set(database, statements);
  const statement = statements.get(sql) ?? database.prepare(sql);
  statements.set(sql, statement);
  return statement.all(...given) as readonly Row[];
}
