import type { BacktestConfig } from '../src/contracts/backtest-config.ts';
import {
  manifestJson,
  renderBacktestManifest,
  type BacktestManifest,
} from '../src/contracts/backtest-manifest.ts';
import {
  renderEquityFile,
  renderSkippedFile,
  renderTradesFile,
} from '../src/contracts/trades-file.ts';
import { runCommand, type CommandResult, type Streams } from '../src/terminal/command-shell.ts';
import { VERSION } from '../src/terminal/version.ts';
import { renderBacktest } from '../src/views/render-backtest.ts';
import type { BacktestOptions } from './cli.ts';
import { backtest, type Backtest } from './run-backtest.ts';
import { readBacktestConfig, writeAtomically } from './wiring.ts';
import { loadBacktest } from './wiring/load-backtest.ts';

/** The command from its options to its exit code. */
export function runBacktest(options: BacktestOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => run(options));
}

async function run(options: BacktestOptions): Promise<CommandResult> {
  const config = await readBacktestConfig(options.config, options.flags);
  const { input, prices, digests, findings } = await loadBacktest(config);
  const made = backtest(input, prices, config);
  const said = [...findings, ...made.findings];
  const manifest: BacktestManifest = {
    version: VERSION,
    config,
    inputs: digests,
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
