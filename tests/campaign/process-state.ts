import { rememberingStore } from '../../src/adapters/sqlite/remembered-reads.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { StateReads, StateWrites } from '../../src/ports/state-store.ts';
import { Crashed } from './effects.ts';
import { stepSync, type Life } from './steps.ts';

/** The database of a process: each commit is an effect; inside a transaction only the whole is one. */
export function stateOf(life: Life) {
  const { world } = life;
  if (world.lockedBy !== null) {
    const remedy = 'wait until it has ended and run the command again; nothing was done';
    throw new CommandError('locked', 'another run is using state.db', remedy);
  }
  world.lockedBy = life.number;
  return {
    store: rememberingStore(livingReads(life), countedWrites(life)),
    rows: () => ({ schema_version: 0, tables: [] }),
    close: () => {
      if (world.lockedBy === life.number) world.lockedBy = null;
    },
  };
}

type Act = (...given: unknown[]) => unknown;

function livingReads(life: Life): StateReads {
  return wrapped(life.world.reads, (_name, read) => (...given) => {
    if (life.dead) throw new Crashed('dead');
    return read(...given);
  });
}

function countedWrites(life: Life): StateWrites {
  const { writes } = life.world;
  const counted = wrapped(writes, (name, write) => (...given) => {
    if (life.dead) throw new Crashed('dead');
    if (name.startsWith('saveShadow')) life.shadowChanged = true;
    if (life.depth === 0) stepSync(life, 'commit', name);
    return write(...given);
  });
  const transaction = <T>(work: () => T): T => {
    if (life.dead) throw new Crashed('dead');
    if (life.depth === 0) stepSync(life, 'commit', 'transaction');
    life.depth += 1;
    try {
      return writes.transaction(work);
    } finally {
      life.depth -= 1;
    }
  };
  return { ...counted, transaction };
}

function wrapped<Port extends object>(port: Port, wrap: (name: string, act: Act) => Act): Port {
  return Object.fromEntries(
    Object.entries(port).map(([name, act]) => [name, wrap(name, act as Act)]),
  ) as Port;
}
