import type { BrokerPosition } from '../../src/domain/account.ts';
import type { SpinOff, Split } from '../../src/domain/bar.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import { invariant } from '../../src/domain/invariant.ts';
import type { JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import { splitsDue, splitsExplaining } from '../../src/rules/reconcile.ts';
import { applySplit } from '../../src/rules/split.ts';
import type { SettlePorts } from './settle-orders.ts';

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

/**
 * Shares that were sold since a split are counted in its terms: where they and what is left at the broker make up our
 * shares after the split, it is booked before their fills are.
 */
export async function bookSplitsBeforeFills(
  { store, broker }: SettlePorts,
  question: SplitQuestion,
): Promise<readonly Finding[]> {
  const { tradeDate, splitsOf } = question;
  const affected = store.openPositions().filter((position) => {
    const applied = store.appliedSplits(position.positionId);
    return (
      splitsDue(position, { splits: splitsIn(position, splitsOf), applied, tradeDate }).length > 0
    );
  });
  if (affected.length === 0) return [];
  const left = await broker.positions();
  const findings: Finding[] = [];
  for (const position of affected) {
    const sells = store
      .unsettledOrders()
      .filter(({ positionId, side }) => positionId === position.positionId && side === 'sell');
    let brokerQty = left.find(({ symbol }) => symbol === position.ticker)?.qty ?? 0;
    for (const sell of sells) brokerQty += await soldSince(sell, broker);
    findings.push(...bookExplained(store, position, { ...question, brokerQty }));
  }
  return findings;
}

function splitsIn(position: Position, splitsOf: SplitSource): readonly Split[] {
  return splitsOf(position).filter((action): action is Split => action.type === 'split');
}

const MOST_REPLACEMENTS = 20;

/** What an order, and those that took its place, have sold beyond what is booked. */
async function soldSince(journal: JournalOrder, broker: BrokerReads): Promise<number> {
  let id = journal.brokerOrderId;
  let sold = -journal.filledQty;
  for (let step = 0; step < MOST_REPLACEMENTS && id !== null; step += 1) {
    const seen = await broker.orderById(id);
    sold += seen?.filledQty ?? 0;
    id = seen?.replacedBy ?? null;
  }
  return Math.max(sold, 0);
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
