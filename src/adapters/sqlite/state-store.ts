import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { StateStore } from '../../ports/state-store.ts';
import { migrate } from './migrate.ts';
import { openDatabase, storageError } from './open-database.ts';
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
 * Opens the state for a dry run: a private copy of it in the temporary folder, removed at the end. What is booked there
 * is lost with it, and neither the real file nor its folder can change. A database that does not exist reads as empty.
 */
export async function openScratchStore(path: string): Promise<OpenStore<StateStore>> {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-'));
  const removeCopy = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const copy = join(folder, basename(path));
    if (existsSync(path)) copyFileSync(path, copy);
    const log = `${path}-wal`;
    if (existsSync(log) && statSync(log).size > 0) copyFileSync(log, `${copy}-wal`);
    const scratch = await openStateStore(copy);
    return {
      store: scratch.store,
      close() {
        scratch.close();
        removeCopy();
      },
    };
  } catch (cause) {
    removeCopy();
    throw storageError(path, cause);
  }
}
