import type { Candidate } from '../src/domain/candidate.ts';
import type { Finding } from '../src/domain/finding.ts';
import { CommandError } from '../src/domain/outcome.ts';
import { addDays } from '../src/domain/session-date.ts';
import type { BacktestConfig } from '../src/contracts/backtest-config.ts';
import {
  manifestJson,
  renderBacktestManifest,
  type BacktestManifest,
  type InputDigest,
} from '../src/contracts/backtest-manifest.ts';
import {
  renderEquityFile,
  renderSkippedFile,
  renderTradesFile,
} from '../src/contracts/trades-file.ts';
import { CALENDAR_FIRST } from '../src/rules/market-calendar.ts';
import { runCommand, type CommandResult, type Streams } from '../src/terminal/command-shell.ts';
import { VERSION } from '../src/terminal/version.ts';
import { renderBacktest } from '../src/views/render-backtest.ts';
import type { BacktestOptions } from './cli.ts';
import { readReports } from './read-reports.ts';
import { backtest, type Backtest } from './run-backtest.ts';
import type { SimulationInput } from './simulation-input.ts';
import {
  loadAdjustedPrices,
  loadCandidates,
  loadRawPrices,
  loadReports,
  readBacktestConfig,
  writeAtomically,
} from './wiring.ts';

/** The command from its options to its exit code. */
export function runBacktest(options: BacktestOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => run(options));
}

function run(options: BacktestOptions): CommandResult {
  const config = readBacktestConfig(options.config, options.flags);
  const { input, digest, findings } = inputOf(config);
  const prices = pricesOf(config, input.candidates);
  const made = backtest(input, prices.data, config);
  const said = [...findings, ...prices.findings, ...made.findings];
  const manifest: BacktestManifest = {
    version: VERSION,
    config,
    inputs: { ...digest, prices: prices.digest },
    span: made.span,
    counts: made.counts,
    metrics: made.performance,
    findings: said,
  };
  const files = write(config.output_dir, made, manifest);
  return {
    outcome: 'done',
    text: (paint) => renderBacktest({ ...titleOf(config, made), findings: said, files }, paint),
    json: { command: 'backtest', files, ...manifestJson(manifest) },
  };
}

type Input = {
  readonly input: SimulationInput;
  readonly digest: Readonly<Record<string, InputDigest>>;
  readonly findings: readonly Finding[];
};

function inputOf(config: BacktestConfig): Input {
  const { reports_dir, candidates } = config;
  if (reports_dir !== null && candidates === null) {
    const { data, digest } = loadReports(reports_dir);
    const read = readReports(data);
    return { input: filled(read), digest: { reports: digest }, findings: read.findings };
  }
  if (candidates !== null && reports_dir === null) {
    const { data, digest, findings } = loadCandidates(candidates);
    const input = filled({ candidates: data, blocked: new Map() });
    return { input, digest: { candidates: digest }, findings };
  }
  throw new CommandError(
    'usage',
    'the candidates must come from one place',
    'add either --reports-dir DIR or --candidates FILE',
  );
}

function filled({ candidates, blocked }: SimulationInput): SimulationInput {
  if (candidates.length > 0) return { candidates, blocked };
  throw new CommandError(
    'input-refused',
    'there is not one candidate in the input',
    'check the reports or the list of candidates',
  );
}

function pricesOf(config: BacktestConfig, candidates: readonly Candidate[]) {
  if (config.prices === null)
    throw new CommandError('usage', 'no prices were given', 'add --prices DIR');
  const tickers = [...new Set(candidates.map(({ ticker }) => ticker))].sort();
  const dates = candidates.map(({ reportDate }) => reportDate).sort();
  const from = addDays(dates[0] ?? CALENDAR_FIRST, -config.lookback_days);
  const to = config.data_end_date;
  const question = { folder: config.prices, tickers, from, to };
  const loaded =
    config.profile === 'reference' ? loadAdjustedPrices(question) : loadRawPrices(question);
  if (tickers.some((ticker) => loaded.data.bars.has(ticker))) return loaded;
  throw new CommandError(
    'input-refused',
    `${config.prices} has no prices of any of the ${tickers.length} stocks`,
    'give the folder with their TICKER.csv files',
  );
}

function write(folder: string, made: Backtest, manifest: BacktestManifest): string[] {
  const files = {
    'trades.csv': renderTradesFile(made.trades),
    'skipped.csv': renderSkippedFile(made.skipped),
    'equity.csv': renderEquityFile(made.equity),
    // Last: a manifest beside results that were never written would vouch for them.
    'run_manifest.json': renderBacktestManifest(manifest),
  };
  return Object.entries(files).map(([name, content]) => {
    writeAtomically(`${folder}/${name}`, content);
    return `${folder}/${name}`;
  });
}

function titleOf(config: BacktestConfig, { performance, span, counts }: Backtest) {
  const book =
    config.max_positions === null
      ? 'every candidate alone'
      : `one book of ${config.max_positions} positions`;
  const profile = config.profile === 'reference' ? ', reference profile' : '';
  return {
    title: `Backtest: ${book}${profile}`,
    span: `${span.first ?? 'none'} to ${span.last ?? 'none'}, ${counts['candidates'] ?? 0} candidates`,
    performance,
  };
}
