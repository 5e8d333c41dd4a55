import type Sqlite from 'better-sqlite3';

import type { Database } from './open-database.ts';

const statements = new WeakMap<Database, Map<string, Sqlite.Statement>>();

/** The statement of that text, prepared once a database: to prepare costs more than to run. */
export function prepared<Bind extends unknown[], Row>(
  database: Database,
  sql: string,
): Sqlite.Statement<Bind, Row> {
  const known = statements.get(database) ?? new Map<string, Sqlite.Statement>();
  statements.set(database, known);
  const statement = known.get(sql) ?? database.prepare(sql);
  known.set(sql, statement);
  return statement as Sqlite.Statement<Bind, Row>;
}
