import type { Instant } from '../../src/domain/account.ts';
import type { Money } from '../../src/domain/money.ts';
import { advanceTo, nextMoment } from '../../src/paper-broker/advance-time.ts';
import {
  cancelOrder,
  closePosition,
  replaceOrder,
  submitOrder,
  type PaperCancelResult,
  type PositionPart,
  type PaperSubmitResult,
} from '../../src/paper-broker/paper-broker.ts';
import {
  configureAccount,
  resetAccount,
  type AccountPatch,
  type BrokerEvent,
  type PaperBrokerState,
  type PaperMarket,
  type PaperOrderChange,
  type PaperOrderRequest,
} from '../../src/paper-broker/paper-state.ts';

export type ApiKeys = { readonly keyId: string; readonly secretKey: string };

export type EngineOptions = {
  readonly state: PaperBrokerState;
  readonly market: PaperMarket;
  /** Called after every change and before its reply, with the ids of the orders that changed. */
  readonly persist?: (state: PaperBrokerState, changedOrderIds: readonly string[]) => void;
  /** The only keys that are let in, also as they follow from the account, which a reset changes; absent: any. */
  readonly keys?: ApiKeys | ((state: PaperBrokerState) => ApiKeys);
};

/** One paper account in use. Time stands still until `advanceTo`. */
export type Engine = {
  readonly state: PaperBrokerState;
  readonly market: PaperMarket;
  readonly keys: ApiKeys | null;
  now(): Instant;
  advanceTo(instant: Instant): readonly BrokerEvent[];
  /** When next anything can happen. */
  nextMoment(): Instant;
  submit(request: PaperOrderRequest): PaperSubmitResult;
  cancel(id: string): PaperCancelResult;
  replace(id: string, change: PaperOrderChange): PaperSubmitResult;
  /** The whole position when no part is named. */
  closePosition(symbol: string, part: PositionPart | null): PaperSubmitResult;
  configure(patch: AccountPatch): void;
  /** Another account in the place of this one; `state` stays the same object. */
  reset(cash?: Money): void;
  /** Tells what happens, after it is stored and before its reply; gives back how to stop that. */
  subscribe(listener: (events: readonly BrokerEvent[]) => void): () => void;
  /** How many requests asked for a change, refused ones too: a dry run leaves it at zero. */
  mutations(): number;
  noteMutation(): void;
};

export function createEngine(options: EngineOptions): Engine {
  const { state, market } = options;
  let mutations = 0;
  const keysNow = keysByGeneration(options);
  const listeners = new Set<(events: readonly BrokerEvent[]) => void>();
  const persist = (events: readonly BrokerEvent[]): void => {
    options.persist?.(state, changedOrderIds(events));
    if (events.length > 0) for (const listener of listeners) listener(events);
  };
  const persisted = <T extends PaperCancelResult | PaperSubmitResult>(result: T): T => {
    if (result.kind === 'accepted') persist(result.events);
    return result;
  };
  return {
    state,
    market,
    get keys() {
      return keysNow();
    },
    now: () => state.now,
    advanceTo: (instant) => {
      const events = advanceTo(state, instant, market);
      persist(events);
      return events;
    },
    nextMoment: () => nextMoment(state),
    submit: (request) => persisted(submitOrder(state, request, market)),
    cancel: (id) => persisted(cancelOrder(state, id, market)),
    replace: (id, change) => persisted(replaceOrder(state, id, change, market)),
    closePosition: (symbol, part) => persisted(closePosition(state, symbol, part, market)),
    configure: (patch) => {
      configureAccount(state, patch);
      persist([]);
    },
    reset: (cash) => {
      resetAccount(state, cash);
      persist([]);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    mutations: () => mutations,
    noteMutation: () => {
      mutations += 1;
    },
  };
}

/** They follow from the account, which is asked once in its life. */
function keysByGeneration({ state, keys }: EngineOptions): () => ApiKeys | null {
  if (typeof keys !== 'function') return () => keys ?? null;
  let known = { generation: state.generation, keys: keys(state) };
  return () => {
    const { generation } = state;
    if (known.generation !== generation) known = { generation, keys: keys(state) };
    return known.keys;
  };
}

function changedOrderIds(events: readonly BrokerEvent[]): string[] {
  return events.flatMap((event) => changedOrderId(event));
}

function changedOrderId(event: BrokerEvent): readonly string[] {
  if (event.kind === 'order') return [event.order.id];
  return event.kind === 'trail' ? [event.orderId] : [];
}
