import type { StateReads, StateStore, StateWrites } from '../../ports/state-store.ts';

/**
 * What only the run itself changes: the lock gives the books one writer. The kill switch and the writer's number are not
 * among it, for others set them while a run is at work: they are read each time.
 */
const OWN: readonly string[] = [
  'openPositions',
  'unsettledOrders',
  'ordersOfSession',
  'orderByClientId',
  'orderByBrokerId',
  'corrections',
  'appliedSplits',
  'exitOf',
  'signalFile',
] satisfies readonly (keyof StateReads)[];

type Act = (...given: never[]) => unknown;

/** The store of a run: an answer about its own books is remembered until the run writes, or takes a write back. */
export function rememberingStore(reads: StateReads, writes: StateWrites): StateStore {
  const known = new Map<string, unknown>();
  const forgetting = Object.entries<Act>(writes).map(([name, write]): [string, Act] => [
    name,
    (...given) => {
      try {
        return write(...given);
      } finally {
        known.clear();
      }
    },
  ]);
  const remembering = Object.entries<Act>(reads).map(([name, read]): [string, Act] => {
    if (!OWN.includes(name)) return [name, read];
    return [
      name,
      (...given) => {
        const question = `${name} ${given.join(' ')}`;
        if (!known.has(question)) known.set(question, read(...given));
        return known.get(question);
      },
    ];
  });
  return Object.fromEntries([...remembering, ...forgetting]) as StateStore;
}
