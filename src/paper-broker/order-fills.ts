/** An execution books shares and cash in the same step, and is told with the position it leaves. */
import { invariant } from '../domain/invariant.ts';
import { addMoney, moneyFromUnits, subtractMoney, type Money } from '../domain/money.ts';
import {
  addQuantity,
  isWholeShares,
  NO_SHARES,
  proportion,
  quantityFor,
  quantityFromUnits,
  shares,
  sharesOf,
  subtractQuantity,
  timesQuantity,
  type Quantity,
} from '../domain/quantity.ts';
import { availableQty } from './account-figures.ts';
import { announce, reach, type Desk } from './desk.ts';
import { deterministicChance } from './deterministic-id.ts';
import {
  nextId,
  openNotional,
  openQty,
  positionOf,
  type FillActivity,
  type PaperBrokerState,
  type PaperOrder,
} from './paper-state.ts';

const ONE_SHARE = shares(1);

/** Trades what the market gives at that price: all that is open, or by bad luck a part of it. */
export function execute(desk: Desk, order: PaperOrder, price: Money): void {
  const { state } = desk;
  const wanted = wantedAt(state, order, price);
  const part = partOf(state, order, wanted);
  const qty = part ?? wanted;
  const amount = timesQuantity(price, qty);
  book(state, order, qty, amount);
  order.filledQty = addQuantity(order.filledQty, qty);
  order.filledValue = addMoney(order.filledValue, amount);
  order.filledAvgPrice = moneyFromUnits(proportion(order.filledValue, ONE_SHARE, order.filledQty));
  invariant(order.qty === null || order.filledQty <= order.qty, `order ${order.id} is overfilled`);
  const isCancelPending = order.status === 'pending_cancel';
  order.updatedAt = state.now;
  if (part === undefined) reach(desk, order, 'filled');
  // A cancel that is still under way stays so.
  else if (!isCancelPending) reach(desk, order, 'partially_filled');
  const leavesQty = part === undefined ? NO_SHARES : subtractQuantity(wanted, part);
  tell(desk, order, { qty, price, amount, leavesQty });
  if (isCancelPending && part === undefined) announce(desk, order, 'order_cancel_rejected');
}

function tell(
  desk: Desk,
  order: PaperOrder,
  execution: Pick<FillActivity, 'qty' | 'price' | 'amount' | 'leavesQty'>,
): void {
  const { state, events } = desk;
  const { id: orderId, symbol, side, filledQty: cumQty } = order;
  const id = nextId(state);
  const { qty, price } = execution;
  const activity: FillActivity = {
    kind: 'fill',
    id,
    at: state.now,
    orderId,
    symbol,
    side,
    ...execution,
    cumQty,
  };
  state.activities.push(activity);
  announce(desk, order, execution.leavesQty === 0 ? 'fill' : 'partial_fill', {
    executionId: id,
    price,
    qty,
    positionQty: positionOf(state, symbol)?.qty ?? NO_SHARES,
  });
  events.push(activity);
}

/**
 * Shares to trade at that price. A notional sell that is worth more shares than it reserved when it was made takes of
 * the rest what is free, and nothing that another sell has reserved.
 */
export function wantedAt(state: PaperBrokerState, order: PaperOrder, price: Money): Quantity {
  if (order.qty !== null) return openQty(order);
  const worth = quantityFor(openNotional(order), price);
  if (order.side === 'buy') return worth;
  return quantityFromUnits(Math.min(worth, availableQty(state, order.symbol, order)));
}

/**
 * A part of between a tenth and nine tenths, by the chance the operator set; undefined for all of it. It depends on the
 * order and the moment alone. All-or-none orders and single shares are never parted.
 */
function partOf(
  state: PaperBrokerState,
  order: PaperOrder,
  wanted: Quantity,
): Quantity | undefined {
  const { partialFillChance } = state.behaviour;
  if (partialFillChance === 0 || order.timeInForce === 'fok') return undefined;
  const moment = `${state.seed}/${order.id}/${state.now}/${order.filledQty}`;
  if (deterministicChance(moment, 1) >= partialFillChance) return undefined;
  const rough = sharesOf(wanted) * (0.1 + 0.8 * deterministicChance(moment, 2));
  const part = isWholeShares(wanted) ? shares(Math.max(Math.floor(rough), 1)) : shares(rough);
  return part > 0 && part < wanted ? part : undefined;
}

function book(state: PaperBrokerState, order: PaperOrder, qty: Quantity, amount: Money): void {
  if (order.side === 'buy') {
    bookBuy(state, order.symbol, qty, amount);
    state.cash = subtractMoney(state.cash, amount);
  } else {
    bookSell(state, order.symbol, qty);
    state.cash = addMoney(state.cash, amount);
  }
}

function bookBuy(state: PaperBrokerState, symbol: string, qty: Quantity, cost: Money): void {
  const position = positionOf(state, symbol);
  if (position === undefined) {
    const price = moneyFromUnits(proportion(cost, ONE_SHARE, Math.max(qty, 1)));
    state.positions[symbol] = { symbol, qty, costBasis: cost, lastClose: price };
    return;
  }
  position.qty = addQuantity(position.qty, qty);
  position.costBasis = addMoney(position.costBasis, cost);
}

/** The cost basis shrinks in proportion, so the average entry price stays. */
function bookSell(state: PaperBrokerState, symbol: string, qty: Quantity): void {
  const position = positionOf(state, symbol);
  invariant(position !== undefined && position.qty >= qty, `${qty} ${symbol} are not held`);
  const sold = moneyFromUnits(proportion(position.costBasis, qty, position.qty));
  position.qty = subtractQuantity(position.qty, qty);
  position.costBasis = subtractMoney(position.costBasis, sold);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a closed position disappears, it is not zero
  if (position.qty === 0) delete state.positions[symbol];
}
