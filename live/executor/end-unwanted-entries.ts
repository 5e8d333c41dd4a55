import { settleOrders } from '../bookkeeping/settle-orders.ts';
import { cancelAndAwait } from './cancel-order.ts';
import { unwantedEntries } from '../../src/plans/coverage-plan.ts';
import { noteStep, noteUnresolved, type ExecutorSession } from './session.ts';

/**
 * Entries that may not fill any more: those of an earlier session (good till canceled, and nobody was there to cancel
 * them), and all of them while everything is halted. What they filled before is booked and protected.
 */
export async function endUnwantedEntries(session: ExecutorSession): Promise<void> {
  const isHalted = session.store.killSwitch().level === 'halt';
  const { store, tradeDate } = session;
  const unwanted = unwantedEntries(store.unsettledOrders(), { tradeDate, isHalted });
  for (const order of unwanted) {
    const { ticker, clientOrderId } = order;
    const ended = await cancelAndAwait(session, order);
    if (ended === null)
      noteUnresolved(session.log, 'CANCEL_STUCK', ticker, `${clientOrderId} does not cancel`);
    else noteStep(session.log, `${ticker}: the entry ${clientOrderId} is ${ended.status}`);
  }
  // The legs of what was cancelled have ended with it.
  if (unwanted.length > 0) await settleOrders(session);
}
