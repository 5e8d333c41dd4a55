import type { Finding } from '../src/domain/finding.ts';
import { exitCodeOf } from '../src/domain/outcome.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import { PRIMARY } from '../src/domain/strategy.ts';
import { signalFileName } from '../src/contracts/signal-file.ts';
import type { Streams } from '../src/terminal/command-shell.ts';
import { NO_PAINT } from '../src/views/paint.ts';
import { runExecutor } from './executor/run.ts';
import { runSignalGenerator } from './signal-generator/run.ts';
import { withHands, type Hands } from './wiring/hands.ts';

export type LiveSession = {
  readonly session: SessionDate;
  /** Null where the session has no report. */
  readonly reportFile: string | null;
  /** Signal files go to its `signals/`. */
  readonly folder: string;
  readonly stateDb: string;
  readonly doors: Partial<Hands>;
};

/** How one command of the day ended, and what it had to say. */
export type CommandRun = {
  readonly command: 'signal-generator' | 'executor';
  readonly session: SessionDate;
  readonly code: number;
  readonly error: string | null;
  readonly findings: readonly Pick<Finding, 'severity' | 'code' | 'subject' | 'message'>[];
};

/** Both commands of one session as their command lines run them, one after the other. */
export async function runLiveSession(live: LiveSession): Promise<readonly CommandRun[]> {
  const planned = await planAsAnOperatorWould(live);
  const signalsFile = `${signalFolder(live)}/${signalFileName(live.session, PRIMARY)}`;
  const { stateDb, doors, session } = live;
  const executed = await captured('executor', session, (streams) =>
    runExecutor(
      { signalsFile, stateDb, broker: 'emulator', phase: 'all', json: true },
      streams,
      withHands(doors),
    ),
  );
  return [...planned, executed];
}

/** Plans a session; the evening before it closes, this is also how the books are brought up to date. */
export function planSession(live: LiveSession): Promise<CommandRun> {
  const { session, reportFile, stateDb, doors } = live;
  return captured('signal-generator', session, (streams) =>
    runSignalGenerator(
      {
        stateDb,
        broker: 'emulator',
        outputDir: signalFolder(live),
        tradeDate: session,
        report: reportFile !== null,
        json: true,
        ...(reportFile !== null && { reportFile }),
      },
      streams,
      withHands(doors),
    ),
  );
}

/** A report that is refused keeps nobody from judging the exits. */
async function planAsAnOperatorWould(live: LiveSession): Promise<readonly CommandRun[]> {
  const planned = await planSession(live);
  const isRefused = planned.code === exitCodeOf('input-refused') && live.reportFile !== null;
  return isRefused ? [planned, await planSession({ ...live, reportFile: null })] : [planned];
}

function signalFolder({ folder }: LiveSession): string {
  return `${folder}/signals`;
}

async function captured(
  command: CommandRun['command'],
  session: SessionDate,
  run: (streams: Streams) => Promise<number>,
): Promise<CommandRun> {
  let out = '';
  const streams: Streams = {
    out: (text) => {
      out = text;
    },
    err: () => undefined,
    paint: NO_PAINT,
  };
  const code = await run(streams);
  const { error, findings } = JSON.parse(out) as Partial<CommandRun>;
  return { command, session, code, error: error ?? null, findings: findings ?? [] };
}
