import { entryDeadline, type FactSources } from './gather-facts.ts';
import { frugalBroker } from './frugal-broker.ts';
import { guardedBroker } from './guarded-broker.ts';
import type { ExecutorSession } from './session.ts';

/** Time spent on replies: a healthy run needs seconds. */
const MOST_REPLIES_MS = 3 * 60_000;

export type Careful = { readonly session: ExecutorSession; readonly sources: FactSources };

/**
 * Makes this run the one writer and puts between it and the broker what no phase can go around: the last gate, and the
 * end of the run's time.
 */
export function carefulSession(session: ExecutorSession, sources: FactSources): Careful {
  const { store, runId } = session;
  const { broker, clock, lookAnew } = frugalBroker(session.broker, session.clock, MOST_REPLIES_MS);
  const epoch = store.takeWriterEpoch(runId, clock.now());
  const entriesUntil = entryDeadline(sources);
  const guarded = guardedBroker({ ...session, broker, clock }, { epoch, entriesUntil });
  return {
    session: { ...session, broker: guarded, clock, lookAnew },
    sources: { ...sources, broker: guarded, clock },
  };
}
