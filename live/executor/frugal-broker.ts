import type { Instant } from '../../src/domain/account.ts';
import {
  BrokerError,
  type Broker,
  type BrokerReads,
  type OrderQuery,
} from '../../src/ports/broker.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** An answer is as good as a new one for this long, while nothing was sent and nobody waited. */
const GOOD_FOR_MS = 1_000;
/** The adapter gives a call up after this long: what takes longer was the machine asleep. */
const LONGEST_CALL_MS = 60_000;

export type Frugal<Kind extends BrokerReads> = {
  readonly broker: Kind;
  readonly clock: Clock;
  /** Ends the moment: whatever is asked next is asked of the broker. */
  readonly lookAnew: () => void;
};

/**
 * Asks the broker for the account, its positions and its open orders once for each moment: a moment ends with a request
 * that changes something, with a wait, and after a second. The time spent on replies is summed up, and when `mostMs` of
 * it is used nothing is asked or sent any more: a broker that always answers just in time keeps no run alive for ever.
 */
export function frugalBroker<Kind extends BrokerReads & Partial<Broker>>(
  broker: Kind,
  clock: Clock,
  mostMs = Infinity,
): Frugal<Kind> {
  const known = new Map<string, { readonly answer: Promise<unknown>; readonly at: Instant }>();
  let spentMs = 0;
  const timed = async <T>(call: () => Promise<T>): Promise<T> => {
    if (spentMs >= mostMs)
      throw new BrokerError('unreachable', 'this run has waited for replies as long as it may');
    const begun = clock.now();
    try {
      return await call();
    } finally {
      spentMs += Math.min(Math.max(clock.now() - begun, 0), LONGEST_CALL_MS);
    }
  };
  const once = <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const earlier = known.get(question);
    const now = clock.now();
    if (earlier !== undefined && Math.abs(now - earlier.at) < GOOD_FOR_MS)
      return earlier.answer as Promise<T>;
    const answer = timed(ask);
    known.set(question, { answer, at: now });
    answer.catch(() => known.delete(question));
    return answer;
  };
  const anew =
    <Args extends readonly unknown[], T>(ask: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      timed(() => ask(...args));
  const changing =
    <Args extends readonly unknown[], T>(send: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      timed(() => send(...args)).finally(() => {
        known.clear();
      });
  const frugal = {
    ...broker,
    account: () => once('account', () => broker.account()),
    positions: () => once('positions', () => broker.positions()),
    orders: (query: OrderQuery) => once(JSON.stringify(query), () => broker.orders(query)),
    orderById: anew((id: string) => broker.orderById(id)),
    orderByClientId: anew((id: string) => broker.orderByClientId(id)),
    latestPrices: anew((symbols: readonly string[]) => broker.latestPrices(symbols)),
    ...(broker.submit !== undefined && { submit: changing(broker.submit) }),
    ...(broker.cancel !== undefined && { cancel: changing(broker.cancel) }),
    ...(broker.replaceStop !== undefined && { replaceStop: changing(broker.replaceStop) }),
  };
  return {
    broker: frugal,
    lookAnew: () => {
      known.clear();
    },
    clock: {
      now: () => clock.now(),
      sleep: (milliseconds) => {
        known.clear();
        return clock.sleep(milliseconds);
      },
    },
  };
}
