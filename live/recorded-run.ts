import { CommandError, type Outcome } from '../src/domain/outcome.ts';
import type { Finding } from '../src/domain/finding.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { StateStore } from '../src/ports/state-store.ts';
import { BrokerError } from '../src/ports/broker.ts';
import { VERSION } from '../src/terminal/version.ts';

export type RunFacts = {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly command: string;
  readonly tradeDate: SessionDate;
  readonly configSha256: string;
};

/** Counted, not random, so that the same day done again gives the same bytes. */
export function nextRunId({ store, command, tradeDate }: RunFacts): string {
  return `${tradeDate}-${command}-${store.runCount(command, tradeDate) + 1}`;
}

/** Leaves a row of every run, however it ends, with its findings. */
export async function recordedRun<
  Result extends { readonly outcome: Outcome; readonly findings: readonly Finding[] },
>(facts: RunFacts, work: (runId: string) => Promise<Result>): Promise<Result> {
  const { store, clock, command, tradeDate, configSha256 } = facts;
  const runId = nextRunId(facts);
  store.beginRun({
    runId,
    command,
    tradeDate,
    startedAt: clock.now(),
    version: VERSION,
    configSha256,
  });
  try {
    const result = await work(runId);
    store.transaction(() => {
      store.recordFindings(runId, result.findings);
      store.endRun(runId, result.outcome, clock.now());
    });
    return result;
  } catch (error) {
    store.endRun(runId, outcomeOf(error), clock.now());
    throw error;
  }
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof CommandError) return error.outcome;
  return error instanceof BrokerError ? 'broker-unreachable' : 'bug';
}
