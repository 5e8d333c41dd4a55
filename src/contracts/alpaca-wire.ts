/**
 * What Alpaca sends, turned into our nouns, and what we send. Reading is loose where the broker may change (unknown
 * fields, statuses, types) and strict where we decide: decimals must be plain decimals, a fill has a price, an instant
 * has an offset. A reply that breaks this is reported as a problem, never as an empty or guessed value.
 *
 * @see https://docs.alpaca.markets/reference/postorder
 */
import * as z from 'zod';

import type { BrokerAccount, BrokerAsset, BrokerClock, BrokerPosition } from '../domain/account.ts';
import { invariant } from '../domain/invariant.ts';
import { formatMoney, type Money } from '../domain/money.ts';
import {
  isKnownOrderStatus,
  type BrokerOrder,
  type OrderClass,
  type OrderRequest,
  type OrderType,
  type TimeInForce,
} from '../domain/order.ts';
import type { SessionDate } from '../domain/session-date.ts';
import {
  instant,
  minuteOfDay,
  money,
  quantity,
  sessionDay,
  text,
  timestamp,
} from './alpaca-fields.ts';
import { decoder, type Decoded, type Decoder } from './decoder.ts';
import { guardJson } from './json-guard.ts';

/** A session as the broker's calendar shows it: minutes after midnight New York. */
export type WireSession = {
  readonly date: SessionDate;
  readonly openMinute: number;
  readonly closeMinute: number;
};

const ORDER_TYPES: readonly OrderType[] = [
  'market',
  'limit',
  'stop',
  'stop_limit',
  'trailing_stop',
];
const TIMES_IN_FORCE: readonly TimeInForce[] = ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'];
const ORDER_CLASSES: readonly OrderClass[] = ['simple', 'oto', 'oco', 'bracket'];

const orderFields = {
  id: text,
  client_order_id: text,
  symbol: text,
  side: z.enum(['buy', 'sell']),
  type: z.string().nullish(),
  time_in_force: z.string().nullish(),
  order_class: z.string().nullish(),
  status: text,
  qty: quantity.nullish(),
  filled_qty: quantity,
  filled_avg_price: money.nullish(),
  limit_price: money.nullish(),
  stop_price: money.nullish(),
  created_at: timestamp.nullish(),
  submitted_at: timestamp.nullish(),
  filled_at: z.string().nullish(),
  expires_at: z.string().nullish(),
  replaces: z.string().nullish(),
  replaced_by: z.string().nullish(),
};
const leg = z
  .object(orderFields)
  .transform((row) => orderOf(row, []))
  .superRefine(refuseContradictions);
const order = z
  .object({ ...orderFields, legs: z.array(leg).nullish() })
  .transform((row) => orderOf(row, row.legs ?? []))
  .superRefine(refuseContradictions);

const account = z
  .object({
    id: text,
    account_number: text,
    status: text,
    cash: money,
    equity: money,
    buying_power: money,
    multiplier: quantity,
    trading_blocked: z.boolean(),
    account_blocked: z.boolean(),
    trade_suspended_by_user: z.boolean(),
  })
  .transform((row): BrokerAccount => ({
    id: row.id,
    accountNumber: row.account_number,
    status: row.status,
    cash: row.cash,
    equity: row.equity,
    buyingPower: row.buying_power,
    multiplier: row.multiplier,
    tradingBlocked: row.trading_blocked,
    accountBlocked: row.account_blocked,
    tradeSuspendedByUser: row.trade_suspended_by_user,
  }));

const position = z
  .object({
    symbol: text,
    side: z.enum(['long', 'short']),
    qty: quantity,
    qty_available: quantity,
    avg_entry_price: money,
    current_price: money.nullish(),
  })
  .refine((row) => row.side === 'short' || row.qty >= 0, 'is long with a negative quantity')
  .transform((row): BrokerPosition => ({
    symbol: row.symbol,
    // Whether a short carries its minus sign is not promised; its side is.
    qty: row.side === 'short' ? -Math.abs(row.qty) : row.qty,
    qtyAvailable: row.qty_available,
    avgEntryPrice: row.avg_entry_price,
    currentPrice: row.current_price ?? null,
  }));

const clock = z
  .object({ timestamp: instant, is_open: z.boolean(), next_open: instant, next_close: instant })
  .transform((row): BrokerClock => ({
    timestamp: row.timestamp,
    isOpen: row.is_open,
    nextOpen: row.next_open,
    nextClose: row.next_close,
  }));

const session = z
  .object({ date: sessionDay, open: minuteOfDay, close: minuteOfDay })
  .refine((row) => row.open < row.close, 'closes before it opens')
  .transform((row): WireSession => ({
    date: row.date,
    openMinute: row.open,
    closeMinute: row.close,
  }));

const asset = z
  .object({
    symbol: text,
    name: z.string().nullish(),
    tradable: z.boolean(),
    status: text,
    fractionable: z.boolean(),
  })
  .transform((row): BrokerAsset => ({ ...row, name: row.name ?? '' }));

const latestTrades = z
  .object({ trades: z.record(z.string(), z.object({ p: money.nullish() })).nullable() })
  .transform((reply): ReadonlyMap<string, Money> => {
    const prices = new Map<string, Money>();
    for (const [symbol, trade] of Object.entries(reply.trades ?? {})) {
      if (trade.p !== undefined && trade.p !== null && trade.p > 0) prices.set(symbol, trade.p);
    }
    return prices;
  });

export const decodeOrder: Decoder<BrokerOrder> = decoder(order);
export const decodeOrders: Decoder<readonly BrokerOrder[]> = decoder(z.array(order));
export const decodeAccount: Decoder<BrokerAccount> = decoder(account);
export const decodePositions: Decoder<readonly BrokerPosition[]> = decoder(z.array(position));
export const decodeClock: Decoder<BrokerClock> = decoder(clock);
export const decodeCalendar: Decoder<readonly WireSession[]> = decoder(z.array(session));
export const decodeAsset: Decoder<BrokerAsset> = decoder(asset);
/** Last trade price by symbol; a symbol without a trade, or with a price of zero, is absent. */
export const decodeLatestTrades: Decoder<ReadonlyMap<string, Money>> = decoder(latestTrades);

/** JSON text as a value; an empty body (a 204) is `undefined`. */
export function decodeJson(body: string): Decoded<unknown> {
  if (body.trim() === '') return { ok: true, value: undefined };
  try {
    const value = JSON.parse(body) as unknown;
    const hidden = guardJson(body);
    return hidden === undefined ? { ok: true, value } : { ok: false, problem: hidden };
  } catch {
    return { ok: false, problem: 'the body is not JSON, or was cut off' };
  }
}

/**
 * The body of `POST /v2/orders`. Decimals travel as strings; keys that do not apply are absent, because a zero or a
 * stray price is refused. An `oto` group shares one time in force: the stop leg has none of its own.
 *
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca#oto-orders
 */
export function encodeOrderRequest(request: OrderRequest): Readonly<Record<string, unknown>> {
  invariant(
    Number.isSafeInteger(request.qty) && request.qty > 0,
    `shares to order must be a positive whole number, are ${request.qty}`,
  );
  invariant(
    (request.type === 'stop') === (request.stopPrice !== null) &&
      (request.orderClass === 'oto') === (request.stopLossPrice !== null),
    `prices of ${request.clientOrderId} do not fit its type and class`,
  );
  return {
    symbol: request.symbol,
    side: request.side,
    qty: String(request.qty),
    type: request.type,
    time_in_force: request.timeInForce,
    client_order_id: request.clientOrderId,
    ...(request.stopPrice !== null && { stop_price: formatMoney(request.stopPrice) }),
    ...(request.stopLossPrice !== null && {
      order_class: 'oto',
      stop_loss: { stop_price: formatMoney(request.stopLossPrice) },
    }),
  };
}

/** Why an order that came back is not the one we asked for; null when it is. Its type may differ: market buys become limits. */
export function contradictionOf(order: BrokerOrder, request: OrderRequest): string | null {
  const pairs = [
    ['client_order_id', order.clientOrderId, request.clientOrderId],
    ['symbol', order.symbol, request.symbol],
    ['side', order.side, request.side],
    ['qty', order.qty, request.qty],
  ] as const;
  const differing = pairs.find(([, got, asked]) => got !== asked);
  if (differing === undefined) return null;
  const [field, got, asked] = differing;
  return `asked for ${field} ${asked}, the reply says ${got ?? 'nothing'}`;
}

/**
 * Where an order found under an id of ours is not the one that was asked for; null when it is. All that was asked is
 * compared, as far as the broker shows it. The move of a leg stays a member of its group.
 */
export function foreignTo(request: OrderRequest, order: BrokerOrder): string | null {
  const contradiction = contradictionOf(order, request);
  if (contradiction !== null) return contradiction;
  const { stopLossPrice, stopPrice, timeInForce } = request;
  const leg = order.legs.find(({ status }) => status !== 'replaced');
  const pairs = [
    ['type', order.type === 'stop', request.type === 'stop', order.type !== 'unknown'],
    ['time_in_force', order.timeInForce, timeInForce, order.timeInForce !== 'unknown'],
    ['stop_price', order.stopPrice, stopPrice, stopPrice !== null],
    ['order_class', order.orderClass, 'oto', request.orderClass === 'oto'],
    ['stop_loss', leg?.stopPrice, stopLossPrice, leg !== undefined && stopLossPrice !== null],
  ] as const;
  const differing = pairs.find(([, got, asked, isShown]) => isShown && got !== asked);
  return differing === undefined ? null : `another ${differing[0]} than asked for`;
}

type OrderRow = z.infer<z.ZodObject<typeof orderFields>>;

function orderOf(row: OrderRow, legs: readonly BrokerOrder[]): BrokerOrder {
  return {
    id: row.id,
    clientOrderId: row.client_order_id,
    symbol: row.symbol,
    side: row.side,
    type: knownOf(ORDER_TYPES, row.type),
    timeInForce: knownOf(TIMES_IN_FORCE, row.time_in_force),
    // A simple order carries an empty class.
    orderClass: knownOf(ORDER_CLASSES, row.order_class === '' ? 'simple' : row.order_class),
    status: isKnownOrderStatus(row.status) ? row.status : 'unknown',
    rawStatus: row.status,
    qty: row.qty ?? null,
    filledQty: row.filled_qty,
    filledAvgPrice: row.filled_avg_price ?? null,
    limitPrice: row.limit_price ?? null,
    stopPrice: row.stop_price ?? null,
    submittedAt: row.submitted_at ?? row.created_at ?? '',
    filledAt: row.filled_at ?? null,
    expiresAt: row.expires_at ?? null,
    replaces: row.replaces ?? null,
    replacedBy: row.replaced_by ?? null,
    legs,
  };
}

function refuseContradictions(row: BrokerOrder, context: z.RefinementCtx): void {
  const refuse = (message: string): void => {
    context.addIssue({ code: 'custom', message: `order ${row.id} ${message}` });
  };
  if (row.submittedAt === '') refuse('has neither submitted_at nor created_at');
  if (row.filledQty < 0) refuse('has a negative fill');
  if (row.filledQty > 0 && row.filledAvgPrice === null) refuse('has a fill without a price');
  if (row.status === 'filled' && row.filledQty === 0) refuse('is filled with nothing');
}

function knownOf<T extends string>(
  known: readonly T[],
  value: string | null | undefined,
): T | 'unknown' {
  return known.find((candidate) => candidate === value) ?? 'unknown';
}
