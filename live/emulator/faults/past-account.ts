import type { FaultSchedule } from '../../../src/contracts/fault-schedule.ts';
import type { Instant } from '../../../src/domain/account.ts';
import { advanceTo } from '../../../src/paper-broker/advance-time.ts';
import type { PaperBrokerState } from '../../../src/paper-broker/paper-state.ts';
import { createEmulatorApp, type EmulatorApp } from '../app.ts';
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

type Snapshot = { readonly at: Instant; readonly accountId: string; readonly state: string };

/**
 * Keeps the account after every change, as long as the schedule's stale reads go back; undefined where it has none.
 * Between changes only time passes, and that can be lived through again: so any moment can be shown, not only those at
 * which somebody asked.
 */
export function pastOf(engine: Engine, { rules }: FaultSchedule): Past | undefined {
  const seconds = rules.flatMap(({ fault }) => (fault.kind === 'stale' ? fault.seconds : []));
  return seconds.length === 0 ? undefined : remember(engine, Math.max(...seconds));
}

function remember(engine: Engine, keepSeconds: number): Past {
  const snapshot = (): Snapshot => ({
    at: engine.now(),
    accountId: engine.state.accountId,
    state: JSON.stringify(engine.state),
  });
  let snapshots: readonly Snapshot[] = [snapshot()];
  // After a reset nothing of the old account is shown.
  const ofThisAccount = (): readonly Snapshot[] =>
    snapshots.filter(({ accountId }) => accountId === engine.state.accountId);
  return {
    note: () => {
      snapshots = [...since(ofThisAccount(), engine.now() - keepSeconds * 1000), snapshot()];
    },
    reply: async (request, seconds, fresh) => {
      if (request.method !== 'GET') return undefined;
      const moment = engine.now() - seconds * 1000;
      const { headers } = await fresh();
      const [before] = since(ofThisAccount(), moment);
      if (before === undefined) return undefined;
      const reply = await appAt(engine, before, moment).fetch(request);
      return new Response(reply.body, { status: reply.status, headers });
    },
  };
}

/** The application around a copy of the account that lived on from a snapshot to a moment. */
function appAt(engine: Engine, { at, state: text }: Snapshot, moment: Instant): EmulatorApp {
  const state = JSON.parse(text) as PaperBrokerState;
  advanceTo(state, Math.max(at, moment), engine.market);
  const { market, keys } = engine;
  return createEmulatorApp(createEngine({ state, market, ...(keys !== null && { keys }) }));
}

/** The last snapshot at or before that moment, and those after it; all of them where the moment is before the first. */
function since(snapshots: readonly Snapshot[], moment: Instant): readonly Snapshot[] {
  const first = snapshots.findLastIndex(({ at }) => at <= moment);
  return snapshots.slice(Math.max(first, 0));
}
