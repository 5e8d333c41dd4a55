import type { Intent, JournalOrder } from '../../src/domain/order.ts';
import { outlastsItsStop } from '../../src/plans/coverage-plan.ts';
import { orNull } from '../bookkeeping/or-null.ts';
import { settleSince } from '../bookkeeping/settle-orders.ts';
import { cancelAndAwait } from './cancel-order.ts';
import { workingOrders } from './phase-a-sell.ts';
import { marketSell } from './protect-position.ts';
import {
  fillDeadline,
  isInterrupted,
  noteUnresolved,
  pollUntil,
  sleepUntilOpen,
  type ExecutorSession,
} from './session.ts';
import { foreseenDenial } from './submit-order.ts';

/** Orders of a session are sent on its own day. */
const LONGEST_BEFORE_OPEN_MS = 9 * 3_600_000;

/** An order that had not ended by the deadline, and how its cancel ended it; null when it did not end at all. */
export type Leftover = { readonly order: JournalOrder; readonly ended: JournalOrder | null };

/**
 * Waits until the orders of one intent are final, with one list call a tick, from the open to the deadline; what is
 * left then is cancelled and confirmed. An order that the broker does not know stays as it is, and is said; so does a
 * sell that protects its shares better than anything that could take its place.
 */
export async function awaitOrders(
  session: ExecutorSession,
  intent: Exclude<Intent, 'stop'>,
): Promise<readonly Leftover[]> {
  if (workingOrders(session, intent).length === 0) return [];
  await sleepUntilOpen(session);
  await pollUntil(session, fillDeadline(session), async () => {
    await settleSince(session, session.hours.open - LONGEST_BEFORE_OPEN_MS);
    return workingOrders(session, intent).length === 0;
  });
  // What waits for the open may still fill: whoever is told to stop leaves it to the next run.
  if (isInterrupted(session)) return [];
  const leftovers: Leftover[] = [];
  for (const order of workingOrders(session, intent)) {
    if (await protectsBest(session, order)) leftovers.push({ order, ended: null });
    else if (order.brokerOrderId !== null)
      leftovers.push({ order, ended: await cancelAndAwait(session, order) });
    else
      noteUnresolved(
        session.log,
        'ORDER_UNKNOWN',
        order.ticker,
        `${order.clientOrderId} has no known outcome`,
      );
  }
  return leftovers;
}

/** Before the close a sell may be all that a stock lets its shares have; after it, only what outlives the evening is. */
async function protectsBest(session: ExecutorSession, order: JournalOrder): Promise<boolean> {
  if (order.intent !== 'exit' || order.brokerOrderId === null) return false;
  if (session.clock.now() >= session.hours.close) return waitsForNextOpen(session, order);
  // It ends whatever anybody wants now, and what follows it is to be sent by this run.
  if (order.status === 'pending_cancel') return false;
  // What cannot be read is not known: the sells of other stocks are looked after all the same.
  const latestPrice = (await orNull(session.broker.latestPrices([order.ticker])))?.get(
    order.ticker,
  );
  const left = order.qty - order.filledQty;
  return session.store.openPositions().some((position) => {
    if (position.positionId !== order.positionId) return false;
    const isLast = foreseenDenial(session, marketSell(session, position, position.shares)) !== null;
    return outlastsItsStop(position, { left, latestPrice, isLast });
  });
}

/** The next session opens later than that after any close. */
const EVENING_MS = 6 * 3_600_000;

/**
 * A sell for shares below their stop that was sent after the close. To cancel it would lead to the same sell again, as
 * often as somebody runs this, until the orders of the day are used up and the shares are bare. One of today's ends with
 * today: it is no protection for the night.
 */
async function waitsForNextOpen(
  { broker, hours }: ExecutorSession,
  { brokerOrderId }: JournalOrder,
): Promise<boolean> {
  const open = await broker.orders({ status: 'open', nested: false });
  // An order without an end, too, is none that surely outlives the evening.
  return open.some(
    ({ id, expiresAt }) =>
      id === brokerOrderId && Date.parse(String(expiresAt)) > hours.close + EVENING_MS,
  );
}
