import type { StateReads, StateStore, StateWrites } from '../../ports/state-store.ts';

/**
 * What only the run itself changes: the lock gives the books one writer. The kill switch and the writer's number are not
 * among it, for others set them while a run is at work: they are read each time.
 */
const OF_THE_BOOK: readonly string[] = [
  'openPositions',
  'corrections',
  'appliedSplits',
  'exitOf',
  'signalFile',
] satisfies readonly (keyof StateReads)[];
const OF_THE_JOURNAL: readonly string[] = [
  'unsettledOrders',
  'ordersOfSession',
  'orderByClientId',
  'orderByBrokerId',
] satisfies readonly (keyof StateReads)[];

/** Writes that leave everything but orders, their events and their fills as it is. */
const IN_THE_JOURNAL: readonly string[] = [
  'intendOrder',
  'adoptOrder',
  'updateOrder',
  'reopenOrder',
  'noteOrder',
  'recordFill',
] satisfies readonly (keyof StateWrites)[];

type Act = (...given: never[]) => unknown;

/** The store of a run: an answer about its own books is remembered until the run writes, or takes a write back. */
export function rememberingStore(reads: StateReads, writes: StateWrites): StateStore {
  const book = new Map<string, unknown>();
  const journal = new Map<string, unknown>();
  const forgetting = Object.entries<Act>(writes).map(([name, write]): [string, Act] => [
    name,
    (...given) => {
      try {
        return write(...given);
      } finally {
        journal.clear();
        if (!IN_THE_JOURNAL.includes(name)) book.clear();
      }
    },
  ]);
  const remembering = Object.entries<Act>(reads).map(([name, read]): [string, Act] => {
    if (OF_THE_BOOK.includes(name)) return [name, remembered(name, read, book)];
    if (OF_THE_JOURNAL.includes(name)) return [name, remembered(name, read, journal)];
    return [name, read];
  });
  return Object.fromEntries([...remembering, ...forgetting]) as StateStore;
}

function remembered(name: string, read: Act, known: Map<string, unknown>): Act {
  return (...given) => {
    const question = `${name} ${given.join(' ')}`;
    if (!known.has(question)) known.set(question, read(...given));
    return known.get(question);
  };
}
