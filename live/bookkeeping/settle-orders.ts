import type { Instant } from '../../src/domain/account.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { invariant } from '../../src/domain/invariant.ts';
import type { BrokerOrder, JournalOrder } from '../../src/domain/order.ts';
import { bookOrder } from './book-order.ts';

export type SettlePorts = {
  readonly broker: BrokerReads;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly runId: string;
  /** Positions whose sales are not booked in this run: nothing tells on which side of a split they were made. */
  readonly heldBack?: Set<number>;
};

const MOST_REPLACEMENTS = 20;

/**
 * Brings every order of ours that has no final status up to date with the broker: one list of open orders, then a
 * look-up by id for each that is not in it. Returns the orders the broker does not know (their request may never have
 * arrived, or may still arrive): they stay as they are and count as live.
 */
export async function settleOrders(ports: SettlePorts): Promise<readonly JournalOrder[]> {
  const unsettled = ports.store.unsettledOrders();
  if (unsettled.length === 0) return [];
  const open = await ports.broker.orders({ status: 'open', nested: false });
  const openById = new Map(open.map((order) => [order.id, order]));
  const absent: JournalOrder[] = [];
  for (const journal of unsettled) {
    const listed = journal.brokerOrderId === null ? undefined : openById.get(journal.brokerOrderId);
    // An entry is always read by itself: the list of open orders does not show its waiting leg.
    const seen =
      listed !== undefined && journal.intent !== 'entry'
        ? listed
        : await lookUp(journal, ports.broker);
    if (seen === null) absent.push(journal);
    else await bookWithSuccessors(journal, seen, ports);
  }
  return absent;
}

/**
 * Brings the entries and exits sent since an instant up to date with one list call, which shows them whether they have
 * ended or not, with the legs of the entries. What the list does not show yet is looked up by itself.
 */
export async function settleSince(ports: SettlePorts, since: Instant): Promise<void> {
  const awaited = ports.store.unsettledOrders().filter(({ intent }) => intent !== 'stop');
  const after = new Date(since).toISOString();
  const listed = await ports.broker.orders({ status: 'all', after, nested: true });
  const byId = new Map(listed.map((order) => [order.clientOrderId, order]));
  for (const journal of awaited) {
    const shown = byId.get(journal.clientOrderId);
    if (shown !== undefined && isOrderOf(journal, shown))
      await bookWithSuccessors(journal, shown, ports);
    else await settleOrder(journal, ports);
  }
}

/** Looks one order up and books it; null when the broker does not know it. */
export async function settleOrder(
  journal: JournalOrder,
  ports: SettlePorts,
): Promise<BrokerOrder | null> {
  const seen = await lookUp(journal, ports.broker);
  return seen === null ? null : bookWithSuccessors(journal, seen, ports);
}

async function lookUp(journal: JournalOrder, broker: BrokerReads): Promise<BrokerOrder | null> {
  if (journal.brokerOrderId !== null) return broker.orderById(journal.brokerOrderId);
  const found = await broker.orderByClientId(journal.clientOrderId);
  return found === null || !isOrderOf(journal, found) ? null : broker.orderById(found.id);
}

/** Whether what the broker shows under an id of ours is what was intended under it. A split changes what rests, not its id. */
export function isOrderOf(journal: JournalOrder, seen: BrokerOrder): boolean {
  if (seen.symbol !== journal.ticker || seen.side !== journal.side) return false;
  if (journal.brokerOrderId !== null) return journal.brokerOrderId === seen.id;
  return seen.qty === journal.qty;
}

/**
 * A replaced order lives on under a new id (a moved stop, a split): the journal follows the chain to its end.
 * Returns the last of the chain. An order is only booked as replaced together with its successor: a successor that
 * cannot be read yet is asked for again, through the order before it, which stays unsettled until then.
 */
export async function bookWithSuccessors(
  journal: JournalOrder,
  seen: BrokerOrder,
  ports: SettlePorts,
): Promise<BrokerOrder> {
  let current = { journal, seen };
  for (let step = 0; step < MOST_REPLACEMENTS; step += 1) {
    if (isHeldBack(current.journal, current.seen, ports)) return current.seen;
    const successorId = current.seen.status === 'replaced' ? current.seen.replacedBy : null;
    if (successorId === null) {
      book(current.journal, current.seen, ports);
      return current.seen;
    }
    const successor = await ports.broker.orderById(successorId);
    if (successor === null) return current.seen;
    const { journal: old, seen: replaced } = current;
    const adopted = ports.store.transaction(() => {
      book(old, replaced, ports);
      return adoptSuccessor(old, successor, ports);
    });
    current = { journal: adopted, seen: successor };
  }
  throw new Error(`${journal.clientOrderId} was replaced more than ${MOST_REPLACEMENTS} times`);
}

/** More than it is for, or than we hold, is sold in other terms than ours: the comparison with the account says why. */
function isHeldBack(
  { clientOrderId, side, positionId, qty }: JournalOrder,
  { filledQty }: BrokerOrder,
  { store, heldBack }: SettlePorts,
): boolean {
  if (side === 'buy' || positionId === null) return false;
  if (heldBack?.has(positionId) === true) return true;
  const held = store.openPositions().find((position) => position.positionId === positionId);
  const booked = store.orderByClientId(clientOrderId);
  invariant(booked !== null, `no order ${clientOrderId} in the journal`);
  return filledQty > qty || filledQty - booked.filledQty > (held?.shares ?? 0);
}

function book(journal: JournalOrder, seen: BrokerOrder, ports: SettlePorts): void {
  bookOrder(journal, seen, { store: ports.store, runId: ports.runId, at: ports.clock.now() });
}

/** The successor's own row (ours when we asked for the move), which the position now knows as its stop. */
function adoptSuccessor(
  old: JournalOrder,
  successor: BrokerOrder,
  ports: SettlePorts,
): JournalOrder {
  const { store, runId, clock } = ports;
  const find = (): JournalOrder | null =>
    store.orderByBrokerId(successor.id) ?? store.orderByClientId(successor.clientOrderId);
  if (find() === null) {
    store.adoptOrder({
      clientOrderId: successor.clientOrderId,
      brokerOrderId: successor.id,
      ticker: old.ticker,
      intent: old.intent,
      tradeDate: old.tradeDate,
      positionId: old.positionId,
      qty: successor.qty ?? old.qty,
      stopPrice: successor.stopPrice,
      status: 'pending_new',
      runId,
      at: clock.now(),
    });
  }
  if (old.positionId !== null && old.intent === 'stop' && isOpenPosition(old.positionId, store)) {
    store.changePosition(old.positionId, { stopOrderId: successor.id });
  }
  const adopted = find();
  invariant(adopted !== null, `${successor.id} was not adopted`);
  return adopted;
}

function isOpenPosition(positionId: number, store: StateStore): boolean {
  return store.openPositions().some((position) => position.positionId === positionId);
}
