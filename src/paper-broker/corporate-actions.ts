/**
 * What companies do to an account overnight. Resting good-till-canceled orders of their own are adjusted by a forward
 * split (a new order with a new id) and canceled by a reverse one. The orders of a group and day orders are left as they
 * are: a stop leg keeps its old price and may fire at the open. That is Alpaca's behaviour, and the reason to check
 * stops on an ex-date.
 *
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca (bracket orders are DNR/DNC)
 */
import type { Split } from '../domain/bar.ts';
import { addMoney, moneyFromUnits, subtractMoney, type Money } from '../domain/money.ts';
import { isTerminal } from '../domain/order.ts';
import {
  addQuantity,
  isWholeShares,
  quantityFromUnits,
  shares,
  sharesOf,
  type Quantity,
} from '../domain/quantity.ts';
import { addDays, type SessionDate } from '../domain/session-date.ts';
import { previousSession } from '../rules/market-calendar.ts';
import { sharesAfterSplit, stopAfterSplit } from '../rules/split.ts';
import { isStuck, restate, transition, type Desk } from './desk.ts';
import { enterSuccessor, successorOf } from './order-replacement.ts';
import {
  nextId,
  openQty,
  positionOf,
  workingOrders,
  type Delisting,
  type PaperActivity,
  type PaperMarketAction,
  type PaperOrder,
  type PaperPosition,
  type TickerChange,
} from './paper-state.ts';

/** Below this a fraction of a share is a rounding error of the ratio. */
const NO_FRACTION = 1e-6;

/** Makes everything with an ex-date after the last session, up to and including `date`. */
export function makeCorporateActions(desk: Desk, date: SessionDate): void {
  const { state, market } = desk;
  for (let day = addDays(previousSession(date), 1); day <= date; day = addDays(day, 1)) {
    const symbols = new Set(Object.keys(state.positions));
    for (const { symbol } of workingOrders(state)) symbols.add(symbol);
    if (symbols.size === 0) return;
    for (const action of market.actionsOn(day, [...symbols])) makeAction(desk, action);
  }
}

function makeAction(desk: Desk, action: PaperMarketAction): void {
  if (action.type === 'split') makeSplit(desk, action);
  else if (action.type === 'ticker_change') changeTicker(desk, action);
  else if (action.type === 'delisting') delist(desk, action);
  else if (desk.state.behaviour.dividends === 'paid') payDividend(desk, action);
}

function makeSplit(desk: Desk, split: Split): void {
  const position = positionOf(desk.state, split.ticker);
  if (position !== undefined) splitPosition(desk, position, split.ratio);
  for (const order of ordersIn(desk, split.ticker)) {
    if (isAdjusted(order)) splitOrder(desk, order, split.ratio);
  }
}

/** Shares are multiplied, the cost stays. A position of whole shares keeps whole shares and gets cash for the rest. */
function splitPosition(desk: Desk, position: PaperPosition, ratio: number): void {
  const { state } = desk;
  const before = position.qty;
  const after = qtyAfterSplit(before, ratio);
  const fraction = Math.max(sharesOf(before) * ratio - sharesOf(after), 0);
  const cash = moneyFromUnits(
    fraction < NO_FRACTION ? 0 : Math.round((fraction * position.lastClose) / ratio),
  );
  const paidOut = (position.costBasis * fraction) / (sharesOf(before) * ratio);
  position.qty = after;
  position.costBasis = subtractMoney(position.costBasis, moneyFromUnits(Math.round(paidOut)));
  position.lastClose = moneyFromUnits(Math.round(position.lastClose / ratio));
  state.cash = addMoney(state.cash, cash);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a closed position disappears, it is not zero
  if (after === 0) delete state.positions[position.symbol];
  note(desk, { kind: 'split', ...stamp(desk, position.symbol), before, after, cash });
}

function qtyAfterSplit(qty: Quantity, ratio: number): Quantity {
  return isWholeShares(qty)
    ? shares(sharesAfterSplit(sharesOf(qty), ratio))
    : quantityFromUnits(Math.round(qty * ratio));
}

function isAdjusted(order: PaperOrder): boolean {
  const isOfGroup = order.parentId !== null || order.legIds.length > 0;
  return order.timeInForce === 'gtc' && !isOfGroup && order.status !== 'pending_cancel';
}

function splitOrder(desk: Desk, order: PaperOrder, ratio: number): void {
  if (ratio < 1) {
    transition(desk, order, 'canceled');
    return;
  }
  const { limitPrice, stopPrice, trailPrice, hwm } = order;
  const plain = { clientOrderId: null, qty: null, trail: null, timeInForce: null };
  const request = {
    ...successorOf(order, { ...plain, limitPrice: null, stopPrice: null }),
    qty: shares(sharesAfterSplit(sharesOf(openQty(order)), ratio)),
    limitPrice: afterSplit(limitPrice, ratio),
    trailPrice: afterSplit(trailPrice, ratio),
  };
  enterSuccessor(desk, order, request, {
    hwm: afterSplit(hwm, ratio),
    stopPrice: afterSplit(stopPrice, ratio),
    triggered: order.triggered,
  });
}

function afterSplit(price: Money | null, ratio: number): Money | null {
  return price === null ? null : stopAfterSplit(price, ratio);
}

/** On the ex-date, because a price folder knows no other date. */
function payDividend(desk: Desk, action: Extract<PaperMarketAction, { type: 'dividend' }>): void {
  const { state } = desk;
  const position = positionOf(state, action.ticker);
  if (position === undefined) return;
  const { qty } = position;
  const cash = moneyFromUnits(Math.round(sharesOf(qty) * action.cash * 10_000));
  state.cash = addMoney(state.cash, cash);
  note(desk, { kind: 'dividend', ...stamp(desk, action.ticker), qty, perShare: action.cash, cash });
}

/** Shares and orders go on under the new ticker, the orders with the same ids. */
function changeTicker(desk: Desk, { ticker, newTicker }: TickerChange): void {
  const { state } = desk;
  state.inactiveSymbols[ticker] = newTicker;
  for (const order of ordersIn(desk, ticker)) {
    if (state.behaviour.tickerChange === 'canceled' && !isStuck(order)) {
      transition(desk, order, 'canceled');
    } else {
      order.symbol = newTicker;
      restate(desk, order);
    }
  }
  const position = positionOf(state, ticker);
  if (position === undefined) return;
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the position goes on under another name
  delete state.positions[ticker];
  const { qty, costBasis } = position;
  const held = positionOf(state, newTicker);
  if (held === undefined) state.positions[newTicker] = { ...position, symbol: newTicker };
  else {
    held.qty = addQuantity(held.qty, qty);
    held.costBasis = addMoney(held.costBasis, costBasis);
  }
  note(desk, { kind: 'ticker_change', ...stamp(desk, ticker), newSymbol: newTicker, qty });
}

/** Nobody trades the stock any more: orders end, the shares stay in the account. */
function delist(desk: Desk, { ticker }: Delisting): void {
  desk.state.inactiveSymbols[ticker] = null;
  for (const order of ordersIn(desk, ticker)) {
    if (!isTerminal(order.status)) transition(desk, order, 'canceled');
  }
}

function ordersIn({ state }: Desk, symbol: string): readonly PaperOrder[] {
  return workingOrders(state).filter((order) => order.symbol === symbol);
}

function stamp({ state }: Desk, symbol: string) {
  return { id: nextId(state), at: state.now, symbol };
}

function note(desk: Desk, activity: PaperActivity): void {
  desk.state.activities.push(activity);
  desk.events.push(activity);
}
