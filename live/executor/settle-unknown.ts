import { finding, type Finding } from '../../src/domain/finding.ts';
import { isOfOurForm } from '../../src/domain/client-order-id.ts';
import type { BrokerOrder, JournalOrder } from '../../src/domain/order.ts';
import { isOrderOf, settleOrder, settleOrders } from '../bookkeeping/settle-orders.ts';
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
 * Open orders that carry an id of ours: one that our journal takes for refused is booked after all. One that our journal
 * does not know, or knows as another order, was sent by another writer or before a restored backup: then this book is
 * not the book of the account, and nothing may be sent by it. Returns the ids of such orders.
 */
export async function adoptStrays(
  session: ExecutorSession,
  open: readonly BrokerOrder[],
): Promise<readonly string[]> {
  const { store, log } = session;
  const strangers: string[] = [];
  for (const order of open) {
    const journal = store.orderByClientId(order.clientOrderId);
    const found = strangerFinding(journal, order);
    log.findings.push(...found);
    if (found.length > 0) strangers.push(order.clientOrderId);
    else if (journal?.status === 'refused') await settleOrder(journal, session);
  }
  return strangers;
}

/** What is wrong with an open order that carries an id of ours; empty for an order that is ours and for a foreign one. */
export function strangerFinding(journal: JournalOrder | null, order: BrokerOrder): Finding[] {
  if (!isOfOurForm(order.clientOrderId)) return [];
  if (journal !== null && isOrderOf(journal, order) && !isForeign(journal)) return [];
  const what = journal === null ? 'does not know' : 'knows as another one';
  const message = `the broker has an order ${order.clientOrderId} that our journal ${what}`;
  const remedy =
    'another program or an older database is trading this account: stop it, then run again';
  return [finding('error', 'ORPHAN_ORDER', order.symbol, message, remedy)];
}

/** Why our journal calls an order refused whose id the broker knows as somebody else's. */
export const ID_NAMES_ANOTHER_ORDER = 'ID_NAMES_ANOTHER_ORDER';

function isForeign({ rejectReason }: JournalOrder): boolean {
  return rejectReason?.startsWith(ID_NAMES_ANOTHER_ORDER) === true;
}
