import { settleOrders } from '../bookkeeping/settle-orders.ts';
import { cancelAndAwait } from './cancel-order.ts';
import { openPosition, workingOrders } from './phase-a-sell.ts';
import { placeStop } from './protect-position.ts';
import {
  fillDeadline,
  noteUnresolved,
  pollUntil,
  sleepUntilOpen,
  type ExecutorSession,
} from './session.ts';

/** Phase B: wait until the sells are final, with one list call a tick; what did not sell gets its stop back. */
export async function awaitSells(session: ExecutorSession): Promise<void> {
  if (workingOrders(session, 'exit').length === 0) return;
  await sleepUntilOpen(session);
  await pollUntil(session, fillDeadline(session), async () => {
    await settleOrders(session);
    return workingOrders(session, 'exit').length === 0;
  });
  for (const order of workingOrders(session, 'exit')) {
    if (order.brokerOrderId === null) {
      noteUnresolved(
        session.log,
        'EXIT_UNKNOWN',
        order.ticker,
        `${order.clientOrderId} has no known outcome`,
      );
      continue;
    }
    const ended = await cancelAndAwait(session, order);
    if (ended === null) {
      // Still working: it is the one live sell, and with that the protection of these shares.
      noteUnresolved(
        session.log,
        'EXIT_STILL_WORKING',
        order.ticker,
        `${order.clientOrderId} is still working`,
      );
    }
  }
  await restoreStops(session);
}

/** Every position of today's sells that still has shares and no sell of its own at the broker. */
async function restoreStops(session: ExecutorSession): Promise<void> {
  const sells = session.store
    .ordersOfSession(session.tradeDate)
    .filter((order) => order.intent === 'exit');
  const positions = [...new Set(sells.map((order) => order.positionId))];
  for (const positionId of positions) {
    const position = positionId === null ? undefined : openPosition(session, positionId);
    if (position === undefined) continue;
    const selling = [...workingOrders(session, 'exit'), ...workingOrders(session, 'stop')];
    if (selling.some((order) => order.positionId === positionId)) continue;
    noteUnresolved(
      session.log,
      'EXIT_NOT_FILLED',
      position.ticker,
      'it did not sell; the exit stays planned',
    );
    await placeStop(session, position);
  }
}
