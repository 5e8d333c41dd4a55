/**
 * What was sold before a split and what since. An order tells how much of it is filled and when its last fill was: the
 * fills themselves, with their times, are in the account's history.
 */
import type { AccountActivity } from '../domain/account-activity.ts';
import type { Instant } from '../domain/account.ts';
import type { Split } from '../domain/bar.ts';
import { moneyFromUnits, type Money } from '../domain/money.ts';
import type { BrokerOrder } from '../domain/order.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { sharesAfterSplit } from './split.ts';

/** What the broker shows of an order that sells, and how many of its shares are booked. */
export type Sale = {
  readonly order: Pick<BrokerOrder, 'id' | 'filledQty'>;
  readonly booked: number;
};

export type SoldPart = {
  readonly shares: number;
  readonly averagePrice: Money;
  readonly lastAt: Instant;
};

/** Null for the history: it could not be read. */
export type History = readonly AccountActivity[] | null;

/**
 * What an order had sold when that day began. Undefined when the history does not say: its fills of the order must come
 * to what the order shows, each with its price and its time.
 */
export function soldBefore(
  order: Sale['order'],
  day: SessionDate,
  history: History,
): SoldPart | null | undefined {
  const fills = (history ?? []).flatMap((row) =>
    row.type === 'FILL' && row.orderId === order.id && row.status !== 'canceled' ? [row] : [],
  );
  let [shares, all, proceeds, lastAt] = [0, 0, 0, 0];
  for (const { date, qty, price, at } of fills) {
    if (qty === null || price === null || at === null) return undefined;
    all += qty;
    if (date >= day) continue;
    shares += qty;
    proceeds += qty * price;
    lastAt = Math.max(lastAt, at);
  }
  if (all !== order.filledQty) return undefined;
  if (shares === 0) return null;
  return { shares, averagePrice: moneyFromUnits(Math.round(proceeds / shares)), lastAt };
}

export type SalesAroundSplits = {
  /** Not counted in yet, oldest first. */
  readonly due: readonly Split[];
  readonly sales: readonly Sale[];
  readonly history: History;
};

/**
 * What is left of our shares when all that was sold, and is not booked yet, is counted on its side of each split.
 * Undefined when the history does not say on which, or when no share was left for a split to restate.
 */
export function sharesLeft(
  shares: number,
  { due, sales, history }: SalesAroundSplits,
): number | undefined {
  let [left, counted] = [shares, 0];
  for (const { exDate, ratio } of due) {
    const before = unbookedBefore(sales, exDate, history);
    if (before === undefined) return undefined;
    left = sharesAfterSplit(left - (before - counted), ratio);
    if (left <= 0) return undefined;
    counted = before;
  }
  return left - (unbookedOf(sales) - counted);
}

/** Shares that are sold and not booked. */
export function unbookedOf(sales: readonly Sale[]): number {
  return sales.reduce((sum, { order, booked }) => sum + Math.max(order.filledQty - booked, 0), 0);
}

function unbookedBefore(
  sales: readonly Sale[],
  day: SessionDate,
  history: History,
): number | undefined {
  let sum = 0;
  for (const { order, booked } of sales) {
    const part = soldBefore(order, day, history);
    if (part === undefined) return undefined;
    // The fills that are booked are the first ones.
    sum += Math.max((part?.shares ?? 0) - booked, 0);
  }
  return sum;
}
