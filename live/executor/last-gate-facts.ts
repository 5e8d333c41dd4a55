import { parseClientOrderId } from '../../src/domain/client-order-id.ts';
import {
  moneyFromNumber,
  moneyFromUnits,
  timesShares,
  type Money,
} from '../../src/domain/money.ts';
import { isSettled, type JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { EntrySignal } from '../../src/contracts/signal-file.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type {
  BoughtToday,
  LastGateFacts,
  Leaving,
  OrderCounts,
} from '../../src/rules/last-gate.ts';
import { recordedEntries } from '../bookkeeping/recorded-plan.ts';
import type { ExecutorSession } from './session.ts';

/** One purpose of one symbol on one day: a broker that ends every order at once is not fed for ever. */
const MOST_ATTEMPTS = 20;
/** Requests of one run for each order the day allows. */
const REQUESTS_PER_ORDER = 4;
const LEAST_STOP_DISTANCE = 50;

export type Moment = {
  /** The broker's id of the order this one takes the place of. */
  readonly replaces: string | null;
  readonly entriesUntil: number;
  /** Requests of this run, this one included. */
  readonly requests: number;
  readonly latestPrice: Money | null;
};

/** What the last gate goes by: the committed books at this moment, nothing that a phase has kept in mind. */
export function lastGateFacts(
  session: ExecutorSession,
  leaving: Leaving,
  moment: Moment,
): LastGateFacts {
  const { store, clock, execution, rules } = session;
  const row = store.orderByClientId(leaving.clientOrderId);
  const plan = recordedEntries(store, session.tradeDate);
  const planned = plan.find(({ ticker }) => ticker === leaving.symbol);
  const position = store.openPositions().find(({ ticker }) => ticker === leaving.symbol);
  return {
    intent: row === null ? null : { ...row, purpose: row.intent },
    isKillSwitchOff: isOff(store),
    now: clock.now(),
    entriesUntil: moment.entriesUntil,
    counts: countsOf(session, leaving, moment.requests),
    planned:
      planned === undefined
        ? null
        : {
            qty: planned.qty,
            referencePrice: planned.reference_price,
            stopPrice: planned.stop_price,
          },
    bought: boughtToday(session, leaving, plan),
    latestPrice: moment.latestPrice,
    maxPriceDistance: execution.max_price_distance,
    maxStopDistance: Math.max(
      LEAST_STOP_DISTANCE,
      rules.stopLossPct + execution.max_price_distance,
    ),
    held: position === undefined ? null : heldOf(position, store),
    onSale: onSale(store, leaving, moment.replaces),
  };
}

function heldOf(position: Position, store: StateStore): LastGateFacts['held'] {
  const { shares, entryPrice, stopPrice, positionId } = position;
  const isRepaired = store.corrections().some((one) => one.positionId === positionId);
  return { shares, entryPrice, repairedStop: isRepaired ? stopPrice : null };
}

/** A switch that cannot be read is on. */
function isOff(store: StateStore): boolean {
  try {
    return store.killSwitch().level === 'off';
  } catch {
    return false;
  }
}

function countsOf(session: ExecutorSession, leaving: Leaving, requests: number): OrderCounts {
  const { store, tradeDate, execution } = session;
  const key = parseClientOrderId(leaving.clientOrderId);
  const trades = store.ordersOfSession(tradeDate).filter(({ intent }) => intent !== 'stop').length;
  const { max_daily_trade_orders: maxTrades, max_daily_stop_orders: maxStops } = execution;
  return {
    trades: key?.intent === 'stop' ? 0 : trades,
    maxTrades,
    attempts: key === undefined ? Infinity : store.attempts(key),
    maxAttempts: MOST_ATTEMPTS,
    requests,
    maxRequests: REQUESTS_PER_ORDER * (maxTrades + maxStops),
  };
}

/** An entry that ended without a share has bought nothing and will buy nothing. */
function boughtToday(
  { store, tradeDate, rules }: ExecutorSession,
  leaving: Leaving,
  plan: readonly EntrySignal[],
): BoughtToday {
  const others = store
    .ordersOfSession(tradeDate)
    .filter(
      ({ intent, clientOrderId }) => intent === 'entry' && clientOrderId !== leaving.clientOrderId,
    );
  const size = moneyFromNumber(rules.positionSize);
  const costOf = (ticker: string, qty: number): number => {
    const entry = plan.find((planned) => planned.ticker === ticker);
    return entry === undefined ? size : timesShares(entry.reference_price, qty);
  };
  const ofSymbol = others.filter(({ ticker }) => ticker === leaving.symbol);
  return {
    shares: ofSymbol.reduce((sum, order) => sum + sharesOf(order), 0),
    dollars: moneyFromUnits(
      others.reduce((sum, order) => sum + costOf(order.ticker, sharesOf(order)), 0),
    ),
    maxDollars: moneyFromUnits(Math.min(rules.maxPositions, plan.length) * size),
  };
}

function sharesOf({ status, qty, filledQty }: JournalOrder): number {
  return isSettled(status) ? filledQty : qty;
}

function onSale(store: StateStore, leaving: Leaving, replaces: string | null): number {
  return store
    .unsettledOrders()
    .filter(
      (order) =>
        order.side === 'sell' &&
        // A waiting leg sells nothing before its entry is whole.
        order.status !== 'held' &&
        order.ticker === leaving.symbol &&
        order.clientOrderId !== leaving.clientOrderId &&
        (replaces === null || order.brokerOrderId !== replaces),
    )
    .reduce((sum, { qty, filledQty }) => sum + qty - filledQty, 0);
}
