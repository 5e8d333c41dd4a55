import { isSettled, type JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import { violationsAtEnd, type Violation } from '../../src/rules/end-check.ts';
import { setApartOf } from '../bookkeeping/explain-account.ts';
import { settleOrder } from '../bookkeeping/settle-orders.ts';
import { awaitAgreement } from './await-agreement.ts';
import { alarmUnprotected } from './protect-position.ts';
import { noteUnresolved, type ExecutorSession } from './session.ts';

/**
 * The last look before the exit code: whatever the run believes of itself, it does not end well while one of these does
 * not hold. What is known of a symbol already is not told again.
 */
export async function checkEnd(session: ExecutorSession): Promise<void> {
  const { store, broker, disputed, rules, tradeDate } = session;
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
  for (const violation of violations) await tell(session, violation);
}

async function tell(session: ExecutorSession, violation: Violation): Promise<void> {
  const { code, subject, message } = violation;
  const told = session.log.unresolved.filter((found) => found.subject === subject);
  const isBare = code === 'UNPROTECTED';
  // Whatever else was told of it: shares without a stop are worse.
  const isTold = isBare ? told.some((found) => found.code === code) : told.length > 0;
  if (isTold) return;
  const bare = isBare ? await bareOf(session, subject) : undefined;
  if (bare !== undefined) await alarmUnprotected(session, bare, message);
  else noteUnresolved(session.log, isBare ? 'STOP_NOT_LIVE' : code, subject, message);
}

/** The position, when each of its sells has ended by its own answer: a list may lag behind, and an order in doubt is live. */
async function bareOf(session: ExecutorSession, subject: string): Promise<Position | undefined> {
  const { store } = session;
  const sells = (): readonly JournalOrder[] =>
    store.unsettledOrders().filter(({ ticker, side }) => ticker === subject && side === 'sell');
  for (const order of sells()) await settleOrder(order, session);
  return sells().length > 0
    ? undefined
    : store.openPositions().find(({ ticker }) => ticker === subject);
}
