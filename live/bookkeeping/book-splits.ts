import type { BrokerPosition } from '../../src/domain/account.ts';
import type { SpinOff, Split } from '../../src/domain/bar.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import { invariant } from '../../src/domain/invariant.ts';
import type { BrokerOrder, JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { sharesAfterAll, splitsDue, splitsExplaining } from '../../src/rules/reconcile.ts';
import {
  sharesLeft,
  soldBefore,
  unbookedOf,
  type History,
  type Sale,
  type SoldPart,
} from '../../src/rules/sales-around-splits.ts';
import { applySplit } from '../../src/rules/split.ts';
import { setApartOf } from './explain-account.ts';
import { orNull } from './or-null.ts';
import { settleOrder, type SettlePorts } from './settle-orders.ts';

/** What is on record at the source of prices about a position's stock; spin-offs are known beside splits. */
export type SplitSource = (position: Position) => readonly (Split | SpinOff)[];
export type SplitQuestion = { readonly tradeDate: SessionDate; readonly splitsOf: SplitSource };

/** Books the splits on record that turn our share counts into the broker's. */
export function bookSplits(
  { store }: SettlePorts,
  broker: readonly BrokerPosition[],
  question: SplitQuestion,
): readonly Finding[] {
  return store.openPositions().flatMap((position) => {
    const brokerQty = broker.find(({ symbol }) => symbol === position.ticker)?.qty;
    return bookExplained(store, position, { ...question, brokerQty });
  });
}

export type SplitPorts = SettlePorts & { readonly heldBack: Set<number> };

/**
 * Shares that were sold since a split are counted in its terms: where they and what is left at the broker make up our
 * shares after the split, it is booked before their fills are. Sales on both sides of it are told apart by the
 * account's history; while that does not tell, none of them is booked.
 */
export async function bookSplitsBeforeFills(
  ports: SplitPorts,
  question: SplitQuestion,
): Promise<readonly Finding[]> {
  const { store, broker, heldBack } = ports;
  heldBack.clear();
  const affected = store
    .openPositions()
    .map((position) => ({ position, due: dueOf(store, position, question) }))
    .filter(({ due }) => due.length > 0);
  if (affected.length === 0) return [];
  const left = await broker.positions();
  const setApart = setApartOf(store);
  const findings: Finding[] = [];
  for (const { position, due } of affected) {
    const shown = left.find(({ symbol }) => symbol === position.ticker)?.qty ?? 0;
    const brokerQty = shown - (setApart.get(position.ticker) ?? 0);
    findings.push(...(await bookAmongSales(ports, position, { ...question, due, brokerQty })));
  }
  return findings;
}

type DueSplits = SplitQuestion & { readonly due: readonly Split[]; readonly brokerQty: number };

async function bookAmongSales(
  ports: SplitPorts,
  position: Position,
  { due, brokerQty, ...question }: DueSplits,
): Promise<readonly Finding[]> {
  const { store, broker, heldBack } = ports;
  const { positionId } = position;
  const sells = await sellsOf(position, ports);
  const sales = salesOf(sells, store);
  const sold = unbookedOf(sales);
  if (sold === 0) return bookExplained(store, position, { ...question, brokerQty });
  const history = await orNull(broker.activities(`${position.entryDate}T00:00:00Z`));
  if (sharesLeft(position.shares, { due, sales, history }) === brokerQty) {
    const findings: Finding[] = [];
    for (const split of due) {
      for (const sell of sells) {
        await bookSoldBefore(sell, { exDate: split.exDate, history }, ports);
      }
      findings.push(bookSplit(store, positionId, split));
    }
    return findings;
  }
  const kept = position.shares - sold;
  const isUntil = kept === brokerQty || sharesAfterAll(kept, due) === brokerQty;
  const isSince = sharesAfterAll(position.shares, due) === brokerQty + sold;
  if (isUntil === isSince) heldBack.add(positionId);
  else if (isSince)
    return bookExplained(store, position, { ...question, brokerQty: brokerQty + sold });
  return [];
}

function dueOf(
  store: StateStore,
  position: Position,
  { splitsOf, tradeDate }: SplitQuestion,
): readonly Split[] {
  const applied = store.appliedSplits(position.positionId);
  return splitsDue(position, { splits: splitsIn(position, splitsOf), applied, tradeDate });
}

function splitsIn(position: Position, splitsOf: SplitSource): readonly Split[] {
  return splitsOf(position).filter((action): action is Split => action.type === 'split');
}

const MOST_REPLACEMENTS = 20;

/** A sell of the journal with all that took its place at the broker, oldest first. */
type Sell = { readonly journal: JournalOrder; readonly chain: readonly BrokerOrder[] };

async function sellsOf(
  { positionId }: Position,
  { store, broker }: SettlePorts,
): Promise<readonly Sell[]> {
  const sells: Sell[] = [];
  for (const journal of store.unsettledOrders()) {
    if (journal.positionId !== positionId || journal.side !== 'sell') continue;
    sells.push({ journal, chain: await chainOf(journal, broker) });
  }
  return sells;
}

async function chainOf(
  { brokerOrderId }: JournalOrder,
  broker: BrokerReads,
): Promise<readonly BrokerOrder[]> {
  const chain: BrokerOrder[] = [];
  let id = brokerOrderId;
  while (id !== null && chain.length < MOST_REPLACEMENTS) {
    const seen = await broker.orderById(id);
    if (seen === null) break;
    chain.push(seen);
    id = seen.replacedBy;
  }
  return chain;
}

/** Each order once: what took the place of one may have a row of its own. */
function salesOf(sells: readonly Sell[], store: StateStore): readonly Sale[] {
  const orders = new Map(sells.flatMap(({ chain }) => chain.map((order) => [order.id, order])));
  return [...orders.values()].map((order) => ({
    order,
    booked: store.orderByBrokerId(order.id)?.filledQty ?? 0,
  }));
}

/** Books what a sell, and what took its place, had sold when the day of the split began: as it stood at that time. */
async function bookSoldBefore(
  { journal, chain }: Sell,
  { exDate, history }: { readonly exDate: SessionDate; readonly history: History },
  ports: SplitPorts,
): Promise<void> {
  const last = chain
    .flatMap((order) => {
      const part = soldBefore(order, exDate, history);
      return part == null ? [] : [asItStood(order, part)];
    })
    .at(-1);
  if (last === undefined) return;
  const orderById: BrokerReads['orderById'] = (id) =>
    id === last.id ? Promise.resolve(last) : ports.broker.orderById(id);
  await settleOrder(journal, { ...ports, broker: { ...ports.broker, orderById } });
}

function asItStood(order: BrokerOrder, { shares, averagePrice, lastAt }: SoldPart): BrokerOrder {
  return {
    ...order,
    status: 'partially_filled',
    filledQty: shares,
    filledAvgPrice: averagePrice,
    filledAt: new Date(lastAt).toISOString(),
    replacedBy: null,
  };
}

function bookExplained(
  store: SettlePorts['store'],
  position: Position,
  { tradeDate, splitsOf, brokerQty }: SplitQuestion & { readonly brokerQty: number | undefined },
): readonly Finding[] {
  const explaining = splitsExplaining(position, {
    splits: splitsIn(position, splitsOf),
    applied: store.appliedSplits(position.positionId),
    tradeDate,
    brokerQty,
  });
  return explaining.map((split) => bookSplit(store, position.positionId, split));
}

function bookSplit(store: SettlePorts['store'], positionId: number, split: Split): Finding {
  return store.transaction(() => {
    const before = store.openPositions().find((position) => position.positionId === positionId);
    invariant(before !== undefined, `position ${positionId} is gone`);
    const after = applySplit(before, split);
    store.changePosition(positionId, {
      shares: after.shares,
      entryPrice: after.entryPrice,
      stopPrice: after.stopPrice,
    });
    store.recordSplit(positionId, {
      exDate: split.exDate,
      ratio: split.ratio,
      sharesBefore: before.shares,
      sharesAfter: after.shares,
    });
    return finding(
      'info',
      'SPLIT_BOOKED',
      split.ticker,
      `${split.ticker} split ${split.ratio}:1 on ${split.exDate}: ${before.shares} shares became ${after.shares}`,
    );
  });
}
