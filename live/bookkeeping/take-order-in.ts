import { parseClientOrderId } from '../../src/domain/client-order-id.ts';
import { invariant } from '../../src/domain/invariant.ts';
import { isTerminal, type BrokerOrder, type Intent } from '../../src/domain/order.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { parseTicker, type Ticker } from '../../src/domain/ticker.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import { bookOrder, entrySignal, type BookingContext } from './book-order.ts';

/**
 * Takes orders into the journal that the broker has and we did not write down: sales by the owner, orders of a database
 * that is lost. The book follows from their fills, as it does from those of our own; nothing follows from positions.
 */
export function takeOrdersIn(orders: readonly BrokerOrder[], context: BookingContext): void {
  const inOrder = [...orders].sort((a, b) => (a.submittedAt < b.submittedAt ? -1 : 1));
  context.store.transaction(() => {
    for (const order of inOrder) takeOrderIn(order, context);
  });
}

type Role = {
  readonly ticker: Ticker;
  readonly intent: Intent;
  readonly tradeDate: SessionDate;
};

function takeOrderIn(order: BrokerOrder, context: BookingContext): void {
  const { store, runId, at } = context;
  const role = roleOf(order);
  const position = store.openPositions().find(({ ticker }) => ticker === role.ticker);
  if (role.intent !== 'entry' && order.filledQty > 0 && position === undefined) {
    throw notBookable(order, 'it sold shares of no position in the book');
  }
  store.adoptOrder({
    ...role,
    clientOrderId: order.clientOrderId,
    brokerOrderId: order.id,
    positionId: position?.positionId ?? null,
    qty: Math.ceil(order.qty ?? order.filledQty),
    stopPrice: order.stopPrice ?? order.legs[0]?.stopPrice ?? null,
    status: 'pending_new',
    runId,
    at,
  });
  const journal = store.orderByClientId(order.clientOrderId);
  invariant(journal !== null, `${order.clientOrderId} was not taken in`);
  const hasStop = journal.plannedStopPrice ?? entrySignal(store, journal)?.stop_price;
  if (role.intent === 'entry' && order.filledQty > 0 && hasStop === undefined) {
    throw notBookable(order, 'it bought shares, and nobody knows their stop');
  }
  bookOrder(journal, order, context);
  if (role.intent === 'stop') followStop(order, role.ticker, context);
}

/** An id of ours says what the order is for; a sale of others is an exit by hand. */
function roleOf(order: BrokerOrder): Role {
  const key = parseClientOrderId(order.clientOrderId);
  if (key !== undefined) return key;
  const ticker = parseTicker(order.symbol);
  if (ticker === undefined || order.side !== 'sell')
    throw notBookable(order, 'it is no sale of a stock');
  const tradeDate = newYorkDate(Date.parse(order.filledAt ?? order.submittedAt));
  return { ticker, intent: 'exit', tradeDate };
}

/** What rests at the broker is the stop of the position. */
function followStop(order: BrokerOrder, ticker: Ticker, { store }: BookingContext): void {
  const held = store.openPositions().find((position) => position.ticker === ticker);
  if (held === undefined || isTerminal(order.status) || order.stopPrice === null) return;
  store.changePosition(held.positionId, { stopPrice: order.stopPrice, stopOrderId: order.id });
}

function notBookable({ clientOrderId }: BrokerOrder, why: string): CommandError {
  return new CommandError(
    'mismatch',
    `${clientOrderId} cannot be taken into the book: ${why}`,
    'restore the newest backup of the state database; `openbell reconcile` shows what is left then',
  );
}
