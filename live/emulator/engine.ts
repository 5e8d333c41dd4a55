import type { Instant } from '../../src/domain/account.ts';
import type { Money } from '../../src/domain/money.ts';
import { advanceTo } from '../../src/paper-broker/advance-time.ts';
import {
  cancelOrder,
  replaceOrder,
  submitOrder,
  type PaperCancelResult,
  type PaperSubmitResult,
} from '../../src/paper-broker/paper-broker.ts';
import {
  configureAccount,
  resetAccount,
  type AccountPatch,
} from '../../src/paper-broker/paper-state.ts';
import type {
  BrokerEvent,
  PaperBrokerState,
  PaperMarket,
  PaperOrderChange,
  PaperOrderRequest,
} from '../../src/paper-broker/paper-state.ts';

export type ApiKeys = { readonly keyId: string; readonly secretKey: string };

export type EngineOptions = {
  readonly state: PaperBrokerState;
  readonly market: PaperMarket;
  /** Called after every change and before its reply, with the ids of the orders that changed. */
  readonly persist?: (state: PaperBrokerState, changedOrderIds: readonly string[]) => void;
  /** Told of everything that happened, in order, once it is kept. */
  readonly onEvents?: (events: readonly BrokerEvent[]) => void;
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
  submit(request: PaperOrderRequest): PaperSubmitResult;
  cancel(id: string): PaperCancelResult;
  replace(id: string, change: PaperOrderChange): PaperSubmitResult;
  /** How many requests asked for a change, refused ones too: a dry run leaves it at zero. */
  mutations(): number;
  /** The account ends, another one begins. */
  reset(cash?: Money): void;
  /** Changes what the paper world does, what the account may, or what its holder has set. */
  configure(patch: AccountPatch): void;
  noteMutation(): void;
};

export function createEngine(options: EngineOptions): Engine {
  const { state, market } = options;
  let mutations = 0;
  const keysNow = keysByGeneration(options);
  const persist = (events: readonly BrokerEvent[]): void => {
    options.persist?.(state, changedOrderIds(events));
    if (events.length > 0) options.onEvents?.(events);
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
    submit: (request) => persisted(submitOrder(state, request, market)),
    cancel: (id) => persisted(cancelOrder(state, id, market)),
    replace: (id, change) => persisted(replaceOrder(state, id, change, market)),
    reset: (cash) => {
      resetAccount(state, cash);
      persist([]);
    },
    configure: (patch) => {
      configureAccount(state, patch);
      persist([]);
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
