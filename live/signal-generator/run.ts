import { CommandError, type Outcome } from '../../src/domain/outcome.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { ReportInput } from '../../src/domain/report-input.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { strategiesOf } from '../../src/contracts/config.ts';
import { decisionRecord } from '../../src/contracts/decision-record.ts';
import { parseReportName } from '../../src/contracts/earnings-report.ts';
import { isSession, nextSession } from '../../src/rules/market-calendar.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import { renderPlan } from '../../src/views/render-plan.ts';
import { pinAccount } from '../account-pin.ts';
import { refuseNewState } from '../bookkeeping/refuse-new-state.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { emulatorUrlOption } from '../emulator-url-option.ts';
import { recordedRun } from '../recorded-run.ts';
import { dateOption } from '../session-date-option.ts';
import { instantAt, type Configuration, type OpenBroker, type OpenState } from '../wiring.ts';
import { withBundle, type Hands, type RunWith } from '../wiring/hands.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { SignalGeneratorOptions } from './cli.ts';
import { generateSignals, type GenerateResult } from './generate-signals.ts';
import { NO_REPORT, readCandidates, type ReadReport } from './read-candidates.ts';

/** The command from its options to its exit code. */
export function runSignalGenerator(
  options: SignalGeneratorOptions,
  streams: Streams,
  runWith: RunWith = withBundle,
): Promise<number> {
  const request = { command: 'signal-generator' as const, options, warn: streams.err };
  return runCommand(options, streams, () => runWith(request, (hands) => generate(options, hands)));
}

type Input = {
  readonly configuration: Configuration;
  readonly report: ReportInput;
  readonly read: ReadReport;
  readonly tradeDate: SessionDate;
};

/** Everything that can be refused is refused before a file or a database is touched. */
async function generate(options: SignalGeneratorOptions, hands: Hands): Promise<CommandResult> {
  const emulatorUrl = emulatorUrlOption(options);
  const configuration = hands.openConfiguration(options);
  const asked = dateAsked(options, hands);
  // Before the report is read: of a day that is no session there may be none.
  if (asked !== undefined && !isSession(asked)) return noSession(asked);
  const report = reportOf(options, hands);
  const tradeDate = asked ?? sessionOf(report);
  const input = { configuration, report, tradeDate, read: readCandidates(report, tradeDate) };
  const dryRun = options.dryRun === true;
  const state = await hands.openState(options.stateDb, dryRun);
  try {
    const broker = await hands.openBrokerReads({
      environment: options.broker,
      ...emulatorUrl,
      stateDb: options.stateDb,
      prices: options.prices,
      config: configuration.config,
      startAt: instantAt(tradeDate, options.at ?? '09:05'),
      dryRun,
    });
    try {
      return await generateWith(options, input, { broker, state, hands });
    } finally {
      broker.close();
    }
  } finally {
    state.close();
  }
}

function reportOf(
  { reportFile, report, tradeDate }: SignalGeneratorOptions,
  hands: Hands,
): ReportInput {
  if (!report) {
    if (tradeDate !== undefined) return NO_REPORT;
    throw new CommandError(
      'usage',
      '--no-report does not say which session',
      'add --trade-date YYYY-MM-DD',
    );
  }
  if (reportFile !== undefined) return hands.readReportInput(reportFile);
  throw new CommandError(
    'usage',
    'no report was given',
    'add --report-file FILE, or --no-report to plan exits only',
  );
}

/** The emulator lives on any day; a real broker only today. Undefined where the report has to say it. */
function dateAsked(
  { tradeDate, broker }: SignalGeneratorOptions,
  hands: Hands,
): SessionDate | undefined {
  const wanted = tradeDate === undefined ? undefined : dateOption(tradeDate);
  return broker === 'emulator' ? wanted : onlyToday(broker, wanted, newYorkDate(hands.now()));
}

function sessionOf(report: ReportInput): SessionDate {
  const reportDate = parseReportName(report.fileName)?.reportDate;
  if (reportDate === undefined)
    throw new CommandError('usage', 'no trade date', 'add --trade-date YYYY-MM-DD');
  return isSession(reportDate) ? reportDate : nextSession(reportDate);
}

function onlyToday(
  broker: string,
  wanted: SessionDate | undefined,
  today: SessionDate,
): SessionDate {
  if (wanted === undefined || wanted === today) return today;
  throw new CommandError(
    'usage',
    `--trade-date ${wanted} cannot be planned with --broker ${broker}: the account is that of ${today}`,
    'leave --trade-date out, or use --broker emulator for other days',
  );
}

type Opened = {
  readonly broker: OpenBroker<BrokerReads>;
  readonly state: OpenState;
  readonly hands: Hands;
};

async function generateWith(
  options: SignalGeneratorOptions,
  input: Input,
  { broker: { broker, clock, prices }, state: { store }, hands }: Opened,
): Promise<CommandResult> {
  if (prices === null) {
    throw new CommandError(
      'usage',
      'no source of prices was given',
      'add --prices DIR, or `prices:` to openbell.yaml',
    );
  }
  const { tradeDate, configuration } = input;
  const { accountNumber } = await broker.account();
  await refuseNewState(store, broker);
  pinAccount(store, {
    environment: options.broker,
    accountNumber,
    configured: configuration.config.broker.account_number,
  });
  const { configSha256 } = configuration;
  const result = await recordedRun(
    { store, clock, command: 'signal-generator', tradeDate, configSha256 },
    (runId) =>
      generateSignals(
        {
          report: input.report,
          read: input.read,
          tradeDate,
          outputDir: options.outputDir,
          ...strategiesOf(configuration.config),
          configSha256,
          account: accountNumber,
          runId,
          force: options.force === true,
        },
        { broker, store, clock, prices },
      ),
  );
  if (options.dryRun !== true)
    for (const { path, content } of result.files) hands.writeFile(path, content);
  return present(options, input, result);
}

function present(
  options: SignalGeneratorOptions,
  input: Input,
  result: GenerateResult,
): CommandResult {
  const findings: readonly Finding[] = result.findings;
  const files = result.files.map(({ path }) => path);
  const { plans } = result;
  const books =
    plans === null
      ? []
      : [
          { name: plans.primary.name, role: 'executed at the broker', plan: plans.primary.plan },
          { name: plans.shadow.name, role: 'shadow, never sent', plan: plans.shadow.plan },
        ];
  const { tradeDate, report } = input;
  const reportFile = report === NO_REPORT ? null : report.fileName;
  const dryRun = options.dryRun === true;
  return {
    outcome: result.outcome,
    text: (paint) => renderPlan({ tradeDate, reportFile, books, findings, files, dryRun }, paint),
    json: {
      command: 'signal-generator',
      trade_date: tradeDate,
      dry_run: dryRun,
      files,
      signals: result.files.map(({ content }) => JSON.parse(content) as unknown),
      findings,
    },
    decisions: decisionsOf(input, result),
  };
}

/** Everything a person needs to find each number of the plans again. */
function decisionsOf({ read, tradeDate }: Input, { plans }: GenerateResult) {
  const books = plans === null ? [] : [plans.primary, plans.shadow];
  const common = { trade_date: tradeDate, candidates: read.candidates };
  const records = books.map(({ rules, facts, plan }) => decisionRecord(rules, facts, plan));
  return { ...common, books: records };
}

function noSession(tradeDate: SessionDate): CommandResult {
  const outcome: Outcome = 'done';
  const message = `${tradeDate} is no session of the New York Stock Exchange: nothing to do`;
  return {
    outcome,
    text: () => message,
    json: { command: 'signal-generator', trade_date: tradeDate, message },
  };
}
