import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { StateReads, StateStore } from '../../ports/state-store.ts';
import { migrate } from './migrate.ts';
import { openDatabase, storageError, type Database } from './open-database.ts';
import { stateReads } from './state-reads.ts';
import { stateWrites } from './state-writes.ts';

export type OpenStore<Store> = { readonly store: Store; close(): void };

/** Opens the state database for a run, creating or migrating it. */
export async function openStateStore(path: string): Promise<OpenStore<StateStore>> {
  const database = await openDatabase(path);
  try {
    migrate(database, path);
    return {
      store: { ...stateReads(database), ...stateWrites(database) },
      close: () => void database.close(),
    };
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/**
 * Opens the state for a dry run: the real file is only ever copied, so neither it nor its folder can change. A database
 * that does not exist yet reads as an empty one.
 */
export async function openStateReads(path: string): Promise<OpenStore<StateReads>> {
  if (!existsSync(path)) return readsOf(await openDatabase(':memory:'), path, () => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'openbell-'));
  const removeCopy = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const copy = join(folder, basename(path));
    copyFileSync(path, copy);
    const log = `${path}-wal`;
    if (existsSync(log) && statSync(log).size > 0) copyFileSync(log, `${copy}-wal`);
    return readsOf(await openDatabase(copy), path, removeCopy);
  } catch (cause) {
    removeCopy();
    throw storageError(path, cause);
  }
}

function readsOf(database: Database, path: string, afterwards: () => void): OpenStore<StateReads> {
  const close = (): void => {
    database.close();
    afterwards();
  };
  try {
    migrate(database, path);
    return { store: stateReads(database), close };
  } catch (cause) {
    close();
    throw cause;
  }
}
