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
import { progressBar } from '../src/views/progress-bar.ts';
import { renderBacktest } from '../src/views/render-backtest.ts';
import type { BacktestOptions } from './cli.ts';
import { benchmarkOf, type ReportFacts } from './gather-report.ts';
import { backtest, type Backtest } from './run-backtest.ts';
import { openTimings, readBacktestConfig, removeFile, writeAtomically } from './wiring.ts';
import { loadBacktest } from './wiring/load-backtest.ts';

const REPORT = 'report.html';

/** The command from its options to its exit code. */
export function runBacktest(options: BacktestOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => run(options, streams));
}

async function run(options: BacktestOptions, streams: Streams): Promise<CommandResult> {
  const timings = openTimings();
  const config = await readBacktestConfig(options.config, options.flags);
  const { input, prices, digests, findings, benchmarkPrices } = await loadBacktest(config);
  timings.end('load');
  const made = backtest(input, prices, config, {
    onSession: (done, total) => streams.progress?.(progressBar('sessions', done, total)),
    onSimulated: () => {
      timings.end('simulate');
    },
  });
  streams.progress?.('');
  timings.end('metrics');
  const held = benchmarkOf(made, benchmarkPrices, config);
  const said = [...findings, ...made.findings, ...held.findings];
  const manifest: BacktestManifest = {
    version: VERSION,
    config,
    inputs: digests,
    span: made.span,
    counts: made.counts,
    metrics: made.performance,
    findings: said,
  };
  const { title } = titleOf(config, made);
  const files = write(config.output_dir, {
    'trades.csv': renderTradesFile(made.trades),
    'skipped.csv': renderSkippedFile(made.skipped),
    'equity.csv': renderEquityFile(made.equity),
    ...(await htmlReport({
      ...{ title, made, manifest, prices, held },
      defaults: await readBacktestConfig(undefined, {}),
    })),
    // Last: a manifest beside results that were never written would vouch for them.
    'run_manifest.json': renderBacktestManifest(manifest),
  });
  timings.end('write');
  if (options.timings === true) streams.err(timings.told());
  return {
    outcome: 'done',
    text: (paint) => renderBacktest({ ...titleOf(config, made), findings: said, files }, paint),
    json: { command: 'backtest', files, ...manifestJson(manifest) },
  };
}

async function htmlReport(facts: ReportFacts): Promise<Readonly<Record<string, string>>> {
  if (!facts.manifest.config.html_report) return {};
  // Loaded only where a report is written.
  const { gatherReport } = await import('./gather-report.ts');
  const { renderBacktestReport } = await import('../src/views/backtest-report/page.ts');
  const { readReportAssets } = await import('./wiring/report-assets.ts');
  return { [REPORT]: renderBacktestReport(gatherReport(facts), readReportAssets()) };
}

function write(folder: string, files: Readonly<Record<string, string>>): string[] {
  // That of an earlier run would be taken for the report of this one.
  if (!(REPORT in files)) removeFile(`${folder}/${REPORT}`);
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
