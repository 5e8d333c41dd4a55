import { moneyFromUnits } from '../../src/domain/money.ts';
import { invariant } from '../../src/domain/invariant.ts';
import type { BrokerOrder } from '../../src/domain/order.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { Position } from '../../src/domain/position.ts';
import { closedTrade } from '../../src/plans/simulated-session.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { Cause } from '../../src/rules/reconcile-causes.ts';
import type { Explained, Proposal } from '../../src/rules/reconcile-facts.ts';
import type { BookingContext } from './book-order.ts';
import { findingId } from './finding-id.ts';
import { takeOrdersIn } from './take-order-in.ts';

export type RepairMeans = {
  /** As the finding was shown; what a person has stated since is a part of its evidence and not of its id. */
  readonly id?: string;
  /** Those that are to be adopted. */
  readonly orders?: readonly BrokerOrder[];
};

/**
 * Makes the change that a finding proposes, and writes the counter-entry with its evidence, in one transaction. Orders,
 * fills and everything else that was written stay as they are.
 */
export function applyRepair(
  explained: Explained,
  { id = findingId(explained), orders = [] }: RepairMeans,
  context: BookingContext,
): void {
  const { proposal, symbol, cause, evidence } = explained;
  if (proposal === null) throw nothingToRepair(explained);
  const { store, runId, at } = context;
  store.transaction(() => {
    const before = sharesIn(store, explained);
    make(proposal, explained, { ...context, orders });
    const isApart = proposal.kind === 'set_apart';
    store.recordCorrection({
      findingId: id,
      cause,
      kind: proposal.kind,
      symbol,
      positionId: 'positionId' in proposal ? proposal.positionId : null,
      sharesBefore: isApart ? 0 : before,
      sharesAfter: isApart ? proposal.shares : sharesIn(store, explained),
      subject: subjectOf(proposal),
      evidence,
      runId,
      at: new Date(at).toISOString(),
    });
  });
}

function nothingToRepair({ symbol, cause, remedy }: Explained): CommandError {
  return new CommandError(
    'mismatch',
    `${symbol}: nothing in the book can be changed to settle this (${cause})`,
    remedy ?? 'run the executor: it does what is to be done by itself',
  );
}

function sharesIn(store: StateStore, { symbol, proposal }: Explained): number {
  const isNamed = (position: Position): boolean =>
    proposal !== null && 'positionId' in proposal
      ? position.positionId === proposal.positionId
      : position.ticker === symbol;
  return store.openPositions().find(isNamed)?.shares ?? 0;
}

function subjectOf(proposal: Proposal): string {
  switch (proposal.kind) {
    case 'adopt':
      return proposal.orderIds.join(' ');
    case 'rename':
      return proposal.to;
    case 'settle':
      return proposal.event;
    case 'set_apart':
    case 'close':
    case 'shares':
      return '';
  }
}

/** Nobody sold these. */
const LEFT_THE_MARKET: readonly Cause[] = ['merger', 'delisting'];

type Making = BookingContext & { readonly orders: readonly BrokerOrder[] };

function make(proposal: Proposal, { cause }: Explained, making: Making): void {
  const { store, orders } = making;
  switch (proposal.kind) {
    case 'adopt':
      invariant(orders.length === proposal.orderIds.length, 'an order of the finding is gone');
      takeOrdersIn(orders, making);
      return;
    case 'rename':
      store.changePosition(proposal.positionId, { ticker: proposal.to });
      return;
    case 'shares':
      store.changePosition(proposal.positionId, { shares: proposal.shares });
      return;
    case 'settle':
      if (proposal.stopPrice !== null)
        store.changePosition(proposal.positionId, { stopPrice: proposal.stopPrice });
      return;
    case 'close':
      closeAt(proposal, LEFT_THE_MARKET.includes(cause) ? 'delisted' : 'manual', store);
      return;
    // The counter-entry is the change.
    case 'set_apart':
      return;
  }
}

/** With what was sold of it before, at the average of all. */
function closeAt(
  { positionId, price, on }: Extract<Proposal, { kind: 'close' }>,
  exitReason: 'delisted' | 'manual',
  store: StateStore,
): void {
  const position = store.openPositions().find((held) => held.positionId === positionId);
  invariant(position !== undefined, `position ${positionId} is not open`);
  const sold = store.soldOf(positionId);
  const shares = sold.shares + position.shares;
  const exitPrice = moneyFromUnits(Math.round((sold.proceeds + price * position.shares) / shares));
  store.closePosition(
    closedTrade({ ...position, shares }, { exitDate: on, exitPrice, exitReason }),
  );
}
