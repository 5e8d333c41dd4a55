import { awaitOrders } from './await-orders.ts';
import { workingOrders } from './phase-a-sell.ts';
import { placeStop } from './protect-position.ts';
import { noteUnresolved, type ExecutorSession } from './session.ts';

/** Phase B: wait until the sells are final; what did not sell gets its stop back. */
export async function awaitSells(session: ExecutorSession): Promise<void> {
  for (const { order, ended } of await awaitOrders(session, 'exit')) {
    if (ended !== null) continue;
    // Still working: it is the one live sell, and with that the protection of these shares.
    noteUnresolved(
      session.log,
      'EXIT_STILL_WORKING',
      order.ticker,
      `${order.clientOrderId} is still working`,
    );
  }
  await restoreStops(session);
}

/** Every position of today's sells that still has shares and no sell of its own at the broker. */
async function restoreStops(session: ExecutorSession): Promise<void> {
  const sells = session.store
    .ordersOfSession(session.tradeDate)
    .filter((order) => order.intent === 'exit');
  const toSell = new Set(sells.map((order) => order.positionId));
  for (const position of session.store.openPositions()) {
    const { positionId } = position;
    if (!toSell.has(positionId)) continue;
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
