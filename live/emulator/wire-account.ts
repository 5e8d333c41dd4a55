import { formatMoney, moneyFromUnits, subtractMoney, type Money } from '../../src/domain/money.ts';
import { formatQuantity, timesQuantity } from '../../src/domain/quantity.ts';
import { accountView, type PositionFigures } from '../../src/paper-broker/account-figures.ts';
import type { PaperBrokerState, PaperMarket } from '../../src/paper-broker/paper-state.ts';
import { assetId, wireTime, type WireObject } from './replies.ts';

const UNITS_PER_CENT = 100;

export function wireAccount(state: PaperBrokerState, market: PaperMarket): WireObject {
  const { cash, longMarketValue, equity, buyingPower } = accountView(state, market);
  const margin = cents(moneyFromUnits(Math.round(longMarketValue / Math.min(state.multiplier, 2))));
  return {
    id: state.accountId,
    account_number: state.accountNumber,
    status: 'ACTIVE',
    crypto_status: 'INACTIVE',
    currency: 'USD',
    cash: cents(cash),
    equity: cents(equity),
    portfolio_value: cents(equity),
    last_equity: cents(state.lastEquity),
    buying_power: cents(buyingPower),
    regt_buying_power: cents(buyingPower),
    non_marginable_buying_power: cents(cash),
    long_market_value: cents(longMarketValue),
    short_market_value: '0',
    initial_margin: margin,
    maintenance_margin: margin,
    accrued_fees: '0',
    multiplier: String(state.multiplier),
    shorting_enabled: false,
    trading_blocked: false,
    transfers_blocked: false,
    account_blocked: false,
    trade_suspended_by_user: false,
    options_approved_level: 0,
    options_trading_level: 0,
    created_at: wireTime(state.createdAt),
  };
}

export function wirePosition(position: PositionFigures): WireObject {
  const { symbol, costBasis, marketValue, currentPrice, lastClose, qty } = position;
  const profit = subtractMoney(marketValue, costBasis);
  const intraday = subtractMoney(marketValue, timesQuantity(lastClose, qty));
  return {
    asset_id: assetId(symbol),
    symbol,
    exchange: 'NYSE',
    asset_class: 'us_equity',
    asset_marginable: true,
    qty: formatQuantity(qty),
    qty_available: formatQuantity(position.qtyAvailable),
    side: 'long',
    avg_entry_price: formatMoney(position.avgEntryPrice),
    market_value: formatMoney(marketValue),
    cost_basis: formatMoney(costBasis),
    unrealized_pl: formatMoney(profit),
    unrealized_plpc: fraction(profit, costBasis),
    unrealized_intraday_pl: formatMoney(intraday),
    unrealized_intraday_plpc: fraction(intraday, timesQuantity(lastClose, qty)),
    current_price: formatMoney(currentPrice),
    lastday_price: formatMoney(lastClose),
    change_today: fraction(subtractMoney(currentPrice, lastClose), lastClose),
  };
}

/** A symbol without bars is shown as an asset that cannot be traded. */
export function wireAsset(symbol: string, market: PaperMarket): WireObject {
  const isKnown = market.isKnown(symbol);
  return {
    id: assetId(symbol),
    class: 'us_equity',
    exchange: 'NYSE',
    symbol,
    name: market.name?.(symbol) ?? symbol,
    status: isKnown ? 'active' : 'inactive',
    tradable: isKnown,
    marginable: isKnown,
    shortable: false,
    easy_to_borrow: false,
    fractionable: isKnown,
    attributes: [],
  };
}

/** Account figures are whole cents. */
function cents(money: Money): string {
  return formatMoney(moneyFromUnits(Math.round(money / UNITS_PER_CENT) * UNITS_PER_CENT));
}

/** Four decimals, as a plain decimal whatever its size. */
function fraction(part: Money, whole: Money): string {
  return whole === 0 ? '0' : formatMoney(moneyFromUnits(Math.round((part / whole) * 10_000)));
}
