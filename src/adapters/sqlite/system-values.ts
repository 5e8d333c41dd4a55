import type { Database } from './open-database.ts';

export function systemValue(database: Database, key: string): string | null {
  return (
    database
      .prepare<[string], string>('SELECT value FROM system_config WHERE key = ?')
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
  database
    .prepare(
      `INSERT INTO system_config VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    )
    .run(key, value, at);
}
