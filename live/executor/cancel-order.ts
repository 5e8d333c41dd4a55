import { invariant } from '../../src/domain/invariant.ts';
import { isSettled, type JournalOrder } from '../../src/domain/order.ts';
import { settleOrder } from '../bookkeeping/settle-orders.ts';
import { endIfKeysRefused } from './keys-refused.ts';
import { pollUntil, type ExecutorSession } from './session.ts';

/**
 * Asks for a cancel and waits until the order is final; what it filled meanwhile is booked. Returns the order as it
 * ended, or null when it did not end within the bound: then nothing may be assumed about it.
 */
export async function cancelAndAwait(
  session: ExecutorSession,
  order: JournalOrder,
): Promise<JournalOrder | null> {
  const { store, broker, clock } = session;
  // Its fate is not known yet: there is nothing to cancel by, and it may be live.
  if (order.brokerOrderId === null) return null;
  store.noteOrder(order.clientOrderId, 'cancel requested', clock.now());
  // Otherwise refused, or unknown: the order itself tells what became of it.
  endIfKeysRefused(await broker.cancel(order.brokerOrderId));
  const deadline = clock.now() + session.execution.poll_timeout_ms;
  const ended = await pollUntil(session, deadline, async () => {
    await settleOrder(order, session);
    return isSettled(currentOf(session, order).status);
  });
  return ended ? currentOf(session, order) : null;
}

function currentOf({ store }: ExecutorSession, order: JournalOrder): JournalOrder {
  const current = store.orderByClientId(order.clientOrderId);
  invariant(current !== null, `${order.clientOrderId} left the journal`);
  return current;
}
