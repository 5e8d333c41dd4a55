/**
 * What was asked of the emulator and what happened in it, one line of JSON each, in order. Times are the account's, ids
 * come from its seed: the same seed and the same requests give the same bytes.
 */
import type { Instant } from '../../src/domain/account.ts';
import type { OrderEvent } from '../../src/paper-broker/paper-state.ts';
import { formatMoney } from '../../src/domain/money.ts';
import { formatQuantity } from '../../src/domain/quantity.ts';
import { wireTime, type WireObject } from './replies.ts';

export type LoggedRequest = {
  readonly at: Instant;
  readonly method: string;
  /** With its query; keys are never part of it. */
  readonly path: string;
  readonly status: number;
  /** Of the body, where it was refused. */
  readonly code: number | null;
  /** Of a command to the emulator itself. */
  readonly body?: string;
};

type Entry =
  | ({ readonly kind: 'request'; readonly number: number } & LoggedRequest)
  | { readonly kind: 'event'; readonly number: number; readonly event: OrderEvent };

export type RequestLog = {
  addRequest(request: LoggedRequest): void;
  addEvent(event: OrderEvent): void;
  /** The newest requests, newest first. */
  lastRequests(count: number): readonly LoggedRequest[];
  /** Entries after that number (0: from the beginning, as far as they are kept), each as a line with its end. */
  lines(after: number): string;
  /** The number of the newest entry. */
  newest(): number;
};

/** Of the newest entries, at least so many are kept, and at most twice as many. */
const KEPT = 50_000;

export function createRequestLog(): RequestLog {
  let entries: Entry[] = [];
  let number = 0;
  const add = (entry: Entry): void => {
    entries.push(entry);
    if (entries.length >= 2 * KEPT) entries = entries.slice(-KEPT);
  };
  const next = (): number => {
    number += 1;
    return number;
  };
  return {
    addRequest: (request) => {
      add({ kind: 'request', number: next(), ...request });
    },
    addEvent: (event) => {
      add({ kind: 'event', number: next(), event });
    },
    lastRequests: (count) => lastRequestsOf(entries, count),
    lines: (after) =>
      entries
        .filter((entry) => entry.number > after)
        .map((entry) => `${JSON.stringify(lineOf(entry))}\n`)
        .join(''),
    newest: () => number,
  };
}

function lastRequestsOf(entries: readonly Entry[], count: number): LoggedRequest[] {
  const found: LoggedRequest[] = [];
  for (let at = entries.length - 1; at >= 0 && found.length < count; at -= 1) {
    const entry = entries[at];
    if (entry?.kind === 'request') found.push(entry);
  }
  return found;
}

function lineOf(entry: Entry): WireObject {
  if (entry.kind === 'event') return { n: entry.number, ...eventLine(entry.event) };
  const { number, at, method, path, status, code, body } = entry;
  const line = { n: number, at: wireTime(at), method, path, status, code };
  return body === undefined ? line : { ...line, body };
}

function eventLine({ at, event, order, price, qty }: OrderEvent): WireObject {
  return {
    at: wireTime(at),
    event,
    symbol: order.symbol,
    order_id: order.id,
    client_order_id: order.clientOrderId,
    status: order.status,
    ...(price !== null && { price: formatMoney(price) }),
    ...(qty !== null && { qty: formatQuantity(qty) }),
  };
}
