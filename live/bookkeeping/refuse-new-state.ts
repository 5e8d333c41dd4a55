import { isOfOurForm } from '../../src/domain/client-order-id.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { StateReads } from '../../src/ports/state-store.ts';

/**
 * A state database that has never seen an account may only begin on one that has never seen us: an order of ours that
 * works there, or that bought what is held there, belongs to a book that is lost or named wrongly.
 */
export async function refuseNewState(store: StateReads, broker: BrokerReads): Promise<void> {
  if (store.systemConfig('account_number') !== null) return;
  const symbols = (await broker.positions()).map(({ symbol }) => symbol);
  const orders = [
    ...(await broker.orders({ status: 'open', nested: false })),
    ...(await broker.orders({ status: 'all', symbols, nested: false })),
  ];
  const ours = orders.find(({ clientOrderId }) => isOfOurForm(clientOrderId));
  if (ours === undefined) return;
  throw new CommandError(
    'mismatch',
    `this state database is new, and the account has an order of ours that it does not know: ${ours.clientOrderId}`,
    'name the right database with --state-db, or restore its last backup; a new one would trade over the old book',
  );
}
