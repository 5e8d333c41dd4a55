import type { StateStore } from '../../ports/state-store.ts';
import type { StateRows } from '../../contracts/run-bundle.ts';
import { dumpState } from './state-dump.ts';
import { migrate } from './migrate.ts';
import { openDatabase, storageError, type OpenOptions } from './open-database.ts';
import { copyToScratch } from './scratch-copy.ts';
import { rememberingStore } from './remembered-reads.ts';
import { stateReads } from './state-reads.ts';
import { stateWrites } from './state-writes.ts';

export type OpenStore<Store> = {
  readonly store: Store;
  /** All there is in it; with an earlier answer, of what runs only write what is new since. */
  readonly rows: (before?: StateRows) => StateRows;
  readonly close: () => void;
};

/** Opens the state database for a run, creating or migrating it. */
export async function openStateStore(
  path: string,
  options: Pick<OpenOptions, 'durability'> = {},
): Promise<OpenStore<StateStore>> {
  const database = await openDatabase(path, options);
  try {
    migrate(database, path);
    return {
      store: rememberingStore(stateReads(database), stateWrites(database)),
      rows: (before) => dumpState(database, before),
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
  const scratch = copyToScratch(path);
  try {
    const { store, rows, close } = await openStateStore(scratch.path);
    return {
      store,
      rows,
      close() {
        close();
        scratch.remove();
      },
    };
  } catch (cause) {
    scratch.remove();
    throw storageError(path, cause);
  }
}
