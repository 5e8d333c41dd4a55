import { CommandError } from '../../domain/outcome.ts';
import { openDatabase } from './open-database.ts';

export type RunLock = { release(): void };

/**
 * One writer at a time. The lock is an open transaction on a file of its own beside the state database: the operating
 * system drops it with the process, however that ends, so a crash never leaves a stale lock.
 */
export async function acquireRunLock(statePath: string): Promise<RunLock> {
  const path = `${statePath}.lock`;
  const database = await openDatabase(path, { durability: 'off' });
  database.pragma('busy_timeout = 0');
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!isBusy(cause)) throw cause;
    throw new CommandError(
      'locked',
      `another run is using ${statePath}`,
      'wait until it has ended and run the command again; nothing was done',
      { cause },
    );
  }
  return {
    release() {
      if (database.open) database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
