import type { Instant } from '../../../src/domain/account.ts';
import { advanceTo } from '../../../src/paper-broker/advance-time.ts';
import type { PaperBrokerState } from '../../../src/paper-broker/paper-state.ts';
import { createEmulatorApp } from '../app.ts';
import { createEngine, type Engine } from '../engine.ts';

/** An account that can be asked as of some seconds ago. */
export type Past = {
  /** To be called after every request that may have changed something. */
  note(): void;
  /** The reply of that moment, with the headers of a fresh one; undefined for what is no read. */
  reply(
    request: Request,
    seconds: number,
    fresh: () => Promise<Response>,
  ): Promise<Response | undefined>;
};

type Snapshot = { readonly at: Instant; readonly state: string };

/**
 * Keeps the account after every change of the last `keepSeconds`. Between changes only time passes, and that can be
 * lived through again: so any moment can be shown, not only those at which somebody asked.
 */
export function pastOf(engine: Engine, keepSeconds: number): Past {
  const snapshot = (): Snapshot => ({ at: engine.now(), state: JSON.stringify(engine.state) });
  let snapshots: readonly Snapshot[] = [snapshot()];
  return {
    note: () => {
      snapshots = [...since(snapshots, engine.now() - keepSeconds * 1000), snapshot()];
    },
    reply: async (request, seconds, fresh) => {
      if (request.method !== 'GET') return undefined;
      const moment = engine.now() - seconds * 1000;
      const { headers } = await fresh();
      const [before] = since(snapshots, moment);
      if (before === undefined) return undefined;
      const state = JSON.parse(before.state) as PaperBrokerState;
      advanceTo(state, Math.max(before.at, moment), engine.market);
      const { keys } = engine;
      const then = createEngine({ state, market: engine.market, ...(keys !== null && { keys }) });
      const reply = await createEmulatorApp(then).fetch(request);
      return new Response(reply.body, { status: reply.status, headers });
    },
  };
}

/** The last snapshot at or before that moment, and those after it; all of them where the moment is before the first. */
function since(snapshots: readonly Snapshot[], moment: Instant): readonly Snapshot[] {
  const first = snapshots.findLastIndex(({ at }) => at <= moment);
  return snapshots.slice(Math.max(first, 0));
}
