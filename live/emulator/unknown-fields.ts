/**
 * Alpaca passes over what it does not know: a misspelt field, a time in force inside a stop loss, a stop loss without an
 * order class. Here a client can be told of it.
 */
import type { WireCall } from './wire-call.ts';

type Shape = { readonly [field: string]: true | Shape };

const ORDER: Shape = {
  symbol: true,
  qty: true,
  notional: true,
  side: true,
  type: true,
  time_in_force: true,
  limit_price: true,
  stop_price: true,
  trail_price: true,
  trail_percent: true,
  extended_hours: true,
  client_order_id: true,
  order_class: true,
  position_intent: true,
  take_profit: { limit_price: true },
  stop_loss: { stop_price: true, limit_price: true },
};
const CHANGE: Shape = {
  qty: true,
  time_in_force: true,
  limit_price: true,
  stop_price: true,
  trail: true,
  client_order_id: true,
};
const CONFIGURATION: Shape = {
  suspend_trade: true,
  no_shorting: true,
  fractional_trading: true,
  max_margin_multiplier: true,
  trade_confirm_email: true,
  ptp_no_exception_entry: true,
  max_options_trading_level: true,
  disable_overnight_trading: true,
};

/** The fields of a body that change nothing, with dots: `stop_loss.time_in_force`. */
export function unknownFields({ method, path, body }: WireCall): readonly string[] {
  const shape = shapeOf(method, path);
  const value = shape === undefined ? undefined : parsed(body);
  if (shape === undefined || value === undefined) return [];
  const unknown = outside(shape, value, '');
  const isSimple = [undefined, null, '', 'simple'].some((name) => name === value['order_class']);
  if (shape !== ORDER || !isSimple) return unknown;
  const legs = ['take_profit', 'stop_loss'].filter((leg) => isObject(value[leg]));
  return [...unknown.filter((field) => !legs.includes(field.split('.')[0] ?? '')), ...legs];
}

function shapeOf(method: string, path: string): Shape | undefined {
  if (method === 'POST') return path === '/v2/orders' ? ORDER : undefined;
  if (method !== 'PATCH') return undefined;
  if (path === '/v2/account/configurations') return CONFIGURATION;
  return path.startsWith('/v2/orders/') ? CHANGE : undefined;
}

function outside(shape: Shape, value: Readonly<Record<string, unknown>>, prefix: string): string[] {
  return Object.entries(value).flatMap(([field, inner]) => {
    const known = Object.hasOwn(shape, field) ? shape[field] : undefined;
    if (known === undefined) return [`${prefix}${field}`];
    return known !== true && isObject(inner) ? outside(known, inner, `${prefix}${field}.`) : [];
  });
}

function parsed(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
