/**
 * An event of an order as its `trade_updates` message. `timestamp` is always there: clients insist on it.
 *
 * @see https://docs.alpaca.markets/docs/websocket-streaming
 */
import type { Instant } from '../../src/domain/account.ts';
import { formatMoney } from '../../src/domain/money.ts';
import { formatQuantity } from '../../src/domain/quantity.ts';
import { deterministicId } from '../../src/paper-broker/deterministic-id.ts';
import type { BrokerEvent, OrderEvent } from '../../src/paper-broker/paper-state.ts';
import { wireTime, type WireObject } from './replies.ts';
import { wireOrder } from './wire-order.ts';

export type TradeUpdate = {
  /** Grows with every update of the account; 26 characters, as a ULID looks. */
  readonly id: string;
  readonly event: OrderEvent;
};

/** What the stream tells of these events; `first` is the number of the first, counted over the account's life. */
export function tradeUpdatesOf(events: readonly BrokerEvent[], first: number): TradeUpdate[] {
  return events
    .filter((event): event is OrderEvent => event.kind === 'order')
    .map((event, index) => ({ id: updateId(event.at, first + index), event }));
}

export function wireUpdate({ id, event: happened }: TradeUpdate): WireObject {
  const { event, order, executionId, price, qty, positionQty, at } = happened;
  return {
    event,
    event_id: id,
    execution_id: executionId ?? deterministicId(`execution/${order.id}/${event}`, at),
    at: wireTime(at),
    timestamp: wireTime(at),
    order: wireOrder({ order, legs: [] }),
    ...(price !== null && { price: formatMoney(price) }),
    ...(qty !== null && { qty: formatQuantity(qty) }),
    ...(positionQty !== null && { position_qty: formatQuantity(positionQty) }),
  };
}

const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const COUNT_DIGITS = 16;

/** Sorted by time and then by number. */
function updateId(at: Instant, number: number): string {
  return base32(at, TIME_DIGITS) + base32(number, COUNT_DIGITS);
}

function base32(value: number, digits: number): string {
  let [rest, text] = [value, ''];
  for (let digit = 0; digit < digits; digit += 1) {
    text = BASE_32.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
