import { clientOrderId, sideOfIntent, type OrderKey } from '../../src/domain/client-order-id.ts';
import { finding } from '../../src/domain/finding.ts';
import { invariant } from '../../src/domain/invariant.ts';
import type { Money } from '../../src/domain/money.ts';
import type { BrokerOrder, JournalOrder, OrderRequest } from '../../src/domain/order.ts';
import { foreignTo } from '../../src/contracts/alpaca-wire.ts';
import { checkOrder, type Denial } from '../../src/rules/order-limits.ts';
import type { RefusalReason, Refused, SubmitResult } from '../../src/ports/broker.ts';
import { bookOrder } from '../bookkeeping/book-order.ts';
import { sha256 } from '../bookkeeping/sha256.ts';
import { ID_NAMES_ANOTHER_ORDER } from './settle-unknown.ts';
import { LAST_GATE } from './guarded-broker.ts';
import { LOOK_UP_PAUSE_MS, LOOK_UPS } from './look-ups.ts';
import type { ExecutorSession } from './session.ts';

export type WantedOrder = {
  readonly key: OrderKey;
  readonly positionId: number | null;
  readonly qty: number;
  readonly type: 'market' | 'stop';
  readonly timeInForce: 'day' | 'gtc';
  readonly orderClass: 'simple' | 'oto';
  readonly stopPrice: Money | null;
  readonly stopLossPrice: Money | null;
  /** It takes the place of a stop that rests and would stay otherwise. */
  readonly isMove?: true;
};

export type Submitted =
  | { readonly kind: 'live'; readonly order: BrokerOrder }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly message: string }
  | { readonly kind: 'denied'; readonly code: string; readonly message: string }
  /** Sent, and nobody knows: counts as live. */
  | { readonly kind: 'unknown'; readonly message: string };

/** An attempt of this very purpose is open, and it stands for another order. */
export const PAYLOAD_CHANGED = 'PAYLOAD_CHANGED';

type Send = (request: OrderRequest) => Promise<SubmitResult>;

/**
 * The one door through which an order leaves: the limits, then the intent committed under its id, then the request, at
 * which the last gate looks.
 * A lost reply is resolved by asking for the id, and only then by sending the same id with the same payload again:
 * whatever happened, at most one order exists.
 */
export async function submitOrder(
  session: ExecutorSession,
  wanted: WantedOrder,
  send?: Send,
): Promise<Submitted> {
  const sendRequest: Send = send ?? ((request) => session.broker.submit(request));
  const intended = intendOrder(session, wanted);
  if (intended.kind === 'denied') return intended;
  const { request } = intended;
  return takeResult(session, request, await sendRequest(request), sendRequest);
}

function isEntryForbidden({ store }: ExecutorSession, wanted: WantedOrder): boolean {
  return wanted.key.intent === 'entry' && store.killSwitch().level !== 'off';
}

/** What the limits would say: asked before an order that protects is given up for one that may be denied. */
export function foreseenDenial(session: ExecutorSession, wanted: WantedOrder): Denial | null {
  return checkOrder(requestFor(nextId(session, wanted.key), wanted), gateFacts(session, wanted));
}

function nextId({ store }: ExecutorSession, key: OrderKey): string {
  return clientOrderId(key, store.attempts(key) + 1);
}

type Intended =
  | { readonly kind: 'intended'; readonly request: OrderRequest }
  | Extract<Submitted, { readonly kind: 'denied' }>;

/** Checks and commits in one transaction, so that nothing can change between the look and the intent. */
function intendOrder(session: ExecutorSession, wanted: WantedOrder): Intended {
  const { store } = session;
  return store.transaction((): Intended => {
    if (isEntryForbidden(session, wanted)) {
      return { kind: 'denied', code: 'KILL_SWITCH', message: 'the kill switch is on' };
    }
    const pending = pendingAttempt(session, wanted.key);
    const id = pending?.clientOrderId ?? nextId(session, wanted.key);
    const request = requestFor(id, wanted);
    const payloadHash = sha256(JSON.stringify(request));
    if (pending !== undefined) {
      if (pending.payloadHash === payloadHash) return { kind: 'intended', request };
      return {
        kind: 'denied',
        code: PAYLOAD_CHANGED,
        message: `${id} is pending with another payload`,
      };
    }
    const denial = checkOrder(request, gateFacts(session, wanted));
    if (denial !== null) return { kind: 'denied', ...denial };
    store.intendOrder({
      request,
      intent: wanted.key.intent,
      tradeDate: wanted.key.tradeDate,
      positionId: wanted.positionId,
      payloadHash,
      runId: session.runId,
      at: session.clock.now(),
    });
    return { kind: 'intended', request };
  });
}

/** An earlier attempt whose fate is not known: it is the one to send again, never a new one. */
function pendingAttempt({ store }: ExecutorSession, key: OrderKey): JournalOrder | undefined {
  return store
    .ordersOfSession(key.tradeDate)
    .find(
      (order) =>
        order.ticker === key.ticker &&
        order.intent === key.intent &&
        (order.status === 'intended' || order.status === 'unknown_outcome'),
    );
}

function requestFor(id: string, wanted: WantedOrder): OrderRequest {
  const { key, qty, type, timeInForce, orderClass, stopPrice, stopLossPrice } = wanted;
  const side = sideOfIntent(key.intent);
  return {
    clientOrderId: id,
    symbol: key.ticker,
    side,
    qty,
    type,
    timeInForce,
    orderClass,
    stopPrice,
    stopLossPrice,
  };
}

function gateFacts(
  session: ExecutorSession,
  wanted: WantedOrder,
): Parameters<typeof checkOrder>[1] {
  const { store, execution, signals, rules } = session;
  const { ticker, intent, tradeDate } = wanted.key;
  const sent = store
    .ordersOfSession(tradeDate)
    .filter((order) => order.payloadHash !== 'made by the broker');
  const planned = signals?.entries.find((entry) => entry.ticker === ticker);
  const held = store.openPositions().find((position) => position.ticker === ticker);
  return {
    intent,
    isMove: wanted.isMove === true,
    tradeOrdersSent: sent.filter((order) => order.intent !== 'stop').length,
    stopOrdersSent: sent.filter((order) => order.intent === 'stop').length,
    maxTradeOrders: execution.max_daily_trade_orders,
    maxStopOrders: execution.max_daily_stop_orders,
    sharesHeld: held?.shares ?? 0,
    planned:
      planned === undefined ? null : { qty: planned.qty, referencePrice: planned.reference_price },
    positionSize: rules.positionSize,
  };
}

async function takeResult(
  session: ExecutorSession,
  request: OrderRequest,
  result: SubmitResult,
  sendAgain: Send | null,
): Promise<Submitted> {
  const { store, clock } = session;
  switch (result.kind) {
    case 'accepted':
      return live(session, request, result.order);
    case 'refused':
      if (result.reason === 'duplicate_client_order_id') return adoptExisting(session, request);
      store.updateOrder(
        request.clientOrderId,
        { status: 'refused', rejectReason: `${result.reason}: ${result.message}` },
        clock.now(),
      );
      return (
        heldBack(result) ?? { kind: 'refused', reason: result.reason, message: result.message }
      );
    case 'unknown':
      store.updateOrder(request.clientOrderId, { status: 'unknown_outcome' }, clock.now());
      return resolveUnknown(session, request, result.message, sendAgain);
  }
}

/** What our own last gate held back was refused by nobody else. */
function heldBack({ details, message }: Refused): Submitted | null {
  const code = details[LAST_GATE];
  return code === undefined ? null : { kind: 'denied', code, message };
}

async function resolveUnknown(
  session: ExecutorSession,
  request: OrderRequest,
  message: string,
  sendAgain: Send | null,
): Promise<Submitted> {
  for (let look = 0; look < LOOK_UPS; look += 1) {
    await session.clock.sleep(LOOK_UP_PAUSE_MS);
    const found = await readWhole(session, request);
    if (found !== null) return adopt(session, request, found);
  }
  const isForbidden = request.side === 'buy' && session.store.killSwitch().level !== 'off';
  if (sendAgain === null || isForbidden) return { kind: 'unknown', message };
  return takeResult(session, request, await sendAgain(request), null);
}

/** The broker says the id is used: the order exists, sent by an earlier try of ours. */
async function adoptExisting(session: ExecutorSession, request: OrderRequest): Promise<Submitted> {
  const found = await readWhole(session, request);
  if (found === null) {
    session.store.updateOrder(
      request.clientOrderId,
      { status: 'unknown_outcome' },
      session.clock.now(),
    );
    return { kind: 'unknown', message: 'the id is used, and the order cannot be read yet' };
  }
  return adopt(session, request, found);
}

/**
 * Under an id of ours the broker shows an order without its legs; by the broker's own id, with them. Reads lag apart:
 * booked without its leg, a filled entry would never learn of the stop that rests for it. Null until both can be read.
 */
async function readWhole(
  { broker }: ExecutorSession,
  { clientOrderId: id }: OrderRequest,
): Promise<BrokerOrder | null> {
  const found = await broker.orderByClientId(id);
  return found === null ? null : broker.orderById(found.id);
}

/** The id stands for one payload: what is found under it must be the very order, or somebody else uses our ids. */
async function adopt(
  session: ExecutorSession,
  request: OrderRequest,
  found: BrokerOrder,
): Promise<Submitted> {
  const difference = foreignTo(request, found);
  if (difference === null) return live(session, request, found);
  const code = ID_NAMES_ANOTHER_ORDER;
  const message = `${request.clientOrderId} names another order at the broker: ${difference}`;
  const remedy = 'another program or an older database is trading this account: stop it, then look';
  // Nothing of ours can ever exist under this id, and nothing of theirs is ours.
  session.store.updateOrder(
    request.clientOrderId,
    { status: 'refused', rejectReason: `${code}: ${difference}` },
    session.clock.now(),
  );
  session.disputed.add(request.symbol);
  session.log.findings.push(finding('error', code, request.symbol, message, remedy));
  await session.notifier.notify({ code, subject: request.symbol, message });
  return { kind: 'denied', code, message };
}

function live(session: ExecutorSession, request: OrderRequest, order: BrokerOrder): Submitted {
  const { store, runId, clock } = session;
  const journal = store.orderByClientId(request.clientOrderId);
  invariant(journal !== null, `${request.clientOrderId} was sent without its intent`);
  bookOrder(journal, order, { store, runId, at: clock.now() });
  return { kind: 'live', order };
}
