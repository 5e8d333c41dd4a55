import type { SessionHours } from '../../src/domain/account.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import { CommandError, exitCodeOf, OUTCOMES, type Outcome } from '../../src/domain/outcome.ts';
import type { Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import { strategiesOf } from '../../src/contracts/config.ts';
import { parseSignalFile, type SignalFile } from '../../src/contracts/signal-file.ts';
import type { Broker, BrokerReads } from '../../src/ports/broker.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { renderExecution } from '../../src/views/render-execution.ts';
import { pinAccount } from '../account-pin.ts';
import { refuseNewState } from '../bookkeeping/refuse-new-state.ts';
import {
  explainError,
  runCommand,
  type CommandResult,
  type Streams,
} from '../../src/terminal/command-shell.ts';
import { emulatorUrlOption } from '../emulator-url-option.ts';
import { recordedRun } from '../recorded-run.ts';
import { instantAt, type BrokerOptions, type Configuration, type OpenBroker } from '../wiring.ts';
import { withBundle, type Hands, type RunWith } from '../wiring/hands.ts';
import { checkSignals } from './check-signals.ts';
import { checkTime, type SessionTime } from './check-time.ts';
import type { ExecutorOptions } from './cli.ts';
import { dryRun } from './dry-run.ts';
import { executeSignals } from './execute-signals.ts';
import type { FactSources } from './gather-facts.ts';
import { newRunLog, noteStep, type ExecutorSession } from './session.ts';
import { splitSource, type KnownSplits } from '../bookkeeping/split-source.ts';

/** The command from its options to its exit code. */
export function runExecutor(
  options: ExecutorOptions,
  streams: Streams,
  runWith: RunWith = withBundle,
): Promise<number> {
  const request = { command: 'executor' as const, options, warn: streams.err };
  return runCommand(options, streams, () =>
    runWith(request, (hands) => execute(options, streams, hands)),
  );
}

/** The file as found: its text, or why it could not be read. Either way protection runs. */
type SignalsInput = { readonly content: string | null; readonly problem: Finding | null };

async function execute(
  options: ExecutorOptions,
  streams: Streams,
  hands: Hands,
): Promise<CommandResult> {
  const emulatorUrl = emulatorUrlOption(options);
  const configuration = hands.openConfiguration(options);
  const input = readSignals(options.signalsFile, hands);
  const state = await hands.openState(options.stateDb, options.dryRun === true);
  try {
    const opening = {
      environment: options.broker,
      ...emulatorUrl,
      stateDb: options.stateDb,
      prices: options.prices,
      config: configuration.config,
      startAt: startOf(input, options.at),
      dryRun: options.dryRun === true,
    };
    const { store } = state;
    if (options.dryRun === true)
      return await rehearse({ options, configuration, input, opening, store, hands });
    return await carryOut({ options, configuration, input, opening, store, hands }, streams);
  } finally {
    state.close();
  }
}

function readSignals(path: string, hands: Hands): SignalsInput {
  try {
    return {
      content: new TextDecoder('utf-8', { fatal: true }).decode(
        hands.readInput(path, 'signal file'),
      ),
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof TypeError)) throw error;
    const remedy =
      error instanceof CommandError ? error.remedy : 'run signal-generator for this session';
    return {
      content: null,
      problem: finding('error', 'SIGNAL_FILE_REFUSED', null, error.message, remedy),
    };
  }
}

/** The emulator wakes on the morning of the file's session; without a readable file it stays where it is. */
function startOf({ content }: SignalsInput, at: string | undefined): number {
  const parsed = content === null ? null : parseSignalFile(content);
  return parsed?.kind === 'signals' ? instantAt(parsed.signals.trade_date, at ?? '09:15') : 0;
}

type Run = {
  readonly options: ExecutorOptions;
  readonly configuration: Configuration;
  readonly input: SignalsInput;
  readonly opening: BrokerOptions;
  readonly store: StateStore;
  readonly hands: Hands;
};

type Gated = {
  readonly time: SessionTime;
  readonly signals: SignalFile | null;
  readonly refusal: Finding | null;
  /** What a day says that is no session: nothing is traded, and what is held is protected. Null on a session. */
  readonly holiday: string | null;
  /** There is no plan in order, and there was to be one. */
  readonly isRefused: boolean;
  readonly sources: FactSources & { readonly store: StateStore };
  readonly splits: KnownSplits;
  readonly disputed: Set<Ticker>;
};

/** Pins the account, asks the time, checks the file: everything before the first phase. */
async function gate(run: Run, opened: OpenBroker<BrokerReads>): Promise<Gated> {
  const { options, configuration, input, store } = run;
  const { broker, clock, prices } = opened;
  const { accountNumber } = await broker.account();
  await refuseNewState(store, broker);
  pinAccount(store, {
    environment: options.broker,
    accountNumber,
    configured: configuration.config.broker.account_number,
  });
  const time = await checkTime(broker, clock);
  const checked =
    input.content === null
      ? null
      : checkSignals(input.content, {
          store,
          today: time.today,
          account: accountNumber,
          configSha256: configuration.configSha256,
        });
  // No session, or one that is in doubt: what is held is protected, and nothing is sold or bought.
  const signals = checked?.kind === 'signals' && time.isSession ? checked.signals : null;
  const holiday = holidayOf(time);
  // Of a day that is no session the generator writes no file: none is missing. One that is there must be in order.
  const missing = holiday === null ? input.problem : null;
  const refusal = checked?.kind === 'refused' ? checked.finding : missing;
  const disputed = new Set<Ticker>();
  return {
    time,
    signals,
    refusal,
    holiday,
    isRefused: signals === null && (holiday === null || refusal !== null),
    disputed,
    sources: {
      broker,
      store,
      clock,
      tradeDate: time.today,
      hours: time.hours,
      rules: strategiesOf(configuration.config).primary,
      execution: configuration.config.execution,
      disputed,
      skipTimeCheck: options.skipTimeCheck === true,
      timeProblem: time.problem,
    },
    splits: await splitSource(prices, store, time.today),
  };
}

async function carryOut(run: Run, streams: Streams): Promise<CommandResult> {
  const opened = await run.hands.openBroker(run.opening);
  try {
    const gated = await gate(run, opened).catch(async (error: unknown) => {
      await alertOnFailure(await openNotifier(run, streams), error);
      throw error;
    });
    return await recordedExecution(run, gated, { opened, streams });
  } finally {
    opened.close();
  }
}

type Opened = { readonly opened: OpenBroker<Broker>; readonly streams: Streams };

async function recordedExecution(
  run: Run,
  gated: Gated,
  { opened, streams }: Opened,
): Promise<CommandResult> {
  const { options, configuration, store } = run;
  const { sources, signals, disputed, splits, holiday, isRefused } = gated;
  const { tradeDate, hours, rules, execution } = sources;
  const notifier = await openNotifier(run, streams);
  const { configSha256 } = configuration;
  const isTalkative = options.verbose === true || options.broker !== 'emulator';
  const log = newRunLog(isTalkative ? streams.err : undefined);
  if (gated.refusal !== null) log.findings.push(gated.refusal);
  if (splits.problem !== null) log.findings.push(splits.problem);
  if (holiday !== null) noteStep(log, holiday);
  const facts = { store, clock: opened.clock, command: 'executor', tradeDate, configSha256 };
  const result = await recordedRun(facts, async (runId) => {
    const { broker, clock } = opened;
    const interruption = run.hands.listenForInterruption();
    const session: ExecutorSession = {
      broker,
      store,
      clock,
      notifier,
      runId,
      tradeDate,
      hours,
      rules,
      execution,
      signals,
      disputed,
      surelyOurs: new Set(),
      heldBack: new Set(),
      log,
      isInterrupted: () => interruption.signal.aborted,
    };
    const begun = signals !== null && store.signalFile(tradeDate, signals.strategy)?.begun === true;
    const { splitsOf } = splits;
    const { phase } = options;
    const request = { session, sources, splitsOf, phase, begun, isRefused };
    const done = await executeSignals(request).finally(interruption.stopListening);
    return { ...done, findings: [...log.unresolved, ...log.findings] };
  }).catch(async (error: unknown) => {
    await alertOnFailure(notifier, error);
    throw error;
  });
  await alertOn(notifier, result);
  return present(result, { tradeDate, hours, steps: log.steps, book: store.openPositions() });
}

/** An outcome that needs a person is told again every day, until somebody has acted. */
async function alertOn(
  notifier: Notifier,
  { outcome, findings }: { readonly outcome: Outcome; readonly findings: readonly Finding[] },
): Promise<void> {
  if (outcome === 'done') return;
  const worst = findings.find(({ severity }) => severity === 'error');
  const subject = worst?.subject ?? null;
  const message = `the executor ended with ${exitCodeOf(outcome)}: ${worst?.message ?? OUTCOMES[outcome].meaning}`;
  await notifier.notify({ code: outcome.toUpperCase(), subject, message });
}

/** A run that broke off may have left shares between a stop and a sell: that is for a person to know at once. */
async function alertOnFailure(notifier: Notifier, error: unknown): Promise<void> {
  const message = `the executor broke off, run it again: ${explainError(error).message}`;
  await notifier.notify({ code: 'RUN_BROKE_OFF', subject: null, message });
}

type Presentable = Awaited<ReturnType<typeof executeSignals>> & {
  readonly findings: readonly Finding[];
};
type Afterwards = {
  readonly tradeDate: SessionDate;
  readonly hours: SessionHours;
  readonly steps: readonly string[];
  readonly book: readonly Position[];
};

function present(result: Presentable, { tradeDate, steps, book }: Afterwards): CommandResult {
  const { outcome, findings, covered } = result;
  return {
    outcome,
    text: (paint) =>
      renderExecution({ tradeDate, steps, findings, positions: book, covered, outcome }, paint),
    json: {
      command: 'executor',
      trade_date: tradeDate,
      dry_run: false,
      steps,
      findings,
      covered,
      positions: book,
    },
  };
}

/** The dry run has a broker that can only be asked, and a private copy of the state. */
async function rehearse(run: Run): Promise<CommandResult> {
  const opened = await run.hands.openBrokerReads(run.opening);
  try {
    const gated = await gate(run, opened);
    return await dryRun({ ...gated, splitsOf: gated.splits.splitsOf });
  } finally {
    opened.close();
  }
}

/** By the broker's calendar and by ours: an empty answer alone is no holiday. */
function holidayOf({ today, isSession, problem }: SessionTime): string | null {
  if (isSession || problem !== null) return null;
  return `${today} is no session by the broker's calendar: nothing is sold or bought`;
}

function openNotifier({ hands, configuration }: Run, streams: Streams): Promise<Notifier> {
  return hands.openNotifier(configuration.config, streams.err);
}
