/** The replies of Alpaca's Trading API, field by field. @see https://docs.alpaca.markets/reference */
import type { Shape } from './shapes.ts';

export const ACCOUNT: Shape = {
  id: 'uuid',
  account_number: 'text',
  status: 'text',
  currency: 'text',
  cash: 'decimal',
  equity: 'decimal',
  last_equity: 'decimal',
  portfolio_value: 'decimal',
  buying_power: 'decimal',
  long_market_value: 'decimal',
  multiplier: 'decimal',
  shorting_enabled: 'boolean',
  trading_blocked: 'boolean',
  transfers_blocked: 'boolean',
  account_blocked: 'boolean',
  trade_suspended_by_user: 'boolean',
  created_at: 'instant',
};

export const ORDER: Shape = {
  id: 'uuid',
  client_order_id: 'text',
  created_at: 'instant',
  updated_at: 'instant',
  submitted_at: 'instant',
  filled_at: 'instant?',
  expired_at: 'instant?',
  expires_at: 'instant?~',
  canceled_at: 'instant?',
  failed_at: 'instant?',
  replaced_at: 'instant?',
  replaced_by: 'uuid?',
  replaces: 'uuid?',
  asset_id: 'uuid',
  symbol: 'text',
  asset_class: 'text',
  notional: 'decimal?',
  qty: 'decimal?',
  filled_qty: 'decimal',
  filled_avg_price: 'decimal?',
  order_class: 'text',
  order_type: 'text',
  type: 'text',
  side: 'text',
  position_intent: 'text~',
  time_in_force: 'text',
  limit_price: 'decimal?',
  stop_price: 'decimal?',
  status: 'text',
  extended_hours: 'boolean',
  legs: 'list?',
  trail_percent: 'decimal?',
  trail_price: 'decimal?',
  hwm: 'decimal?',
};

export const POSITION: Shape = {
  asset_id: 'uuid',
  symbol: 'text',
  exchange: 'text',
  asset_class: 'text',
  asset_marginable: 'boolean~',
  qty: 'decimal',
  qty_available: 'decimal',
  side: 'text',
  avg_entry_price: 'decimal',
  market_value: 'decimal?',
  cost_basis: 'decimal',
  unrealized_pl: 'decimal?',
  unrealized_plpc: 'decimal?',
  current_price: 'decimal?',
  lastday_price: 'decimal?',
  change_today: 'decimal?',
};

export const CLOCK: Shape = {
  timestamp: 'instant',
  is_open: 'boolean',
  next_open: 'instant',
  next_close: 'instant',
};

export const SESSION: Shape = {
  date: 'date',
  open: 'HH:MM',
  close: 'HH:MM',
  session_open: 'HHMM',
  session_close: 'HHMM',
  settlement_date: 'date~',
};

export const ASSET: Shape = {
  id: 'uuid',
  class: 'text',
  exchange: 'text',
  symbol: 'text',
  name: 'text',
  status: 'text',
  tradable: 'boolean',
  marginable: 'boolean',
  shortable: 'boolean',
  fractionable: 'boolean',
};

export const FILL: Shape = {
  id: 'text',
  activity_type: 'text',
  transaction_time: 'instant',
  type: 'text',
  symbol: 'text',
  side: 'text',
  qty: 'decimal',
  price: 'decimal',
  cum_qty: 'decimal',
  leaves_qty: 'decimal',
  order_id: 'uuid',
};

export const CONFIGURATION: Shape = {
  suspend_trade: 'boolean',
  no_shorting: 'boolean',
  fractional_trading: 'boolean',
  max_margin_multiplier: 'decimal',
  trade_confirm_email: 'text',
  ptp_no_exception_entry: 'boolean~',
};

export const PORTFOLIO_HISTORY: Shape = {
  timestamp: 'list',
  equity: 'list',
  profit_loss: 'list',
  profit_loss_pct: 'list',
  base_value: 'number',
  timeframe: 'text',
};

export const REFUSAL: Shape = { code: 'integer', message: 'text' };
