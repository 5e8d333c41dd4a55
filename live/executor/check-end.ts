import { isSettled, type JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import { violationsAtEnd } from '../../src/rules/end-check.ts';
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
    const told = log.unresolved.filter((found) => found.subject === subject);
    if (code === 'UNPROTECTED') {
      if (!told.some((found) => found.code === code)) await tellBare(session, subject, message);
    } else if (told.length === 0) noteUnresolved(log, code, subject, message);
  }
}

/** Whatever else was told of it: shares without a stop are worse. */
async function tellBare(session: ExecutorSession, subject: string, message: string): Promise<void> {
  const bare = await bareOf(session, subject);
  if (bare !== undefined) await alarmUnprotected(session, bare, message);
  else noteUnresolved(session.log, 'STOP_NOT_LIVE', subject, message);
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
