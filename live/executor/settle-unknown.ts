import { finding } from '../../src/domain/finding.ts';
import { parseClientOrderId } from '../../src/domain/client-order-id.ts';
import type { JournalOrder } from '../../src/domain/order.ts';
import type { BrokerOrder } from '../../src/domain/order.ts';
import { settleOrder, settleOrders } from '../bookkeeping/settle-orders.ts';
import { LOOK_UP_PAUSE_MS, LOOK_UPS } from './look-ups.ts';
import { noteUnresolved, type ExecutorSession } from './session.ts';

/**
 * Orders that were intended and that the broker does not show. Reads lag behind writes, so absence is only believed
 * after repeated look-ups over fifteen seconds; then the request is taken as never arrived.
 */
export async function voidLostOrders(
  session: ExecutorSession,
  which: (order: JournalOrder) => boolean,
): Promise<void> {
  const { store, clock } = session;
  const unseen = (await settleOrders(session)).filter(which);
  for (const order of unseen.filter(hasBeenSeen)) {
    const message = `the broker does not know ${order.clientOrderId} any more, which was ${order.status}`;
    noteUnresolved(session.log, 'ORDER_VANISHED', order.ticker, message);
  }
  let absent = unseen.filter((order) => !hasBeenSeen(order));
  for (let look = 0; look < LOOK_UPS && absent.length > 0; look += 1) {
    await clock.sleep(LOOK_UP_PAUSE_MS);
    const still: JournalOrder[] = [];
    for (const order of absent) if ((await settleOrder(order, session)) === null) still.push(order);
    absent = still;
  }
  for (const order of absent) {
    const rejectReason = `not at the broker after ${LOOK_UPS} look-ups: it never arrived`;
    store.updateOrder(order.clientOrderId, { status: 'refused', rejectReason }, clock.now());
    session.log.findings.push(
      finding(
        'warning',
        'ORDER_NEVER_ARRIVED',
        order.ticker,
        `${order.clientOrderId} is ${rejectReason}`,
      ),
    );
  }
}

/** What the broker has shown once did arrive: it cannot be taken for lost. */
function hasBeenSeen({ brokerOrderId }: JournalOrder): boolean {
  return brokerOrderId !== null;
}

/**
 * Open orders that carry an id of ours: one that our journal takes for refused is booked after all; one that our
 * journal does not know was sent by another writer or before a restored backup, and its symbol is left alone.
 */
export async function adoptStrays(
  session: ExecutorSession,
  open: readonly BrokerOrder[],
): Promise<void> {
  const { store, disputed, log } = session;
  for (const order of open) {
    const key = parseClientOrderId(order.clientOrderId);
    if (key === undefined) continue;
    const journal = store.orderByClientId(order.clientOrderId);
    if (journal?.status === 'refused') await settleOrder(journal, session);
    if (journal !== null) continue;
    disputed.add(key.ticker);
    log.findings.push(
      finding(
        'error',
        'ORPHAN_ORDER',
        key.ticker,
        `the broker has an order ${order.clientOrderId} that our journal does not know`,
        'another program or an older database is trading this account: stop it, then run again',
      ),
    );
  }
}
