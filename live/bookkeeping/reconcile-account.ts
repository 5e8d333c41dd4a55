import type { BrokerPosition } from '../../src/domain/account.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import type { JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import {
  differenceFinding,
  reconcileBook,
  type BookDifference,
} from '../../src/rules/reconcile.ts';
import { bookSplits, bookSplitsBeforeFills, type SplitSource } from './book-splits.ts';
import { endingOf } from './position-ending.ts';
import { settleOrders, type SettlePorts } from './settle-orders.ts';

export type AccountFacts = {
  readonly positions: readonly BrokerPosition[];
  readonly differences: readonly BookDifference[];
  readonly findings: readonly Finding[];
  /** Orders whose fate the broker could not tell: live until proved otherwise. */
  readonly unknownOrders: readonly JournalOrder[];
};

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
  const early = await bookSplitsBeforeFills(ports, { tradeDate, splitsOf });
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
      ...early,
      ...splitFindings,
      ...unknownOrders.map(unknownFinding),
      ...differences.map(differenceFinding),
    ],
  };
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
