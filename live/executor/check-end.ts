import { isSettled } from '../../src/domain/order.ts';
import { violationsAtEnd } from '../../src/rules/end-check.ts';
import { setApartOf } from '../bookkeeping/explain-account.ts';
import { awaitAgreement } from './await-agreement.ts';
import { noteUnresolved, type ExecutorSession } from './session.ts';

/**
 * The last look before the exit code: whatever the run believes of itself, it does not end well while one of these does
 * not hold. What is known of a symbol already is not told again.
 */
export async function checkEnd(session: ExecutorSession): Promise<void> {
  const { store, broker, disputed, rules, tradeDate, log } = session;
  session.lookAnew?.();
  await awaitAgreement(session);
  const violations = violationsAtEnd({
    book: store.openPositions(),
    unsettled: store.unsettledOrders(),
    brokerPositions: await broker.positions(),
    openOrders: await broker.orders({ status: 'open', nested: false }),
    setApart: setApartOf(store),
    disputed,
    maxPositions: rules.maxPositions,
    entriesOfToday: store
      .ordersOfSession(tradeDate)
      .filter(
        ({ intent, filledQty, status }) =>
          intent === 'entry' && (filledQty > 0 || !isSettled(status)),
      ).length,
  });
  for (const { code, subject, message } of violations) {
    const isTold = log.unresolved.some((found) => found.subject === subject);
    if (!isTold) noteUnresolved(log, code, subject, message);
  }
}
