import { CommandError } from '../../src/domain/outcome.ts';
import type { PaperBrokerState } from '../../src/paper-broker/paper-state.ts';
import { openEmulatorStore, type EmulatorStore } from '../../src/adapters/sqlite/emulator-store.ts';
import { acquireRunLock } from '../../src/adapters/sqlite/run-lock.ts';

export type ServedState = {
  /** Null when nothing was kept yet. */
  readonly saved: PaperBrokerState | null;
  readonly save: (state: PaperBrokerState, changedOrderIds: readonly string[]) => void;
  readonly close: () => void;
};

/** What an account was made with: another market would not fit its orders, another seed not its ids. */
export type Origin = { readonly prices: string; readonly seed: string };

const IN_MEMORY: ServedState = { saved: null, save: () => undefined, close: () => undefined };

/** The account in a file that one emulator at a time may hold; without a file nothing is kept. */
export async function openServedState(path: string | null, origin: Origin): Promise<ServedState> {
  if (path === null) return IN_MEMORY;
  const lock = await acquireRunLock(path);
  try {
    const store = await openEmulatorStore(path);
    try {
      const saved = store.load();
      if (saved === null) store.setMeta('prices', origin.prices);
      else assertSameOrigin(path, { prices: store.meta('prices'), seed: saved.seed }, origin);
      return servedState(store, saved, () => {
        lock.release();
      });
    } catch (cause) {
      store.close();
      throw cause;
    }
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

function servedState(
  store: EmulatorStore,
  saved: PaperBrokerState | null,
  release: () => void,
): ServedState {
  return {
    saved,
    save: (state, changedOrderIds) => {
      store.save(state, changedOrderIds);
    },
    close: () => {
      store.close();
      release();
    },
  };
}

function assertSameOrigin(
  path: string,
  kept: { readonly prices: string | null; readonly seed: string },
  asked: Origin,
): void {
  if (kept.seed !== asked.seed) {
    const [, seed] = /^openbell\/(.*)$/.exec(kept.seed) ?? [];
    throw new CommandError(
      'input-refused',
      `${path} holds an account that was made with another seed`,
      seed === undefined
        ? 'name another file with --state: this one belongs to the embedded emulator'
        : `give --seed ${seed}, or name another file with --state`,
    );
  }
  if (kept.prices !== asked.prices) {
    throw new CommandError(
      'input-refused',
      `${path} holds an account that was made with the prices of ${kept.prices ?? 'nowhere'}`,
      `give --prices ${kept.prices ?? 'of that account'}, or name another file with --state`,
    );
  }
}
