/**
 * The arithmetic of the account. Buying power is the cash (multiplier 1), twice the equity without what is invested (2)
 * or four times what was free at the last close without what was spent since (4), less what open buys reserve.
 *
 * @see https://docs.alpaca.markets/docs/margin-and-short-selling
 */
import { addMoney, moneyFromUnits, subtractMoney, ZERO, type Money } from '../domain/money.ts';
import {
  addQuantity,
  NO_SHARES,
  proportion,
  quantityFromUnits,
  shares,
  timesQuantity,
  type Quantity,
} from '../domain/quantity.ts';
import { latestPrice } from './market-price.ts';
import {
  effectiveMultiplier,
  openQty,
  positionOf,
  reservedBy,
  workingOrders,
  type PaperBrokerState,
  type PaperMarket,
  type PaperOrder,
  type PaperPosition,
} from './paper-state.ts';

export type AccountFigures = {
  readonly cash: Money;
  readonly longMarketValue: Money;
  readonly equity: Money;
  readonly buyingPower: Money;
  /** What it would be with one night's credit, and without any. */
  readonly regtBuyingPower: Money;
  readonly nonMarginableBuyingPower: Money;
  readonly initialMargin: Money;
  readonly maintenanceMargin: Money;
  readonly multiplier: 1 | 2 | 4;
};

export type PositionFigures = {
  readonly symbol: string;
  readonly qty: Quantity;
  readonly qtyAvailable: Quantity;
  readonly avgEntryPrice: Money;
  readonly costBasis: Money;
  readonly currentPrice: Money;
  readonly lastClose: Money;
  readonly marketValue: Money;
};

const MAINTENANCE_PERCENT = 30;

export function accountView(state: PaperBrokerState, market: PaperMarket): AccountFigures {
  const longMarketValue = longValue(state, market);
  const reserved = reservedByBuys(state);
  const multiplier = effectiveMultiplier(state);
  const equity = addMoney(state.cash, longMarketValue);
  const overnight = overnightPower(equity, longMarketValue, multiplier === 1 ? 1 : 2);
  const power = multiplier === 4 ? intradayPower(state) : overnight;
  const left = (money: Money): Money => atLeastZero(subtractMoney(money, reserved));
  return {
    cash: state.cash,
    longMarketValue,
    equity,
    buyingPower: left(power),
    regtBuyingPower: left(overnight),
    nonMarginableBuyingPower: left(state.cash),
    initialMargin: multiplier === 1 ? longMarketValue : percentOf(longMarketValue, 50),
    maintenanceMargin: maintenanceOf(longMarketValue),
    multiplier,
  };
}

export function maintenanceOf(longMarketValue: Money): Money {
  return percentOf(longMarketValue, MAINTENANCE_PERCENT);
}

/** The equity as often as its multiplier, without what is invested: at 1 that is the cash. */
function overnightPower(equity: Money, longMarketValue: Money, multiplier: 1 | 2): Money {
  return atLeastZero(subtractMoney(moneyFromUnits(equity * multiplier), longMarketValue));
}

/** Four times what was free at the last close, without what was spent since: `(last equity − maintenance) × 4`. */
function intradayPower(state: PaperBrokerState): Money {
  const free = subtractMoney(state.lastEquity, state.lastMaintenanceMargin);
  const spent = atLeastZero(subtractMoney(state.lastCash, state.cash));
  return atLeastZero(subtractMoney(moneyFromUnits(free * 4), spent));
}

/** In alphabetical order. */
export function positionsView(state: PaperBrokerState, market: PaperMarket): PositionFigures[] {
  return Object.values(state.positions)
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
    .map((position) => ({
      symbol: position.symbol,
      qty: position.qty,
      qtyAvailable: availableQty(state, position.symbol),
      avgEntryPrice: moneyFromUnits(proportion(position.costBasis, shares(1), position.qty)),
      costBasis: position.costBasis,
      currentPrice: latestPrice(state, position.symbol, market) ?? position.lastClose,
      lastClose: position.lastClose,
      marketValue: marketValue(state, position, market),
    }));
}

/**
 * Shares that open sells have reserved. The exits of one group stand for the same shares and count once; a held leg
 * reserves nothing: its shares are not bought yet. After a reverse split an order may ask for more than is left: all
 * that is held is then reserved, and no more. `apart` and its group are not counted.
 */
export function heldForOrders(
  state: PaperBrokerState,
  symbol: string,
  apart?: PaperOrder,
): Quantity {
  const byGroup = new Map<string, Quantity>();
  for (const order of workingOrders(state)) {
    if (order.symbol !== symbol || order.side !== 'sell' || order.status === 'held') continue;
    const group = groupIdOf(order);
    if (apart !== undefined && group === groupIdOf(apart)) continue;
    const most = Math.max(byGroup.get(group) ?? NO_SHARES, openQty(order));
    byGroup.set(group, quantityFromUnits(most));
  }
  const asked = [...byGroup.values()].reduce(addQuantity, NO_SHARES);
  return quantityFromUnits(Math.min(asked, heldQty(state, symbol)));
}

/** What no sell has reserved; what `apart` reserves counts as free. */
export function availableQty(
  state: PaperBrokerState,
  symbol: string,
  apart?: PaperOrder,
): Quantity {
  return quantityFromUnits(heldQty(state, symbol) - heldForOrders(state, symbol, apart));
}

function groupIdOf(order: PaperOrder): string {
  return order.parentId ?? order.id;
}

function heldQty(state: PaperBrokerState, symbol: string): Quantity {
  return positionOf(state, symbol)?.qty ?? NO_SHARES;
}

function reservedByBuys(state: PaperBrokerState): Money {
  return sum(workingOrders(state).map(reservedBy));
}

export function longValue(state: PaperBrokerState, market: PaperMarket): Money {
  let value = ZERO;
  for (const position of Object.values(state.positions)) {
    value = addMoney(value, marketValue(state, position, market));
  }
  return value;
}

function marketValue(state: PaperBrokerState, position: PaperPosition, market: PaperMarket): Money {
  return timesQuantity(
    latestPrice(state, position.symbol, market) ?? position.lastClose,
    position.qty,
  );
}

function percentOf(money: Money, percent: number): Money {
  return moneyFromUnits(Math.round((money * percent) / 100));
}

function atLeastZero(money: Money): Money {
  return money > 0 ? money : ZERO;
}

function sum(amounts: readonly Money[]): Money {
  return amounts.reduce(addMoney, ZERO);
}
