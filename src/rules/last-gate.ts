/**
 * What may leave for the broker at all, asked with the request in hand and from the books alone. It knows nothing of the
 * decisions that made the request, shares no code with them, and there is no flag that skips it.
 */
import { formatMoney, timesShares, type Money } from '../domain/money.ts';
import type { Intent, JournalStatus, Side } from '../domain/order.ts';

/** The request as it would go out, in what all orders have in common. */
export type Leaving = {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: number;
  /** The trigger of a stop, or of the stop that an entry carries. */
  readonly stopPrice: Money | null;
  readonly payloadHash: string;
};

export type LastGateFacts = {
  /** The row committed under this very id. */
  readonly intent: {
    readonly purpose: Intent;
    readonly status: JournalStatus;
    readonly payloadHash: string;
  } | null;
  readonly isKillSwitchOff: boolean;
  readonly now: number;
  /** Until when entries may leave. */
  readonly entriesUntil: number;
  readonly counts: OrderCounts;
  /** What the plan of the day allows of the symbol; null when it plans no entry. */
  readonly planned: {
    readonly qty: number;
    readonly referencePrice: Money;
    readonly stopPrice: Money;
  } | null;
  readonly bought: BoughtToday;
  /** The last trade this process was told; null when it was told none. */
  readonly latestPrice: Money | null;
  /** Per cent. */
  readonly maxPriceDistance: number;
  readonly maxStopDistance: number;
  readonly held: {
    readonly shares: number;
    readonly entryPrice: Money;
    /** The stop that a person booked by a repair, after a spin-off for one; null when none did. */
    readonly repairedStop: Money | null;
  } | null;
  /** Shares in live sell orders of the symbol, apart from this one and one it takes the place of. Unknown is live. */
  readonly onSale: number;
};

/** All count this order. */
export type OrderCounts = {
  /** Entries and exits of the day. */
  readonly trades: number;
  readonly maxTrades: number;
  /** Orders of the day for this symbol and purpose. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Requests of this run that asked for a change. */
  readonly requests: number;
  readonly maxRequests: number;
};

export type BoughtToday = {
  /** Shares of the symbol in other entries of the day, bought or to be bought. */
  readonly shares: number;
  /** Dollars of all other entries of the day, at the prices of the plan. */
  readonly dollars: Money;
  /** What the whole plan may cost. */
  readonly maxDollars: Money;
};

export type HeldBack = { readonly code: string; readonly message: string };

/** Null when it may leave. */
export function holdBack(leaving: Leaving, facts: LastGateFacts): HeldBack | null {
  return (
    withoutIntent(leaving, facts) ??
    tooOften(facts.counts) ??
    (leaving.side === 'buy' ? buyHeldBack(leaving, facts) : sellHeldBack(leaving, facts))
  );
}

function withoutIntent({ clientOrderId, payloadHash }: Leaving, { intent }: LastGateFacts) {
  if (intent === null || (intent.status !== 'intended' && intent.status !== 'unknown_outcome'))
    return held('NO_INTENT', `${clientOrderId} has no open intent in the journal`);
  if (intent.payloadHash === payloadHash) return null;
  return held('PAYLOAD_CHANGED', `${clientOrderId} stands for another payload`);
}

function tooOften(counts: OrderCounts): HeldBack | null {
  const { trades, maxTrades, attempts, maxAttempts, requests, maxRequests } = counts;
  if (attempts > maxAttempts)
    return held('ATTEMPTS_SPENT', `attempt ${attempts} of ${maxAttempts} for one purpose`);
  if (trades > maxTrades)
    return held('ORDER_LIMIT_REACHED', `order ${trades} of ${maxTrades} of the day`);
  if (requests <= maxRequests) return null;
  return held('REQUEST_LIMIT_REACHED', `request ${requests} of ${maxRequests} of this run`);
}

function buyHeldBack(leaving: Leaving, facts: LastGateFacts): HeldBack | null {
  const { planned, bought, isKillSwitchOff, now, entriesUntil, intent } = facts;
  if (intent?.purpose !== 'entry') return held('NOT_AN_ENTRY', 'only an entry buys');
  if (!isKillSwitchOff) return held('KILL_SWITCH', 'the kill switch is on');
  if (now > entriesUntil) return held('AFTER_CUTOFF', 'the time for entries is over');
  if (planned === null) return held('NOT_IN_PLAN', `no entry of ${leaving.symbol} is planned`);
  if (leaving.qty + bought.shares > planned.qty) {
    const already = bought.shares === 0 ? '' : `, ${bought.shares} bought`;
    return held('QTY_ABOVE_PLAN', `${leaving.qty} asked${already}, ${planned.qty} planned`);
  }
  const dollars = timesShares(planned.referencePrice, leaving.qty) + bought.dollars;
  if (dollars > bought.maxDollars)
    return held('DAY_NOTIONAL', 'it would cost more than the whole plan may');
  return buyPriceHeldBack(leaving, planned, facts);
}

function buyPriceHeldBack(
  { stopPrice }: Leaving,
  planned: NonNullable<LastGateFacts['planned']>,
  { latestPrice, maxPriceDistance }: LastGateFacts,
): HeldBack | null {
  if (latestPrice === null) return held('NO_LATEST_PRICE', 'no price of it has been seen');
  if (isFar(latestPrice, planned.referencePrice, maxPriceDistance)) {
    const prices = `last ${formatMoney(latestPrice)}, plan ${formatMoney(planned.referencePrice)}`;
    return held('PRICE_DISTANCE', prices);
  }
  if (stopPrice === null || stopPrice === planned.stopPrice) return null;
  return held('STOP_NOT_OF_PLAN', `its stop is not the plan's ${formatMoney(planned.stopPrice)}`);
}

function sellHeldBack(leaving: Leaving, facts: LastGateFacts): HeldBack | null {
  const { held: position, onSale, maxStopDistance, intent } = facts;
  if (intent?.purpose === 'entry') return held('NOT_AN_EXIT', 'an entry does not sell');
  const shares = position?.shares ?? 0;
  if (position === null || leaving.qty + onSale > shares) {
    const live = onSale === 0 ? '' : `, ${onSale} on sale already`;
    return held('SELLS_MORE_THAN_HELD', `${leaving.qty} asked${live}, ${shares} held`);
  }
  const { stopPrice } = leaving;
  if (stopPrice === null || stopPrice === position.repairedStop) return null;
  if (stopPrice > 0 && !isFar(stopPrice, position.entryPrice, maxStopDistance)) return null;
  const prices = `stop ${formatMoney(stopPrice)}, entry ${formatMoney(position.entryPrice)}`;
  return held('STOP_DISTANCE', prices);
}

function isFar(price: Money, from: Money, percent: number): boolean {
  return Math.abs(price - from) * 100 > from * percent;
}

function held(code: string, message: string): HeldBack {
  return { code, message };
}
