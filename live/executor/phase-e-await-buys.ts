import { settleOrders } from '../bookkeeping/settle-orders.ts';
import { awaitOrders, type Leftover } from './await-orders.ts';
import { openPosition, workingOrders } from './phase-a-sell.ts';
import { reanchorStop } from './protect-position.ts';
import { noteDenied, noteUnresolved, type ExecutorSession } from './session.ts';

/**
 * Phase E: wait until the buys are final; what is left at the deadline is cancelled and confirmed. Then every stop of
 * today's entries moves to its fill, and a partly filled entry, whose leg never woke, gets a stop of its own.
 */
export async function awaitBuys(session: ExecutorSession): Promise<void> {
  const leftovers = await awaitOrders(session, 'entry');
  for (const leftover of leftovers) noteLeftover(session, leftover);
  // The legs of what was cancelled have ended with it.
  if (leftovers.length > 0) await settleOrders(session);
  await anchorStops(session);
}

function noteLeftover({ log }: ExecutorSession, { order, ended }: Leftover): void {
  if (ended === null) {
    noteUnresolved(log, 'CANCEL_STUCK', order.ticker, `${order.clientOrderId} does not cancel`);
  } else if (ended.filledQty < ended.qty) {
    noteDenied(log, 'NOT_FILLED', order.ticker, `${ended.filledQty} of ${ended.qty} shares filled`);
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
