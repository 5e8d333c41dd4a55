import { isSettled, isTerminal, type JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { ExecutorSession } from './session.ts';

/**
 * Looks for the stop that reserves the shares of a position although our journal took it for ended: a reading once said
 * so. It is read again by its id, and when it lives, so does its row. Null when there is none.
 */
export async function reopenStop(
  session: ExecutorSession,
  position: Position,
): Promise<JournalOrder | null> {
  const { store, broker, clock } = session;
  for (const listed of await broker.orders({ status: 'open', nested: false })) {
    const journal = store.orderByBrokerId(listed.id);
    if (journal === null || !isEndedStopOf(journal, position)) continue;
    const seen = await broker.orderById(listed.id);
    if (seen === null || isTerminal(seen.status)) continue;
    store.transaction(() => {
      store.reopenOrder(journal.clientOrderId, seen.status, clock.now());
      store.changePosition(position.positionId, { stopOrderId: seen.id });
    });
    return store.orderByBrokerId(listed.id);
  }
  return null;
}

function isEndedStopOf({ intent, positionId, status }: JournalOrder, position: Position): boolean {
  return intent === 'stop' && positionId === position.positionId && isSettled(status);
}
