import type { BrokerPosition } from '../../src/domain/account.ts';
import type { Split } from '../../src/domain/bar.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import type { JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import {
  differenceFinding,
  reconcileBook,
  splitsExplaining,
  type BookDifference,
} from '../../src/rules/reconcile.ts';
import { applySplit } from '../../src/rules/split.ts';
import { endingOf } from './position-ending.ts';
import { settleOrders, type SettlePorts } from './settle-orders.ts';

export type AccountFacts = {
  readonly positions: readonly BrokerPosition[];
  readonly differences: readonly BookDifference[];
  readonly findings: readonly Finding[];
  /** Orders whose fate the broker could not tell: live until proved otherwise. */
  readonly unknownOrders: readonly JournalOrder[];
};

export type SplitSource = (position: Position) => readonly Split[];

/**
 * Brings the book up to the account: fills since the last run first, then splits on record, then the comparison. Only
 * our database changes.
 */
export async function reconcileAccount(
  ports: SettlePorts,
  tradeDate: SessionDate,
  splitsOf: SplitSource,
): Promise<AccountFacts> {
  const before = ports.store.openPositions();
  const unknownOrders = await settleOrders(ports);
  const closed = before.flatMap((position) => closedFinding(position, ports.store));
  const positions = await ports.broker.positions();
  const splitFindings = bookSplits(ports, positions, { tradeDate, splitsOf });
  const differences = reconcileBook(ports.store.openPositions(), positions);
  return {
    positions,
    differences,
    unknownOrders,
    findings: [
      ...closed,
      ...splitFindings,
      ...unknownOrders.map(unknownFinding),
      ...differences.map(differenceFinding),
    ],
  };
}

type SplitQuestion = { readonly tradeDate: SessionDate; readonly splitsOf: SplitSource };

function bookSplits(
  { store }: SettlePorts,
  broker: readonly BrokerPosition[],
  { tradeDate, splitsOf }: SplitQuestion,
): Finding[] {
  return store.openPositions().flatMap((position) => {
    const explaining = splitsExplaining(position, {
      splits: splitsOf(position),
      applied: store.appliedSplits(position.positionId),
      tradeDate,
      brokerQty: broker.find(({ symbol }) => symbol === position.ticker)?.qty,
    });
    return explaining.map((split) => bookSplit(store, position.positionId, split));
  });
}

function bookSplit(store: SettlePorts['store'], positionId: number, split: Split): Finding {
  return store.transaction(() => {
    const before = store.openPositions().find((position) => position.positionId === positionId);
    if (before === undefined) throw new Error(`position ${positionId} is gone`);
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

function closedFinding(position: Position, store: SettlePorts['store']): Finding[] {
  const ending = endingOf(position, store);
  return ending === null ? [] : [finding('info', 'POSITION_CLOSED', position.ticker, ending)];
}

function unknownFinding(order: JournalOrder): Finding {
  return finding(
    'warning',
    'ORDER_OUTCOME_UNKNOWN',
    order.ticker,
    `${order.clientOrderId} was intended, and the broker does not know it (yet)`,
    'run the executor again: it asks for the order by its id before anything else',
  );
}
