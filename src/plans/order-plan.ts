/**
 * From signals to orders: what phases A and D would send, as values. A dry run prints them, a real run sends them; both
 * ask these functions.
 */
import type { BrokerAccount, BrokerAsset, BrokerPosition } from '../domain/account.ts';
import { isSettled, type BrokerOrder, type JournalOrder } from '../domain/order.ts';
import {
  formatMoney,
  moneyFromNumber,
  subtractMoney,
  timesShares,
  type Money,
} from '../domain/money.ts';
import type { ExitReason, Position } from '../domain/position.ts';
import type { Ticker } from '../domain/ticker.ts';

export type Denied = {
  readonly kind: 'denied';
  readonly ticker: Ticker;
  /** Stable: `WASH_TRADE`, `CAPACITY_FULL` … */
  readonly code: string;
  readonly message: string;
};

export type ExitOrder = {
  readonly kind: 'sell';
  readonly ticker: Ticker;
  readonly position: Position;
  readonly reason: ExitReason;
  /** Resting stops that reserve the shares: cancelled, and waited for, before the sell. */
  readonly cancel: readonly JournalOrder[];
};

/** Already under way or done by an earlier run of this session. */
export type AlreadyDone = {
  readonly kind: 'already';
  readonly ticker: Ticker;
  readonly clientOrderId: string;
};

export type ExitFacts = {
  readonly exits: readonly {
    readonly ticker: Ticker;
    readonly positionId: number;
    readonly reason: ExitReason;
  }[];
  readonly book: readonly Position[];
  /** Of this session, and of any other where they are still working. */
  readonly exitOrders: readonly JournalOrder[];
  readonly liveStops: readonly JournalOrder[];
  readonly disputed: ReadonlySet<Ticker>;
};

export function planExitOrders(facts: ExitFacts): readonly (ExitOrder | AlreadyDone | Denied)[] {
  return facts.exits.map(({ ticker, positionId, reason }) => {
    const sells = facts.exitOrders.filter((order) => order.positionId === positionId);
    const working = sells.find((order) => !mayFollow(order));
    if (working !== undefined)
      return { kind: 'already', ticker, clientOrderId: working.clientOrderId };
    if (facts.disputed.has(ticker)) {
      return denied(
        ticker,
        'DISPUTED',
        'book and broker disagree about this symbol; its stop stays',
      );
    }
    const position = facts.book.find(
      (held) => held.ticker === ticker && held.positionId === positionId,
    );
    if (position === undefined) {
      const done = sells.findLast((order) => order.filledQty > 0);
      return done === undefined
        ? denied(ticker, 'NOT_HELD', 'the position is closed already')
        : { kind: 'already', ticker, clientOrderId: done.clientOrderId };
    }
    const cancel = facts.liveStops.filter((stop) => stop.positionId === position.positionId);
    return { kind: 'sell', ticker, position, reason, cancel };
  });
}

export type EntryOrder = {
  readonly kind: 'buy';
  readonly ticker: Ticker;
  readonly qty: number;
  readonly stopPrice: Money;
  readonly referencePrice: Money;
  readonly latestPrice: Money;
};

/** Waits for the sells of this session: there is no room for it yet, and there will be. */
export type Deferred = { readonly kind: 'deferred'; readonly ticker: Ticker };

export type EntryDecision = EntryOrder | AlreadyDone | Deferred | Denied;

export type EntrySignalFacts = {
  readonly ticker: Ticker;
  readonly qty: number;
  readonly referencePrice: Money;
  readonly stopPrice: Money;
};

export type EntryFacts = {
  readonly entries: readonly EntrySignalFacts[];
  readonly book: readonly Position[];
  readonly brokerPositions: readonly BrokerPosition[];
  readonly sessionOrders: readonly JournalOrder[];
  readonly openOrders: readonly BrokerOrder[];
  readonly account: BrokerAccount;
  readonly latestPrices: ReadonlyMap<string, Money>;
  readonly assets: ReadonlyMap<string, BrokerAsset | null>;
  readonly disputed: ReadonlySet<Ticker>;
  readonly limits: EntryLimits;
  /** Why no entry may be sent at all just now: kill switch, cut-off, closed market. Null when entries are free to go. */
  readonly closed: { readonly code: string; readonly message: string } | null;
  /** Sells that are working, or (in a dry run) about to be sent: each will make room for one entry. */
  readonly pendingExits: number;
};

export type EntryLimits = {
  readonly maxPositions: number;
  /** Dollars of buying power that must be left. */
  readonly minBuyingPower: number;
  readonly cashOnly: boolean;
  /** Per cent. */
  readonly maxPriceDistance: number;
};

/** Best first; room and buying power shrink from entry to entry. */
export function planEntryOrders(facts: EntryFacts): readonly EntryDecision[] {
  let room = roomFor(facts);
  let { pendingExits } = facts;
  let { buyingPower, cash } = facts.account;
  return facts.entries.map((entry): EntryDecision => {
    // An entry whose fate is open has its place counted already: it does not compete with itself.
    const own = holdsPlace(entry.ticker, facts) ? 1 : 0;
    const means = { room: room + own, pendingExits, buyingPower, cash };
    const decision = decideEntryOrder(entry, facts, means);
    if (decision.kind === 'deferred') pendingExits -= 1;
    if (decision.kind === 'buy') {
      const cost = timesShares(decision.latestPrice, decision.qty);
      room -= 1 - own;
      buyingPower = subtractMoney(buyingPower, cost);
      cash = subtractMoney(cash, cost);
    }
    return decision;
  });
}

/**
 * `maxPositions` − positions − working entries, counted from our book and from the broker's positions; when the two
 * differ, the smaller room counts.
 */
function roomFor(facts: EntryFacts): number {
  const held = new Set(facts.book.map((position) => position.ticker as string));
  const working = facts.sessionOrders.filter(
    (order) => order.intent === 'entry' && !isSettled(order.status) && !held.has(order.ticker),
  );
  const atBroker = new Set(facts.brokerPositions.map((position) => position.symbol));
  const workingElsewhere = working.filter((order) => !atBroker.has(order.ticker));
  const taken = Math.max(held.size + working.length, atBroker.size + workingElsewhere.length);
  return facts.limits.maxPositions - taken;
}

function holdsPlace(ticker: Ticker, { sessionOrders }: EntryFacts): boolean {
  return sessionOrders.some(
    (order) => order.intent === 'entry' && order.ticker === ticker && isUnsure(order),
  );
}

type Means = {
  readonly room: number;
  readonly pendingExits: number;
  readonly buyingPower: Money;
  readonly cash: Money;
};

function decideEntryOrder(entry: EntrySignalFacts, facts: EntryFacts, means: Means): EntryDecision {
  const { ticker, qty, stopPrice, referencePrice } = entry;
  const sent = facts.sessionOrders.find(
    (order) => order.intent === 'entry' && order.ticker === ticker && !mayBeSentAgain(order),
  );
  if (sent !== undefined) return { kind: 'already', ticker, clientOrderId: sent.clientOrderId };
  if (facts.closed !== null) return denied(ticker, facts.closed.code, facts.closed.message);
  if (facts.disputed.has(ticker))
    return denied(ticker, 'DISPUTED', 'book and broker disagree about this symbol');
  if (facts.book.some((position) => position.ticker === ticker))
    return denied(ticker, 'ALREADY_HELD', 'held');
  if (facts.assets.get(ticker)?.tradable !== true)
    return denied(ticker, 'NOT_TRADABLE', 'the broker does not trade it now');
  const latestPrice = facts.latestPrices.get(ticker);
  if (latestPrice === undefined)
    return denied(ticker, 'NO_LATEST_PRICE', 'the broker has no last trade');
  const refusal = priceRefusal(entry, latestPrice, facts);
  if (refusal !== null) return refusal;
  if (means.room <= 0) {
    return means.pendingExits > 0
      ? { kind: 'deferred', ticker }
      : denied(ticker, 'CAPACITY_FULL', `all ${facts.limits.maxPositions} places are taken`);
  }
  const short = moneyRefusal(ticker, timesShares(latestPrice, qty), facts.limits, means);
  return short ?? { kind: 'buy', ticker, qty, stopPrice, referencePrice, latestPrice };
}

function priceRefusal(
  { ticker, stopPrice, referencePrice }: EntrySignalFacts,
  latestPrice: Money,
  facts: EntryFacts,
): Denied | null {
  const distance = (Math.abs(latestPrice - referencePrice) / referencePrice) * 100;
  const prices = `last trade ${formatMoney(latestPrice)}, report ${formatMoney(referencePrice)}`;
  if (distance > facts.limits.maxPriceDistance) {
    return denied(ticker, 'PRICE_DISTANCE', `${prices}: ${distance.toFixed(1)} % apart`);
  }
  if (stopPrice >= latestPrice) {
    return denied(ticker, 'STOP_ABOVE_PRICE', `${prices}, stop ${formatMoney(stopPrice)}`);
  }
  const opposite = facts.openOrders.find(
    (order) => order.symbol === ticker && order.side === 'sell',
  );
  if (opposite === undefined) return null;
  return denied(
    ticker,
    'WASH_TRADE',
    `an open sell order ${opposite.id} would make the buy a wash trade`,
  );
}

function moneyRefusal(
  ticker: Ticker,
  cost: Money,
  limits: EntryLimits,
  means: Means,
): Denied | null {
  const left = subtractMoney(means.buyingPower, cost);
  if (left < moneyFromNumber(limits.minBuyingPower)) {
    const message = `it would leave ${formatMoney(left)} of buying power, ${limits.minBuyingPower} must stay`;
    return denied(ticker, 'BUYING_POWER', message);
  }
  if (limits.cashOnly && cost > means.cash) {
    return denied(
      ticker,
      'CASH_ONLY',
      `it costs ${formatMoney(cost)}, cash is ${formatMoney(means.cash)}`,
    );
  }
  return null;
}

/** Whether another sell of what is left may be sent: the attempt has ended, or its fate is to be settled by its id. */
function mayFollow(order: JournalOrder): boolean {
  return isUnsure(order) || isSettled(order.status);
}

/** Intended, perhaps sent: the same id goes out again, which the broker refuses when the order exists. */
export function isUnsure(order: JournalOrder): boolean {
  return order.status === 'intended' || order.status === 'unknown_outcome';
}

/** Refusals that say nothing of the entry: the plain buy follows that of a group, and keys may be put right. */
const NOT_OF_THE_ENTRY = /^(order_class_refused|unauthorized):/;

/** An entry that this order does not decide: its fate is open, or the refusal was about something else. */
export function mayBeSentAgain(order: JournalOrder): boolean {
  if (order.status !== 'refused') return isUnsure(order);
  return NOT_OF_THE_ENTRY.test(order.rejectReason ?? '');
}

function denied(ticker: Ticker, code: string, message: string): Denied {
  return { kind: 'denied', ticker, code, message };
}
