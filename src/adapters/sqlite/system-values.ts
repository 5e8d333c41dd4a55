import type { Database } from './open-database.ts';
import { prepared } from './prepared.ts';

export function systemValue(database: Database, key: string): string | null {
  return (
    prepared<[string], string>(database, 'SELECT value FROM system_config WHERE key = ?')
      .pluck()
      .get(key) ?? null
  );
}

export function setSystemValue(
  database: Database,
  key: string,
  value: string,
  at: string | null,
): void {
  prepared(
    database,
    `INSERT INTO system_config VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
  ).run(key, value, at);
}

const WRITER_EPOCH = 'writer_epoch';

/** The number of the last writer; 0 before the first. A number that cannot be read is nobody's. */
export function readWriterEpoch(database: Database): number {
  const stored = systemValue(database, WRITER_EPOCH) ?? '0';
  const epoch = /^(\d{1,15})\b/.exec(stored)?.[1];
  return epoch === undefined ? -1 : Number(epoch);
}

/** `<number> <run>`: who came last is the writer. */
export function takeWriterEpoch(database: Database, runId: string, at: string): number {
  const epoch = Math.max(readWriterEpoch(database), 0) + 1;
  setSystemValue(database, WRITER_EPOCH, `${epoch} ${runId}`, at);
  return epoch;
}
