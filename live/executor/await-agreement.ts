import { reconcileBook } from '../../src/rules/reconcile.ts';
import { setApartOf } from '../bookkeeping/explain-account.ts';
import { pollUntil, type ExecutorSession } from './session.ts';

/** Positions lag behind orders by up to ten seconds: a difference is only believed when it is older than that. */
const POSITIONS_LAG_MS = 15_000;

/** Gives the broker's positions time to show what our fills say already. Symbols with orders at work are left out. */
export async function awaitAgreement(session: ExecutorSession): Promise<void> {
  const { store, broker, clock, disputed } = session;
  await pollUntil(session, clock.now() + POSITIONS_LAG_MS, async () => {
    const working = store.unsettledOrders().filter(({ intent }) => intent !== 'stop');
    const leftOut = new Set<string>([...disputed, ...working.map(({ ticker }) => ticker)]);
    const differences = reconcileBook(
      store.openPositions(),
      await broker.positions(),
      setApartOf(store),
    );
    return differences.every(({ symbol }) => leftOut.has(symbol));
  });
}
