import { chmodSync } from 'node:fs';

import { CommandError } from '../../domain/outcome.ts';
import { storageError, type Database } from './open-database.ts';
import { MIGRATIONS } from './state-schema.ts';

/**
 * Brings a state database to this version's schema. A damaged file and one written by a later version are refused;
 * an older one is copied to `<path>.v<N>.backup` before anything changes.
 */
export function migrate(database: Database, path: string): void {
  assertSound(database, path);
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version === MIGRATIONS.length) return;
  if (version > MIGRATIONS.length) {
    throw new CommandError(
      'storage',
      `${path} has schema version ${version}; this openbell knows ${MIGRATIONS.length}`,
      'use the openbell version that wrote it, or name another database with --state-db',
    );
  }
  if (version > 0) {
    const backup = `${path}.v${version}.backup`;
    database.prepare('VACUUM INTO ?').run(backup);
    chmodSync(backup, 0o600);
  }
  for (let next = version; next < MIGRATIONS.length; next += 1) {
    database.transaction(() => {
      database.exec(MIGRATIONS[next] ?? '');
      database.pragma(`user_version = ${next + 1}`);
    })();
  }
}

function assertSound(database: Database, path: string): void {
  try {
    const verdict = database.pragma('quick_check', { simple: true });
    if (verdict === 'ok') return;
    throw new CommandError(
      'storage',
      `${path} is damaged: ${String(verdict)}`,
      'restore the last backup, then run `openbell status` before trading',
    );
  } catch (cause) {
    throw storageError(path, cause);
  }
}
