import { entrySignal } from '../bookkeeping/book-order.ts';
import { settleOrders } from '../bookkeeping/settle-orders.ts';
import { awaitOrders, type Leftover } from './await-orders.ts';
import { openPosition, workingOrders } from './phase-a-sell.ts';
import { reanchorStop } from './protect-position.ts';
import { noteDenied, noteUnresolved, type ExecutorSession } from './session.ts';

/** The journal's hash of an order that no request of ours made. */
const MADE_BY_THE_BROKER = 'made by the broker';

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
  const today = session.store
    .ordersOfSession(session.tradeDate)
    .filter((order) => order.intent === 'entry');
  const entries = [...today, ...neverAnchored(session)];
  const stillWorking = new Set(workingOrders(session, 'entry').map((order) => order.positionId));
  for (const { positionId } of entries) {
    const position = openPosition(session, positionId);
    if (position === undefined || stillWorking.has(positionId)) continue;
    if (position.plannedExit === null) await reanchorStop(session, position);
  }
}

/** Positions of earlier sessions whose settling never ran: the stop of the plan still rests where the fill was elsewhere. */
function neverAnchored(session: ExecutorSession): readonly { readonly positionId: number }[] {
  const { store, tradeDate } = session;
  const stops = workingOrders(session, 'stop');
  return store.openPositions().filter((position) => {
    const { entryDate, entryPrice, positionId, stopPrice, ticker } = position;
    if (entryDate === tradeDate || session.disputed.has(ticker)) return false;
    const resting = stops.find((order) => order.positionId === positionId);
    if (resting?.payloadHash !== MADE_BY_THE_BROKER) return false;
    const [planned] = store
      .ordersOfSession(entryDate)
      .filter((order) => order.intent === 'entry' && order.positionId === positionId)
      .map((entry) => entrySignal(store, entry));
    return (
      stopPrice === planned?.stop_price &&
      entryPrice !== planned.reference_price &&
      store.appliedSplits(positionId).length === 0
    );
  });
}
