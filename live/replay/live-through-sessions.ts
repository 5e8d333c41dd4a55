import { join } from 'node:path';

import { CommandError, exitCodeOf, type Outcome } from '../../src/domain/outcome.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { PRIMARY, SHADOW } from '../../src/domain/strategy.ts';
import { parseReportName } from '../../src/contracts/earnings-report.ts';
import { parseSignalFile } from '../../src/contracts/signal-file.ts';
import { isSession, nextSession } from '../../src/rules/market-calendar.ts';
import type { ParityBook, ParityPlan, ParityTrade } from '../../src/rules/parity.ts';
import {
  planSession,
  runLiveSession,
  type CommandRun,
  type LiveSession,
} from '../run-live-session.ts';
import type { StateReads } from '../../src/ports/state-store.ts';

export type LivedSpan = {
  readonly primary: ParityBook;
  readonly shadow: ParityBook;
  readonly runs: readonly CommandRun[];
};

export type SpanToLive = {
  readonly sessions: readonly SessionDate[];
  /** By session. */
  readonly reports: ReadonlyMap<SessionDate, string>;
  readonly onSession: (session: SessionDate, done: number) => void;
};

/** The world in which it is lived through; see `wiring/replay-world.ts`. */
export type LiveWorld = Pick<LiveSession, 'folder' | 'stateDb' | 'doors'> & {
  readonly store: StateReads;
  readonly trades: () => Promise<{
    readonly executed: readonly ParityTrade[];
    readonly shadow: readonly ParityTrade[];
  }>;
};

/** After these a session is not lived at all, and the next one would only say so again. */
const HOPELESS: readonly Outcome[] = ['bug', 'usage', 'locked', 'broker-unreachable', 'storage'];

/** Both commands for every session, and what both books were and were to be. */
export async function liveThroughSessions(span: SpanToLive, world: LiveWorld): Promise<LivedSpan> {
  const runs: CommandRun[] = [];
  for (const [done, session] of span.sessions.entries()) {
    span.onSession(session, done);
    const live = { ...world, session, reportFile: span.reports.get(session) ?? null };
    const lived = await runLiveSession(live);
    lived.forEach(assertLived);
    runs.push(...lived);
  }
  await bringUpToDate(span.sessions, world);
  const { executed, shadow } = await world.trades();
  return {
    primary: { trades: executed, plans: plansOf(PRIMARY, executed, span.sessions, world.store) },
    shadow: { trades: shadow, plans: plansOf(SHADOW, shadow, span.sessions, world.store) },
    runs,
  };
}

function assertLived({ command, session, code, error }: CommandRun): void {
  const hopeless = HOPELESS.find((outcome) => exitCodeOf(outcome) === code);
  if (hopeless === undefined) return;
  throw new CommandError(
    hopeless,
    `${command} ended with ${code} on ${session}: ${error ?? 'see its output'}`,
    'run the replay with --keep DIR, then that command on what it left',
  );
}

/** The morning after books the last session's stops and steps the shadow book through it. */
async function bringUpToDate(sessions: readonly SessionDate[], world: LiveWorld): Promise<void> {
  const last = sessions.at(-1);
  if (last === undefined) return;
  assertLived(await planSession({ ...world, session: nextSession(last), reportFile: null }));
}

/** The signal files of that book. An exit that was not carried out on its day is planned again until it is. */
function plansOf(
  strategy: string,
  trades: readonly ParityTrade[],
  sessions: readonly SessionDate[],
  store: StateReads,
): ReadonlyMap<SessionDate, ParityPlan> {
  const exited = new Set(
    trades.flatMap(({ ticker, exit }) => (exit === null ? [] : [`${exit.date} ${ticker}`])),
  );
  const plans = new Map<SessionDate, ParityPlan>();
  for (const session of sessions) {
    const file = store.signalFile(session, strategy);
    const parsed = file === null ? null : parseSignalFile(file.content);
    if (parsed?.kind !== 'signals') continue;
    const { entries, exits, skipped } = parsed.signals;
    plans.set(session, {
      entries: entries.map(({ ticker }) => ticker),
      exits: exits
        .filter(({ ticker }) => exited.has(`${session} ${ticker}`))
        .map(({ ticker, reason }) => `${ticker} ${reason}`),
      skips: skipped.map(({ ticker, reason }) => `${ticker} ${reason}`),
    });
  }
  return plans;
}

export type FoundReports = {
  readonly bySession: ReadonlyMap<SessionDate, string>;
  /** Reports of which the session reads another one. */
  readonly leftOut: readonly string[];
};

/** Of every session the report that an operator would name: HTML before JSON, the youngest before a weekend's. */
export function findReports(
  folder: string,
  names: readonly string[],
  sessions: readonly SessionDate[],
): FoundReports {
  const wanted = new Set(sessions);
  const bySession = new Map<SessionDate, string>();
  const leftOut: string[] = [];
  // `analysis` sorts before `candidates`, an early date before a later one.
  for (const name of [...names].sort()) {
    const { reportDate } = parseReportName(name) ?? {};
    if (reportDate === undefined) continue;
    const session = isSession(reportDate) ? reportDate : nextSession(reportDate);
    if (!wanted.has(session)) continue;
    const known = bySession.get(session);
    const knownDate = known === undefined ? undefined : reportDateOf(known);
    if (knownDate !== undefined && knownDate >= reportDate) {
      if (knownDate > reportDate) leftOut.push(name);
      continue;
    }
    if (known !== undefined) leftOut.push(known);
    bySession.set(session, name);
  }
  return {
    bySession: new Map([...bySession].map(([session, name]) => [session, join(folder, name)])),
    leftOut,
  };
}

export function reportDateOf(name: string): SessionDate | undefined {
  return parseReportName(name.split('/').at(-1) ?? '')?.reportDate;
}
