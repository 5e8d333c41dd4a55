/** Why a broker says no, in our words. */
export type RefusalReason =
  | 'duplicate_client_order_id'
  | 'insufficient_qty'
  | 'insufficient_buying_power'
  | 'wash_trade'
  | 'pattern_day_trading'
  | 'account_restricted'
  | 'stop_above_market'
  | 'sub_penny_price'
  | 'order_class_refused'
  | 'not_cancelable'
  | 'not_replaceable'
  | 'not_found'
  | 'asset_not_tradable'
  | 'invalid_request'
  | 'unauthorized'
  | 'other';
