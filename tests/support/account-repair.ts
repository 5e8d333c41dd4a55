/** `reconcile` and `repair` at a paper day: the same reads and the same change, without files. */
import { applyRepair } from '../../live/bookkeeping/apply-repair.ts';
import { readOrders } from '../../live/bookkeeping/heal-differences.ts';
import { explainDifferences } from '../../live/bookkeeping/explain-account.ts';
import type { SpinOff, Split } from '../../src/domain/bar.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import type { Explained } from '../../src/rules/reconcile-facts.ts';
import type { PaperDay } from './paper-day.ts';

export async function differencesOf(
  { broker, store, clock }: PaperDay,
  actions: readonly (Split | SpinOff)[] = [],
): Promise<readonly Explained[]> {
  const positions = await broker.positions();
  return explainDifferences(
    { broker, store, clock },
    {
      tradeDate: newYorkDate(clock.now()),
      actionsOf: ({ ticker }) => actions.filter((action) => action.ticker === ticker),
      positions,
      symbols: null,
    },
  );
}

/** `HELD spin_off`, one for each. */
export function causesOf(explained: readonly Explained[]): readonly string[] {
  return explained.map(({ symbol, cause }) => `${symbol} ${cause}`);
}

/** Makes every change that is proposed and does not heal by itself. */
export async function repairAll(
  { broker, store, clock }: PaperDay,
  explained: readonly Explained[],
): Promise<void> {
  for (const one of explained) {
    if (one.heals || one.proposal === null) continue;
    const ids = one.proposal.kind === 'adopt' ? one.proposal.orderIds : [];
    const context = { store, runId: 'repair', at: clock.now() };
    applyRepair(one, { orders: await readOrders(ids, broker) }, context);
  }
}
