/**
 * What clients send to the emulator: the other side of `alpaca-wire.ts`. Decimals may be strings or numbers, booleans
 * may be `True`, unknown fields are ignored, all as at Alpaca; what is not understood is refused in Alpaca's words.
 * Whether an order makes sense is not asked here.
 *
 * @see https://docs.alpaca.markets/reference/postorder
 */
import * as z from 'zod';

import { parseMoney, type Money } from '../domain/money.ts';
import type { PaperOrderChange, PaperOrderRequest } from '../domain/paper-request.ts';
import { MOST_SHARES, parseQuantity, type Quantity } from '../domain/quantity.ts';

export type RequestDecoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: number; readonly message: string };

const INVALID = 40010001;
const UNPROCESSABLE = 42210000;

const DECIMAL = /^-?\d{1,11}(?:\.\d{1,18})?$/;
/** Digits after the point that no exchange tick has. */
const BELOW_ANY_TICK = /\.\d{4}0*[1-9]/;

const wireDecimal = z.union([z.string(), z.number()]).transform(String);
const text = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === '' ? null : value));
const side = z.enum(['buy', 'sell'], { error: 'invalid side' });
const timeInForce = z.enum(['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'], {
  error: 'invalid time_in_force',
});

const orderBody = z
  .object({
    symbol: z.string({ error: 'symbol is required' }).min(1, 'symbol is required'),
    side,
    type: z.enum(['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'], {
      error: 'invalid order type',
    }),
    time_in_force: timeInForce,
    order_class: z
      .enum(['', 'simple', 'oto', 'oco', 'bracket'], { error: 'invalid order_class' })
      .nullish(),
    qty: quantity('qty'),
    notional: price('notional'),
    limit_price: price('limit_price'),
    stop_price: price('stop_price'),
    trail_price: price('trail_price'),
    trail_percent: decimal('trail_percent'),
    position_intent: z
      .enum(['buy_to_open', 'buy_to_close', 'sell_to_open', 'sell_to_close'], {
        error: 'invalid position_intent',
      })
      .nullish(),
    client_order_id: text,
    extended_hours: z.boolean().nullish(),
    take_profit: z.object({ limit_price: price('take_profit.limit_price') }).nullish(),
    stop_loss: z
      .object({
        stop_price: price('stop_loss.stop_price'),
        limit_price: price('stop_loss.limit_price'),
      })
      .nullish(),
  })
  .refine((body) => body.qty !== null || body.notional !== null, 'qty or notional is required')
  .refine(
    (body) => body.qty === null || body.notional === null,
    'only one of qty or notional is accepted',
  )
  .transform((body): PaperOrderRequest => ({
    clientOrderId: body.client_order_id,
    symbol: body.symbol,
    side: body.side,
    type: body.type,
    timeInForce: body.time_in_force,
    orderClass: body.order_class === '' ? 'simple' : (body.order_class ?? 'simple'),
    qty: body.qty,
    notional: body.notional,
    limitPrice: body.limit_price,
    stopPrice: body.stop_price,
    trailPrice: body.trail_price,
    trailPercent: body.trail_percent,
    takeProfitPrice: body.take_profit?.limit_price ?? null,
    stopLossPrice: body.stop_loss?.stop_price ?? null,
    stopLossLimitPrice: body.stop_loss?.limit_price ?? null,
    extendedHours: body.extended_hours ?? false,
    positionIntent: body.position_intent ?? null,
  }));

const changeBody = z
  .object({
    qty: quantity('qty'),
    limit_price: price('limit_price'),
    stop_price: price('stop_price'),
    trail: decimal('trail'),
    client_order_id: text,
    time_in_force: timeInForce.nullish(),
  })
  .transform((body): PaperOrderChange => ({
    clientOrderId: body.client_order_id,
    qty: body.qty,
    limitPrice: body.limit_price,
    stopPrice: body.stop_price,
    trail: body.trail,
    timeInForce: body.time_in_force ?? null,
  }));

export function decodeOrderBody(value: unknown): RequestDecoded<PaperOrderRequest> {
  return decode(orderBody, value);
}

export function decodeChangeBody(value: unknown): RequestDecoded<PaperOrderChange> {
  return decode(changeBody, value);
}

function decimal(field: string) {
  return wireDecimal
    .refine((digits) => DECIMAL.test(digits), `${field} must be a decimal`)
    .transform(Number)
    .nullish()
    .transform((value) => value ?? null);
}

/** Shares of at most nine decimals, exact; the emulator counts up to nine million. */
function quantity(field: string) {
  return wireDecimal
    .transform((digits, context): Quantity => {
      const parsed = parseQuantity(digits);
      if (parsed !== undefined) return parsed;
      context.addIssue({ code: 'custom', message: problemOfQuantity(field, digits) });
      return z.NEVER;
    })
    .nullish()
    .transform((value) => value ?? null);
}

function problemOfQuantity(field: string, digits: string): string {
  if (!DECIMAL.test(digits)) return `${field} must be a decimal`;
  if (Number(digits) <= 0) return `${field} must be > 0`;
  return Number(digits) > MOST_SHARES
    ? `${field} must be at most ${MOST_SHARES} in this emulator`
    : `${field} must have at most 9 decimals`;
}

function price(field: string) {
  return wireDecimal
    .transform((digits, context): Money => {
      const money = DECIMAL.test(digits) ? parseMoney(digits) : undefined;
      if (money !== undefined && !BELOW_ANY_TICK.test(digits)) return money;
      const subPenny =
        `invalid ${field} ${digits}. ` +
        'sub-penny increment does not fulfill minimum pricing criteria';
      context.addIssue(
        money === undefined
          ? { code: 'custom', message: `${field} must be a decimal` }
          : { code: 'custom', message: subPenny, params: { code: UNPROCESSABLE } },
      );
      return z.NEVER;
    })
    .nullish()
    .transform((value) => value ?? null);
}

function decode<T>(schema: z.ZodType<T>, value: unknown): RequestDecoded<T> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  const code: unknown = issue?.code === 'custom' ? issue.params?.['code'] : undefined;
  return {
    ok: false,
    code: typeof code === 'number' ? code : INVALID,
    message: issue?.message ?? 'request body format is invalid',
  };
}
