import { invariant } from '../../src/domain/invariant.ts';
import { moneyFromUnits, type Money } from '../../src/domain/money.ts';
import {
  canReach,
  isSettled,
  isTerminal,
  type BrokerOrder,
  type JournalOrder,
} from '../../src/domain/order.ts';
import type { ExitReason, Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { Instant } from '../../src/domain/account.ts';
import type { EntrySignal } from '../../src/contracts/signal-file.ts';
import { closedTrade } from '../../src/plans/simulated-session.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { recordedEntries } from './recorded-plan.ts';

export type BookingContext = {
  readonly store: StateStore;
  readonly runId: string;
  readonly at: Instant;
};

/**
 * Takes what the broker shows of one of our orders into the journal and the book, in one transaction: status, fills,
 * the stop leg the broker made, the position opened, reduced or closed. A reading older than what is already booked
 * changes nothing: filled quantities never shrink and a final status stays final.
 */
export function bookOrder(journal: JournalOrder, seen: BrokerOrder, context: BookingContext): void {
  const { store } = context;
  const current = store.orderByClientId(journal.clientOrderId);
  invariant(current !== null, `no order ${journal.clientOrderId} in the journal`);
  // The run is the one writer: what it read is what is there when its transaction begins.
  if (showsNothingNew(current, seen) || isStale(current, seen)) return;
  store.transaction(() => {
    const newShares = seen.filledQty - current.filledQty;
    invariant(
      Number.isInteger(newShares),
      `${current.clientOrderId}: ${newShares} shares filled, not whole`,
    );
    store.updateOrder(
      current.clientOrderId,
      {
        status: seen.status,
        brokerOrderId: seen.id,
        filledQty: seen.filledQty,
        fillPrice: seen.filledAvgPrice,
      },
      context.at,
    );
    const positionId =
      newShares > 0 ? bookFill(current, seen, newShares, context) : current.positionId;
    for (const leg of seen.legs) bookLeg(current, leg, positionId, context);
  });
}

/** Then there is nothing to commit. Legs are looked at each time: they have rows of their own. */
function showsNothingNew(journal: JournalOrder, seen: BrokerOrder): boolean {
  return (
    seen.legs.length === 0 &&
    seen.status === journal.status &&
    seen.id === journal.brokerOrderId &&
    seen.filledQty === journal.filledQty &&
    (seen.filledAvgPrice ?? journal.fillPrice) === journal.fillPrice
  );
}

function isStale(journal: JournalOrder, seen: BrokerOrder): boolean {
  if (seen.filledQty < journal.filledQty) return true;
  const { status } = journal;
  if (status === 'intended' || status === 'unknown_outcome' || status === 'refused') return false;
  return (isSettled(status) && status !== seen.status) || !canReach(status, seen.status);
}

/** Books the shares that are new and returns the position they belong to. */
function bookFill(
  journal: JournalOrder,
  seen: BrokerOrder,
  newShares: number,
  context: BookingContext,
): number | null {
  const { store } = context;
  invariant(seen.filledAvgPrice !== null, `${journal.clientOrderId} has fills without a price`);
  const filledAt = seen.filledAt ?? new Date(context.at).toISOString();
  store.recordFill({
    orderId: journal.orderId,
    brokerOrderId: seen.id,
    ticker: journal.ticker,
    side: journal.side,
    qty: newShares,
    cumulativeQty: seen.filledQty,
    price: priceOfNewShares(journal, seen.filledAvgPrice, seen.filledQty, newShares),
    filledAt,
  });
  if (journal.intent === 'entry') return bookEntry(journal, seen, newShares, context);
  bookSell(journal, newShares, newYorkDate(Date.parse(filledAt)), context);
  return journal.positionId;
}

/** The broker gives the average over all fills; what is new follows from the average before. */
function priceOfNewShares(
  journal: JournalOrder,
  average: Money,
  filled: number,
  newShares: number,
): Money {
  const before = (journal.fillPrice ?? 0) * journal.filledQty;
  return moneyFromUnits(Math.round((average * filled - before) / newShares));
}

function bookEntry(
  journal: JournalOrder,
  seen: BrokerOrder,
  newShares: number,
  context: BookingContext,
): number {
  const { store } = context;
  const entryPrice = seen.filledAvgPrice;
  const signal = entrySignal(store, journal);
  // A buy that could not carry its stop still has the one of its plan.
  const stopPrice = journal.plannedStopPrice ?? signal?.stop_price ?? null;
  invariant(entryPrice !== null && stopPrice !== null, `${journal.clientOrderId} lacks its prices`);
  if (journal.positionId !== null) {
    // Some of the first shares may have been sold already: the position is the sum of all fills.
    const held = positionOf(journal, store);
    store.changePosition(held.positionId, { shares: held.shares + newShares, entryPrice });
    return held.positionId;
  }
  const positionId = store.openPosition({
    ticker: journal.ticker,
    entryDate: journal.tradeDate,
    entryPrice,
    shares: newShares,
    targetShares: journal.qty,
    stopPrice,
    stopOrderId: null,
    score: signal?.score ?? null,
    grade: signal?.grade ?? null,
    gradeSource: signal?.grade_source ?? null,
    reportDate: signal?.report_date ?? null,
    companyName: signal?.company_name ?? null,
    gapSize: signal?.gap_size ?? null,
    plannedExit: null,
  });
  store.updateOrder(journal.clientOrderId, { status: seen.status, positionId }, context.at);
  return positionId;
}

/** What the plan of its session said of an entry. */
export function entrySignal(store: StateStore, journal: JournalOrder): EntrySignal | undefined {
  const entries = recordedEntries(store, journal.tradeDate);
  return entries.find((entry) => entry.ticker === journal.ticker);
}

function bookSell(
  journal: JournalOrder,
  newShares: number,
  exitDate: SessionDate,
  context: BookingContext,
): void {
  const { store } = context;
  const position = positionOf(journal, store);
  const left = position.shares - newShares;
  invariant(left >= 0, `${journal.clientOrderId} sold ${newShares} of ${position.shares} shares`);
  if (left > 0) {
    store.changePosition(position.positionId, { shares: left });
    return;
  }
  const sold = store.soldOf(position.positionId);
  const whole: Position = { ...position, shares: sold.shares };
  const exitPrice = moneyFromUnits(Math.round(sold.proceeds / sold.shares));
  store.closePosition(
    closedTrade(whole, { exitDate, exitPrice, exitReason: reasonOf(journal, position) }),
  );
}

function positionOf(journal: JournalOrder, store: StateStore): Position {
  const position = store
    .openPositions()
    .find(({ positionId }) => positionId === journal.positionId);
  invariant(position !== undefined, `${journal.clientOrderId} filled for no open position`);
  return position;
}

function reasonOf(journal: JournalOrder, position: Position): ExitReason {
  return journal.intent === 'stop' ? 'stop_loss' : (position.plannedExit ?? 'manual');
}

/** A leg is an order of its own at the broker: it gets its own row, and the position knows it as its stop. */
function bookLeg(
  parent: JournalOrder,
  leg: BrokerOrder,
  positionId: number | null,
  context: BookingContext,
): void {
  const { store } = context;
  const row = store.orderByBrokerId(leg.id) ?? adoptLeg(parent, leg, positionId, context);
  if (positionId !== null && row.positionId === null) {
    store.updateOrder(row.clientOrderId, { status: row.status, positionId }, context.at);
  }
  if (positionId !== null && !isTerminal(leg.status) && isOpen(positionId, store)) {
    store.changePosition(positionId, { stopOrderId: leg.id });
  }
  bookOrder(row, leg, context);
}

function adoptLeg(
  parent: JournalOrder,
  leg: BrokerOrder,
  positionId: number | null,
  context: BookingContext,
): JournalOrder {
  const { store, runId, at } = context;
  store.adoptOrder({
    clientOrderId: leg.clientOrderId,
    brokerOrderId: leg.id,
    ticker: parent.ticker,
    intent: 'stop',
    tradeDate: parent.tradeDate,
    positionId,
    qty: leg.qty ?? parent.qty,
    stopPrice: leg.stopPrice,
    // What has happened to it since is booked from here.
    status: 'held',
    runId,
    at,
  });
  const adopted = store.orderByBrokerId(leg.id);
  invariant(adopted !== null, `leg ${leg.id} was not adopted`);
  return adopted;
}

function isOpen(positionId: number, store: StateStore): boolean {
  return store.openPositions().some((position) => position.positionId === positionId);
}
