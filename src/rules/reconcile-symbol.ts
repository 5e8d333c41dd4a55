/** The facts of one symbol, sorted by whose orders they are. */
import type { Position } from '../domain/position.ts';
import { parseClientOrderId } from '../domain/client-order-id.ts';
import { isSettled, isTerminal, type BrokerOrder, type JournalOrder } from '../domain/order.ts';
import type { ReconcileFacts } from './reconcile-facts.ts';

/** Shares that the broker's record of an order shows beyond the journal's (or short of it), buys positive. */
export type Unbooked = {
  readonly order: BrokerOrder;
  readonly intent: JournalOrder['intent'];
  readonly shares: number;
};

export type SymbolFacts = {
  readonly all: ReconcileFacts;
  readonly symbol: string;
  readonly position: Position | undefined;
  readonly ours: number;
  readonly setApart: number;
  readonly theirs: number;
  readonly journal: readonly JournalOrder[];
  /** Fills of our orders that the book lacks, or has and the broker has no more. */
  readonly unbooked: readonly Unbooked[];
  /** Orders with an id of ours that the journal does not know. */
  readonly strays: readonly BrokerOrder[];
  /** Orders of somebody else. */
  readonly foreign: readonly BrokerOrder[];
  /** Sell orders that are still live, ours and others'. */
  readonly liveSells: readonly BrokerOrder[];
};

export function factsOf(symbol: string, all: ReconcileFacts): SymbolFacts {
  const position = all.book.find(({ ticker }) => ticker === symbol);
  // Orders of a position that was renamed keep the name they were sent under.
  const journal = all.journal.filter(
    ({ ticker, positionId }) =>
      ticker === symbol || (positionId !== null && positionId === position?.positionId),
  );
  const groups = sortOrders(symbol, all.orders, journal);
  return {
    all,
    symbol,
    position,
    ours: position?.shares ?? 0,
    setApart: all.setApart.get(symbol) ?? 0,
    theirs: all.positions.find((held) => held.symbol === symbol)?.qty ?? 0,
    journal,
    ...groups,
  };
}

/** What the account holds beyond what it should. */
export function surplusOf({ ours, setApart, theirs }: SymbolFacts): number {
  return theirs - ours - setApart;
}

export function sharesOfAll(unbooked: readonly { readonly shares: number }[]): number {
  return unbooked.reduce((sum, { shares }) => sum + shares, 0);
}

/** What an order has bought or sold, buys positive. */
export function signedFill({ side, filledQty }: Pick<BrokerOrder, 'side' | 'filledQty'>): number {
  return side === 'buy' ? filledQty : -filledQty;
}

type Groups = Pick<SymbolFacts, 'unbooked' | 'strays' | 'foreign' | 'liveSells'>;

/** A leg can have another symbol than its parent: a new name is given to what is still live. */
function sortOrders(
  symbol: string,
  orders: readonly BrokerOrder[],
  journal: readonly JournalOrder[],
): Groups {
  const flat = orders
    .flatMap((order) => [order, ...order.legs])
    .filter((order) => order.symbol === symbol);
  const liveSells = flat.filter(({ side, status }) => side === 'sell' && !isTerminal(status));
  const ours = intentsOfOurs(orders, journal);
  const unbooked: Unbooked[] = [];
  const strays: BrokerOrder[] = [];
  const foreign: BrokerOrder[] = [];
  for (const order of flat) {
    const intent = ours.get(order.id);
    if (intent !== undefined) {
      const known = journal.find((row) => isSame(row, order)) ?? null;
      const shares = signedFill(order) - (known === null ? 0 : signedFill(known));
      if (shares !== 0) unbooked.push({ order, intent, shares });
    } else if (parseClientOrderId(order.clientOrderId) !== undefined) {
      // One that ended with nothing has left nothing to account for.
      if (order.filledQty > 0 || !isTerminal(order.status)) strays.push(order);
    } else if (!isLegOf(order, strays)) foreign.push(order);
  }
  return { unbooked, strays, foreign, liveSells };
}

function isSame(row: JournalOrder, order: BrokerOrder): boolean {
  return row.brokerOrderId === order.id || row.clientOrderId === order.clientOrderId;
}

function isLegOf({ id }: BrokerOrder, parents: readonly BrokerOrder[]): boolean {
  return parents.some(({ legs }) => legs.some((leg) => leg.id === id));
}

/** Ours are the orders of the journal, their legs, and whatever took the place of one of these. */
function intentsOfOurs(
  orders: readonly BrokerOrder[],
  journal: readonly JournalOrder[],
): ReadonlyMap<string, JournalOrder['intent']> {
  const intents = new Map<string, JournalOrder['intent']>();
  const flat = orders.flatMap((order) => [order, ...order.legs]);
  for (const order of flat) {
    const row = journal.find((known) => isSame(known, order));
    if (row !== undefined) intents.set(order.id, row.intent);
  }
  for (const { id, legs } of orders) {
    if (intents.has(id))
      for (const leg of legs) if (!intents.has(leg.id)) intents.set(leg.id, 'stop');
  }
  // One step for each order is enough for the longest chain there can be.
  for (let step = 0; step < flat.length; step += 1) {
    const [next] = flat.flatMap(({ id, replaces }) => {
      const intent = replaces === null ? undefined : intents.get(replaces);
      return intent === undefined || intents.has(id) ? [] : [{ id, intent }];
    });
    if (next === undefined) break;
    intents.set(next.id, next.intent);
  }
  return intents;
}

/** Whether an order of ours for the symbol is still at work besides its stop. */
export function isWorking({ journal }: SymbolFacts): boolean {
  return journal.some(({ intent, status }) => intent !== 'stop' && !isSettled(status));
}
