import type { Database } from '../../src/adapters/sqlite/open-database.ts';
import { prepared } from '../../src/adapters/sqlite/prepared.ts';

/** All rows of a query, as the caller knows them to be. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- SQL has no types: the caller says them
export function rowsOf<Row>(database: Database, sql: string, ...given: unknown[]): readonly Row[] {
  return prepared<unknown[], Row>(database, sql).all(...given);
}
