import type { SessionHours } from '../../src/domain/account.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { ExecutionConfig } from '../../src/contracts/config.ts';
import type { SignalFile } from '../../src/contracts/signal-file.ts';
import type { Broker } from '../../src/ports/broker.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import type { StateStore } from '../../src/ports/state-store.ts';

/** Everything the phases share during one run. */
export type ExecutorSession = {
  readonly broker: Broker;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly runId: string;
  readonly tradeDate: SessionDate;
  readonly hours: SessionHours;
  readonly rules: StrategyRules;
  readonly execution: ExecutionConfig;
  /** Null when the file was refused: then only protection runs. */
  readonly signals: SignalFile | null;
  /** Symbols over which book and broker disagree. */
  readonly disputed: Set<Ticker>;
  /** Of these, whose shares are surely ours: they are not traded, and their stops are kept and restored. */
  readonly surelyOurs?: Set<Ticker>;
  /** Positions whose sales wait to be booked: nothing tells yet on which side of a split they were made. */
  readonly heldBack: Set<number>;
  readonly log: RunLog;
  /** Ends what answers of the broker were still good for: the next look is a new one. */
  readonly lookAnew?: () => void;
  /** Whether somebody asked this run to stop: it begins nothing new and waits for nothing. */
  readonly isInterrupted: () => boolean;
};

/** What a run has to tell at its end. `unresolved` findings make the outcome 9. */
export type RunLog = {
  readonly findings: Finding[];
  readonly unresolved: Finding[];
  /** One line for each thing done, for people. */
  readonly steps: string[];
  /** Says at once what is going on: a run may wait a quarter of an hour for the open. */
  readonly progress: (text: string) => void;
  /** How often something was asked again because it had not come about yet. */
  readonly counts: { polls: number; waitedMs: number };
};

export function newRunLog(progress: RunLog['progress'] = () => undefined): RunLog {
  return { findings: [], unresolved: [], steps: [], progress, counts: { polls: 0, waitedMs: 0 } };
}

export function noteStep(log: RunLog, step: string): void {
  log.steps.push(step);
  log.progress(step);
}

/** A run looks more than once at the same thing: what it has told in these words already is not told again. */
export function noteUnresolved(log: RunLog, code: string, subject: string, message: string): void {
  const isTold = log.unresolved.some(
    (told) => told.code === code && told.subject === subject && told.message === message,
  );
  if (isTold) return;
  const remedy = 'run the executor again; if it repeats, look at the account';
  log.unresolved.push(finding('error', code, subject, message, remedy));
}

export function noteDenied(log: RunLog, code: string, subject: string, message: string): void {
  log.findings.push(finding('warning', code, subject, `${subject} was not ordered: ${message}`));
}

/** The instant until which fills are waited for: a bounded time after the open, or after now when that is later. */
export function fillDeadline(session: ExecutorSession): number {
  return Math.max(session.clock.now(), session.hours.open) + session.execution.poll_timeout_ms;
}

/** A process that was put to sleep past its deadline still has to see what became of its requests. */
const LEAST_LOOKS = 3;

/**
 * Asks again and again, at the configured pace, until `done` says so or the deadline has passed. The looks are counted
 * too, so that a clock that stands still or is set back makes nobody wait for ever, and all waits of a run share one
 * bound.
 */
export async function pollUntil(
  session: ExecutorSession,
  deadline: number,
  done: () => Promise<boolean>,
): Promise<boolean> {
  const { clock, execution, log } = session;
  const { counts } = log;
  const pause = execution.poll_interval_ms;
  const mostLooks = Math.max(LEAST_LOOKS, Math.ceil((deadline - clock.now()) / pause) + 1);
  for (let look = 1; ; look += 1) {
    counts.polls += 1;
    if (await done()) return true;
    const isOver = clock.now() >= deadline && look >= LEAST_LOOKS;
    if (isOver || look >= mostLooks || isInterrupted(session)) return false;
    if (counts.waitedMs >= mostWaitMs(execution)) return false;
    counts.waitedMs += pause;
    await clock.sleep(pause);
  }
}

/**
 * Waiting of all phases together: for the sells, for the buys, for what is cancelled. Each has its own bound besides, and the
 * wait for the open is apart.
 */
const LEAST_WAITS_MS = 6 * 60_000;
const WAITS = 3;

function mostWaitMs({ poll_timeout_ms }: ExecutionConfig): number {
  return Math.max(LEAST_WAITS_MS, WAITS * poll_timeout_ms);
}

export function isInterrupted(session: ExecutorSession): boolean {
  return session.isInterrupted();
}

const LONGEST_NAP_MS = 10_000;

/** Market orders fill from the open on: nothing is asked before. */
export async function sleepUntilOpen(session: ExecutorSession): Promise<void> {
  const { clock, hours, execution, log } = session;
  let wait = hours.open - clock.now();
  if (wait <= 0) return;
  log.progress(`waiting ${Math.ceil(wait / 60_000)} minute(s) for the open`);
  wait += execution.poll_interval_ms;
  // In naps, to see in between whether this run is to stop.
  for (; wait > 0 && !isInterrupted(session); wait -= LONGEST_NAP_MS)
    await clock.sleep(Math.min(wait, LONGEST_NAP_MS));
}
