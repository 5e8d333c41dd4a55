import type { BrokerOrder } from '../../src/domain/order.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { Explained } from '../../src/rules/reconcile-facts.ts';
import type { SettlePorts } from './settle-orders.ts';
import { takeOrdersIn } from './take-order-in.ts';

/** Books what orders of others have surely done to our shares. Returns what was healed. */
export async function healDifferences(
  { broker, store, clock, runId }: SettlePorts,
  explained: readonly Explained[],
): Promise<readonly Explained[]> {
  const healed: Explained[] = [];
  for (const one of explained) {
    if (!one.heals || one.proposal?.kind !== 'adopt') continue;
    // Read again by their ids: what is booked is what the broker says of the very order.
    const orders = await readOrders(one.proposal.orderIds, broker);
    // A part of what happened would be another difference: it is left to the next run as it is.
    if (orders.length < one.proposal.orderIds.length) continue;
    takeOrdersIn(orders, { store, runId, at: clock.now() });
    healed.push(one);
  }
  return healed;
}

export async function readOrders(
  ids: readonly string[],
  broker: Pick<BrokerReads, 'orderById'>,
): Promise<readonly BrokerOrder[]> {
  const orders: BrokerOrder[] = [];
  for (const id of ids) {
    const order = await broker.orderById(id);
    if (order !== null) orders.push(order);
  }
  return orders;
}
