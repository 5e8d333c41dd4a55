import type { Engine } from './engine.ts';
import type { RequestLog } from './request-log.ts';
import { FAITHFUL, mangle, type StreamFaults } from './stream-mangle.ts';
import { tradeUpdatesOf, type TradeUpdate } from './stream-updates.ts';

export type StreamSettings = StreamFaults & {
  readonly frames: 'binary' | 'text';
  /** Reported of Alpaca: that a leg was canceled with its group is not told. */
  readonly legCancels: 'sent' | 'missing';
};

const DEFAULT_SETTINGS: StreamSettings = { ...FAITHFUL, frames: 'binary', legCancels: 'sent' };

type StreamChange = { readonly [Name in keyof StreamSettings]?: StreamSettings[Name] | undefined };

/** What happens to the account, on its way to those who listen. */
export type Updates = {
  /** Returns how to stop listening. */
  subscribe(listener: UpdateListener): () => void;
  /** Everybody is told that the account is gone; what happened to it is forgotten. */
  endAll(): void;
  settings(): StreamSettings;
  /** What is not named, or undefined, stays. */
  change(settings: StreamChange): void;
  /** The newest updates, as far as they are kept, oldest first: none lost, none twice. */
  history(): readonly TradeUpdate[];
};

export type UpdateListener = {
  readonly heard: (updates: readonly TradeUpdate[]) => void;
  readonly ended: () => void;
};

/** Of the newest updates at least so many can be read again, and at most twice as many. */
const KEPT = 10_000;

/** The account's seed decides which messages a bad stream loses. */
export function createUpdates(engine: Engine, log: RequestLog): Updates {
  const { seed } = engine.state;
  const listeners = new Set<UpdateListener>();
  let settings = DEFAULT_SETTINGS;
  let history: TradeUpdate[] = [];
  let count = 0;
  engine.subscribe((events) => {
    const first = count + 1;
    const updates = tradeUpdatesOf(events, first);
    count += updates.length;
    for (const { event } of updates) log.addEvent(event);
    history.push(...updates);
    if (history.length > 2 * KEPT) history = history.slice(-KEPT);
    if (listeners.size === 0) return;
    const told = mangle(updates, { ...settings, seed, first });
    const sent = settings.legCancels === 'sent' ? told : told.filter(isNoLegCancel);
    for (const { heard } of listeners) heard(sent);
  });
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    endAll: () => {
      history = [];
      for (const { ended } of [...listeners]) ended();
    },
    settings: () => settings,
    change: (changes) => {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      settings = { ...settings, ...Object.fromEntries(given) };
    },
    history: () => history,
  };
}

/** @see https://github.com/alpacahq/alpaca-py/issues/198 */
function isNoLegCancel({ event: { event, order } }: TradeUpdate): boolean {
  return event !== 'canceled' || order.parentId === null;
}
