import { settleOrders } from '../bookkeeping/settle-orders.ts';
import { cancelAndAwait } from './cancel-order.ts';
import { openPosition, workingOrders } from './phase-a-sell.ts';
import { reanchorStop } from './protect-position.ts';
import {
  fillDeadline,
  noteDenied,
  noteUnresolved,
  pollUntil,
  sleepUntilOpen,
  type ExecutorSession,
} from './session.ts';

/**
 * Phase E: wait until the buys are final; what is left at the deadline is cancelled and confirmed. Then every stop of
 * today's entries moves to its fill, and a partly filled entry, whose leg never woke, gets a stop of its own.
 */
export async function awaitBuys(session: ExecutorSession): Promise<void> {
  if (workingOrders(session, 'entry').length > 0) {
    await sleepUntilOpen(session);
    await pollUntil(session, fillDeadline(session), async () => {
      await settleOrders(session);
      return workingOrders(session, 'entry').length === 0;
    });
    await cancelLeftovers(session);
    // The legs of what was cancelled have ended with it.
    await settleOrders(session);
  }
  await anchorStops(session);
}

async function cancelLeftovers(session: ExecutorSession): Promise<void> {
  for (const order of workingOrders(session, 'entry')) {
    if (order.brokerOrderId === null) {
      noteUnresolved(
        session.log,
        'ENTRY_UNKNOWN',
        order.ticker,
        `${order.clientOrderId} has no known outcome`,
      );
      continue;
    }
    const ended = await cancelAndAwait(session, order);
    if (ended === null) {
      noteUnresolved(
        session.log,
        'CANCEL_STUCK',
        order.ticker,
        `${order.clientOrderId} does not cancel`,
      );
    } else if (ended.filledQty < ended.qty) {
      noteDenied(
        session.log,
        'NOT_FILLED',
        order.ticker,
        `${ended.filledQty} of ${ended.qty} shares filled`,
      );
    }
  }
}

async function anchorStops(session: ExecutorSession): Promise<void> {
  const entries = session.store
    .ordersOfSession(session.tradeDate)
    .filter((order) => order.intent === 'entry');
  const stillWorking = new Set(workingOrders(session, 'entry').map((order) => order.positionId));
  for (const { positionId } of entries) {
    if (positionId === null || stillWorking.has(positionId)) continue;
    const position = openPosition(session, positionId);
    if (position !== undefined && position.plannedExit === null)
      await reanchorStop(session, position);
  }
}
