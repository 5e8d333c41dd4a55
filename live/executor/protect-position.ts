import { formatMoney } from '../../src/domain/money.ts';
import { isSettled, isTerminal, type JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import { stopPriceFor } from '../../src/rules/stop-price.ts';
import { reopenStop } from './reopen-stop.ts';
import { settleOrder } from '../bookkeeping/settle-orders.ts';
import { cancelAndAwait } from './cancel-order.ts';
import { endIfKeysRefused } from './keys-refused.ts';
import { noteUnresolved, type ExecutorSession, noteStep } from './session.ts';
import { foreseenDenial, submitOrder, type Submitted, type WantedOrder } from './submit-order.ts';

const STOP_TRIES = 3;

/**
 * Rests a GTC stop for all shares of a position. When the market is at or below the stop already, the position is sold
 * at the market: that is what the stop would have done. A stop that cannot be placed stops all entries and alarms.
 */
export async function placeStop(session: ExecutorSession, position: Position): Promise<boolean> {
  let submitted: Submitted = { kind: 'unknown', message: 'not tried' };
  for (let tries = 0; tries < STOP_TRIES; tries += 1) {
    submitted = await submitOrder(session, stopOrder(session, position));
    const isHeld = session.store.openPositions().some((held) => isSame(held, position));
    if (submitted.kind === 'live' && !isHeld) return true;
    if (submitted.kind === 'live' && !isTerminal(submitted.order.status)) {
      session.store.changePosition(position.positionId, { stopOrderId: submitted.order.id });
      noteStep(session.log, `${position.ticker}: stop rests at ${formatMoney(position.stopPrice)}`);
      return true;
    }
    // Taken and ended at once, or an order of that id that has ended long ago: the next try is a new one.
    if (submitted.kind === 'live') continue;
    if (submitted.kind !== 'refused') break;
    if (submitted.reason === 'stop_above_market') return sellNow(session, position);
    // Shares of an order that has just ended come free a moment later.
    if (submitted.reason !== 'insufficient_qty') break;
    const holder = await reopenStop(session, position);
    if (holder !== null) return keepOrReplace(session, position, holder);
    await session.clock.sleep(session.execution.poll_interval_ms);
  }
  const why = submitted.kind === 'live' ? `it is ${submitted.order.rawStatus}` : submitted.message;
  await alarmUnprotected(session, position, why);
  endIfKeysRefused(submitted);
  return false;
}

/** The stop that has stood there all the time; where it does not fit, it is replaced like any other. */
async function keepOrReplace(
  session: ExecutorSession,
  position: Position,
  holder: JournalOrder,
): Promise<boolean> {
  noteStep(session.log, `${position.ticker}: ${holder.clientOrderId} rests after all`);
  const fits = holder.qty - holder.filledQty === position.shares;
  if (!fits || holder.plannedStopPrice !== position.stopPrice)
    await replaceByHand(session, position, holder);
  return liveStopOf(session, position) !== undefined;
}

function isSame(one: Position, other: Position): boolean {
  return one.positionId === other.positionId;
}

function stopOrder({ tradeDate }: ExecutorSession, position: Position): WantedOrder {
  return {
    key: { tradeDate, ticker: position.ticker, intent: 'stop' },
    positionId: position.positionId,
    qty: position.shares,
    type: 'stop',
    timeInForce: 'gtc',
    orderClass: 'simple',
    stopPrice: position.stopPrice,
    stopLossPrice: null,
  };
}

async function sellNow(session: ExecutorSession, position: Position): Promise<boolean> {
  session.store.changePosition(position.positionId, { plannedExit: 'stop_loss' });
  const sold = await submitOrder(session, marketSell(session, position, position.shares));
  if (sold.kind === 'live') {
    noteStep(session.log, `${position.ticker}: below its stop already, sold at the market`);
    return true;
  }
  await alarmUnprotected(session, position, sold.message);
  endIfKeysRefused(sold);
  return false;
}

export function marketSell(
  { tradeDate }: ExecutorSession,
  position: Position,
  qty: number,
): WantedOrder {
  return {
    key: { tradeDate, ticker: position.ticker, intent: 'exit' },
    positionId: position.positionId,
    qty,
    type: 'market',
    timeInForce: 'day',
    orderClass: 'simple',
    stopPrice: null,
    stopLossPrice: null,
  };
}

/** Stops all entries, and tells a person and the run: shares without a stop outrank everything else there is to say. */
export async function alarmUnprotected(
  session: ExecutorSession,
  position: Position,
  why: string,
): Promise<void> {
  const { store, clock, notifier, log } = session;
  const message = `${position.shares} shares of ${position.ticker} have no stop at the broker: ${why}`;
  if (store.killSwitch().level === 'off') {
    store.setKillSwitch(
      'no-entries',
      `a stop of ${position.ticker} could not be placed`,
      clock.now(),
    );
  }
  noteUnresolved(log, 'UNPROTECTED', position.ticker, message);
  const { delivered } = await notifier.notify({
    code: 'UNPROTECTED',
    subject: position.ticker,
    message,
  });
  if (!delivered)
    noteUnresolved(log, 'ALERT_NOT_DELIVERED', position.ticker, 'the alert reached nobody');
}

/**
 * Moves the stop of a fresh position to its fill: fill × (1 − stop loss), rounded down. Where the broker refuses to
 * move it, the old stop is cancelled, confirmed, and a new one rests at once.
 */
export async function reanchorStop(session: ExecutorSession, position: Position): Promise<void> {
  const { store, broker, rules } = session;
  const stopPrice = stopPriceFor(position.entryPrice, rules.stopLossPct);
  const resting = liveStopOf(session, position);
  if (resting === undefined) {
    store.changePosition(position.positionId, { stopPrice });
    await placeStop(session, { ...position, stopPrice });
    return;
  }
  // The run began with a look at coverage: what rests at that price is booked at that price.
  if (resting.plannedStopPrice === stopPrice) return;
  const anchored = { ...position, stopPrice };
  const oldId = resting.brokerOrderId;
  if (oldId === null) {
    noteUnresolved(session.log, 'STOP_MOVE_UNKNOWN', position.ticker, 'its stop is not known yet');
    return;
  }
  const move = { ...stopOrder(session, anchored), isMove: true } as const;
  const moved = await submitOrder(session, move, (request) =>
    broker.replaceStop(oldId, stopPrice, request.clientOrderId),
  );
  if (moved.kind === 'live') {
    store.changePosition(position.positionId, { stopPrice, stopOrderId: moved.order.id });
    await settleOrder(resting, session);
    noteStep(session.log, `${position.ticker}: stop moved to ${formatMoney(stopPrice)}`);
    return;
  }
  if (moved.kind === 'unknown') {
    noteUnresolved(session.log, 'STOP_MOVE_UNKNOWN', position.ticker, moved.message);
    return;
  }
  endIfKeysRefused(moved);
  // Who says that the account is restricted says it to a new stop too: the one that rests is kept.
  if (moved.kind === 'denied' || moved.reason === 'account_restricted') {
    noteKept(session, position, `at ${formatMoney(position.stopPrice)}: ${moved.message}`);
    return;
  }
  await replaceByHand(session, anchored, resting);
}

function noteKept({ log }: ExecutorSession, { ticker }: Position, how: string): void {
  noteUnresolved(log, 'STOP_NOT_MOVED', ticker, `its stop stays ${how}`);
}

/** Cancel, confirm, place: for stops the broker does not move and for those that no longer fit the position. */
export async function replaceByHand(
  session: ExecutorSession,
  position: Position,
  resting: JournalOrder,
): Promise<void> {
  // A stop that no longer fits is better than none.
  const denial = foreseenDenial(session, { ...stopOrder(session, position), isMove: true });
  if (denial !== null) {
    noteKept(session, position, `as ${resting.clientOrderId}: ${denial.message}`);
    return;
  }
  const ended = await cancelAndAwait(session, resting);
  if (ended === null) {
    noteUnresolved(
      session.log,
      'CANCEL_STUCK',
      position.ticker,
      `${resting.clientOrderId} does not cancel`,
    );
    return;
  }
  const current = session.store
    .openPositions()
    .find((held) => held.positionId === position.positionId);
  if (current === undefined) return;
  session.store.changePosition(position.positionId, { stopPrice: position.stopPrice });
  await placeStop(session, { ...current, stopPrice: position.stopPrice });
}

function liveStopOf({ store }: ExecutorSession, position: Position): JournalOrder | undefined {
  return store
    .unsettledOrders()
    .find(
      (order) =>
        order.intent === 'stop' &&
        order.positionId === position.positionId &&
        !isSettled(order.status),
    );
}
