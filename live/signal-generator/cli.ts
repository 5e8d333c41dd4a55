import { Command, Option } from 'commander';

import type { Streams } from '../command-shell.ts';

export type SignalGeneratorOptions = {
  readonly reportFile?: string;
  /** False with `--no-report`. */
  readonly report: boolean;
  readonly outputDir: string;
  readonly stateDb: string;
  readonly manifest?: string;
  readonly config?: string;
  readonly broker: 'emulator' | 'paper' | 'live';
  readonly prices?: string;
  readonly tradeDate?: string;
  readonly at?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

/** `signal-generator`: what it takes. The work is loaded only when it is asked for, so that `--help` is instant. */
export function signalGeneratorCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('signal-generator')
    .description(
      'Read the earnings report, reconcile the book with the account and plan the session of both books.',
    )
    .option(
      '--report-file <file>',
      "the session's report: earnings_trade_analysis_DATE.html or …_candidates_DATE.json",
    )
    .option('--no-report', 'plan exits only: the session has no report (needs --trade-date)')
    .option('--output-dir <dir>', 'where the signal files go', 'signals')
    .option('--state-db <file>', 'the state database', 'live/state.db')
    .option('--manifest <file>', 'the run_manifest.json of the backtest the live rules must equal')
    .option('--config <file>', 'the configuration (default: openbell.yaml, where there is one)')
    .addOption(
      new Option('--broker <which>', 'where orders go')
        .choices(['emulator', 'paper', 'live'])
        .default('emulator'),
    )
    .option('--prices <source>', 'a folder of CSV files, alpaca, or fmp')
    .option(
      '--trade-date <date>',
      'the session to plan, YYYY-MM-DD (default: the session of the report, or today)',
    )
    .option('--at <time>', "the emulator's time of day, HH:MM New York (default: 09:05)")
    .option('--force', 'go on without the symbols over which book and broker disagree')
    .option('--dry-run', 'show the plan; write nothing')
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'say more about errors')
    .addHelpText(
      'after',
      `
Exit codes: 0 done or no session · 2 usage · 4 book and broker disagree · 5 input refused · 6 locked
            7 broker unreachable · 8 database or disk · 1 a bug

Example:
  signal-generator --report-file reports/earnings_trade_analysis_2026-03-16.html --prices prices/`,
    )
    .action(async (options: SignalGeneratorOptions) => {
      const { runSignalGenerator } = await import('./run.ts');
      done(await runSignalGenerator(options, streams));
    });
}
