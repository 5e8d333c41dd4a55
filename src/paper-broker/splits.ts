/**
 * What a split does to an account overnight. Shares are multiplied, a fraction of a share is paid in cash at the last
 * close, the cost stays. Resting good-till-canceled orders of their own are adjusted by a forward split (a new order
 * with a new id) and canceled by a reverse one. The orders of a group and day orders are left as they are: a stop leg
 * keeps its old price and may fire at the open. That is Alpaca's behaviour, and the reason to check stops on an ex-date.
 *
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca (bracket orders are DNR/DNC)
 */
import type { Split } from '../domain/bar.ts';
import { addMoney, moneyFromUnits, subtractMoney, type Money } from '../domain/money.ts';
import { addDays, type SessionDate } from '../domain/session-date.ts';
import { previousSession } from '../rules/market-calendar.ts';
import { sharesAfterSplit, stopAfterSplit } from '../rules/split.ts';
import { shares, sharesOf } from '../domain/quantity.ts';
import { transition, type Desk } from './order-book.ts';
import { enterSuccessor } from './paper-broker.ts';
import {
  nextId,
  openQty,
  positionOf,
  workingOrders,
  type PaperOrder,
  type PaperPosition,
} from './paper-state.ts';

/** Below this a fraction of a share is a rounding error of the ratio. */
const NO_FRACTION = 1e-6;

/** Makes all splits with an ex-date after the last session, up to and including `date`. */
export function makeSplits(desk: Desk, date: SessionDate): void {
  const orders = workingOrders(desk.state);
  const symbols = new Set([
    ...Object.keys(desk.state.positions),
    ...orders.map(({ symbol }) => symbol),
  ]);
  if (symbols.size === 0) return;
  for (let day = addDays(previousSession(date), 1); day <= date; day = addDays(day, 1)) {
    for (const split of desk.market.actionsOn(day, [...symbols])) {
      if (split.type === 'split') makeSplit(desk, split);
    }
  }
}

function makeSplit(desk: Desk, split: Split): void {
  const position = positionOf(desk.state, split.ticker);
  if (position !== undefined) splitPosition(desk, position, split.ratio);
  for (const order of workingOrders(desk.state)) {
    if (order.symbol === split.ticker && isAdjusted(order)) splitOrder(desk, order, split.ratio);
  }
}

function splitPosition(desk: Desk, position: PaperPosition, ratio: number): void {
  const { state } = desk;
  const before = sharesOf(position.qty);
  const after = sharesAfterSplit(before, ratio);
  const fraction = Math.max(before * ratio - after, 0);
  const cash = moneyFromUnits(
    fraction < NO_FRACTION ? 0 : Math.round((fraction * position.lastClose) / ratio),
  );
  const paidOut = (position.costBasis * fraction) / (before * ratio);
  position.qty = shares(after);
  position.costBasis = subtractMoney(position.costBasis, moneyFromUnits(Math.round(paidOut)));
  position.lastClose = moneyFromUnits(Math.round(position.lastClose / ratio));
  state.cash = addMoney(state.cash, cash);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a closed position disappears, it is not zero
  if (after === 0) delete state.positions[position.symbol];
  const activity = {
    kind: 'split',
    id: nextId(state),
    at: state.now,
    symbol: position.symbol,
    before: shares(before),
    after: shares(after),
    cash,
  } as const;
  state.activities.push(activity);
  desk.events.push(activity);
}

function isAdjusted(order: PaperOrder): boolean {
  return order.timeInForce === 'gtc' && order.parentId === null && order.legIds.length === 0;
}

function splitOrder(desk: Desk, order: PaperOrder, ratio: number): void {
  if (ratio < 1) {
    transition(desk, order, 'canceled');
    return;
  }
  enterSuccessor(desk, order, {
    clientOrderId: null,
    qty: shares(sharesAfterSplit(sharesOf(openQty(order)), ratio)),
    limitPrice: afterSplit(order.limitPrice, ratio),
    stopPrice: afterSplit(order.stopPrice, ratio),
    trail: null,
    timeInForce: null,
  });
}

function afterSplit(price: Money | null, ratio: number): Money | null {
  return price === null ? null : stopAfterSplit(price, ratio);
}
