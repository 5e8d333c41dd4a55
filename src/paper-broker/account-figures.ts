/**
 * The arithmetic of the account. Buying power is `multiplier × equity − what is invested − what open buys reserve`: at
 * 1 that is the cash, at 2 and 4 the overnight and intraday margin of the equity.
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
  type PaperPosition,
} from './paper-state.ts';

export type AccountFigures = {
  readonly cash: Money;
  readonly longMarketValue: Money;
  readonly equity: Money;
  readonly buyingPower: Money;
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

export function accountView(state: PaperBrokerState, market: PaperMarket): AccountFigures {
  const longMarketValue = sum(
    Object.values(state.positions).map((position) => marketValue(state, position, market)),
  );
  const equity = addMoney(state.cash, longMarketValue);
  const committed = addMoney(longMarketValue, reservedByBuys(state));
  const power = subtractMoney(moneyFromUnits(equity * effectiveMultiplier(state)), committed);
  return {
    cash: state.cash,
    longMarketValue,
    equity,
    buyingPower: power > 0 ? power : ZERO,
  };
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

/** Shares that open sells have reserved. A held leg reserves nothing: its shares are not bought yet. */
export function heldForOrders(state: PaperBrokerState, symbol: string): Quantity {
  return workingOrders(state)
    .filter((order) => order.symbol === symbol && order.side === 'sell' && order.status !== 'held')
    .reduce((held, order) => addQuantity(held, openQty(order)), NO_SHARES);
}

/** Never negative: after a reverse split a leg may ask for more than is left. */
export function availableQty(state: PaperBrokerState, symbol: string): Quantity {
  const qty = positionOf(state, symbol)?.qty ?? NO_SHARES;
  return quantityFromUnits(Math.max(qty - heldForOrders(state, symbol), 0));
}

function reservedByBuys(state: PaperBrokerState): Money {
  return sum(workingOrders(state).map(reservedBy));
}

function marketValue(state: PaperBrokerState, position: PaperPosition, market: PaperMarket): Money {
  return timesQuantity(
    latestPrice(state, position.symbol, market) ?? position.lastClose,
    position.qty,
  );
}

function sum(amounts: readonly Money[]): Money {
  return amounts.reduce(addMoney, ZERO);
}
