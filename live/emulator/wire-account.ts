import { formatMoney, moneyFromUnits, subtractMoney, type Money } from '../../src/domain/money.ts';
import { formatQuantity, timesQuantity } from '../../src/domain/quantity.ts';
import {
  accountView,
  type AccountFigures,
  type PositionFigures,
} from '../../src/paper-broker/account-figures.ts';
import {
  assetOf,
  type PaperBrokerState,
  type PaperMarket,
} from '../../src/paper-broker/paper-state.ts';
import { DEFAULT_ASSET } from '../../src/paper-broker/paper-market.ts';
import type { Engine } from './engine.ts';
import { lastFinishedSession } from './latest-trade.ts';
import { assetId, wireTime, type WireObject } from './replies.ts';

const UNITS_PER_CENT = 100;
const NOTHING = '0';

export function wireAccount(state: PaperBrokerState, market: PaperMarket): WireObject {
  const { configuration, flags } = state;
  const figures = accountView(state, market);
  return {
    id: state.accountId,
    account_number: state.accountNumber,
    status: 'ACTIVE',
    crypto_status: 'INACTIVE',
    currency: 'USD',
    ...wireFigures(figures),
    last_equity: cents(state.lastEquity),
    last_maintenance_margin: cents(state.lastMaintenanceMargin),
    balance_asof: lastFinishedSession(state.now) ?? null,
    short_market_value: NOTHING,
    accrued_fees: NOTHING,
    pending_reg_taf_fees: NOTHING,
    pending_transfer_in: NOTHING,
    pending_transfer_out: NOTHING,
    intraday_adjustments: NOTHING,
    sma: NOTHING,
    multiplier: String(figures.multiplier),
    // Alpaca's margin accounts may; here what is not held is never sold.
    shorting_enabled: false,
    trading_blocked: flags.tradingBlocked,
    transfers_blocked: flags.transfersBlocked,
    account_blocked: flags.accountBlocked,
    trade_suspended_by_user: configuration.suspendTrade,
    options_approved_level: 0,
    options_trading_level: 0,
    created_at: wireTime(state.createdAt),
  };
}

function wireFigures(figures: AccountFigures): WireObject {
  return {
    cash: cents(figures.cash),
    equity: cents(figures.equity),
    portfolio_value: cents(figures.equity),
    buying_power: cents(figures.buyingPower),
    regt_buying_power: cents(figures.regtBuyingPower),
    non_marginable_buying_power: cents(figures.nonMarginableBuyingPower),
    options_buying_power: cents(figures.nonMarginableBuyingPower),
    long_market_value: cents(figures.longMarketValue),
    position_market_value: cents(figures.longMarketValue),
    initial_margin: cents(figures.initialMargin),
    maintenance_margin: cents(figures.maintenanceMargin),
  };
}

export function wirePosition(
  position: PositionFigures,
  { state, market }: Pick<Engine, 'state' | 'market'>,
): WireObject {
  const { symbol, costBasis, marketValue, currentPrice, lastClose, qty } = position;
  const profit = subtractMoney(marketValue, costBasis);
  const intraday = subtractMoney(marketValue, timesQuantity(lastClose, qty));
  const { exchange, marginable } = assetOf(state, symbol, market) ?? DEFAULT_ASSET;
  return {
    asset_id: assetId(symbol),
    symbol,
    exchange,
    asset_class: 'us_equity',
    asset_marginable: marginable,
    qty: formatQuantity(qty),
    qty_available: formatQuantity(position.qtyAvailable),
    side: qty < 0 ? 'short' : 'long',
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

/** Account figures are whole cents. */
function cents(money: Money): string {
  return formatMoney(moneyFromUnits(Math.round(money / UNITS_PER_CENT) * UNITS_PER_CENT));
}

/** Four decimals, as a plain decimal whatever its size. */
function fraction(part: Money, whole: Money): string {
  return whole === 0 ? '0' : formatMoney(moneyFromUnits(Math.round((part / whole) * 10_000)));
}
