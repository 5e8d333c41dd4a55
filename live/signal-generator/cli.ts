import { Command } from 'commander';

import { addCommonOptions, type CommonOptions } from '../common-options-cli.ts';
import type { Streams } from '../../src/terminal/command-shell.ts';

export type SignalGeneratorOptions = CommonOptions & {
  readonly reportFile?: string;
  /** False with `--no-report`. */
  readonly report: boolean;
  readonly outputDir: string;
  readonly tradeDate?: string;
  readonly force?: boolean;
};

/** `signal-generator`: what it takes. The work is loaded only when it is asked for, so that `--help` is instant. */
export function signalGeneratorCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('signal-generator')
    .description(
      'Read the earnings report, reconcile the book with the account and plan the session of both books.',
    )
    .option(
      '--report-file <file>',
      "the session's report: earnings_trade_analysis_DATE.html or …_candidates_DATE.json",
    )
    .option('--no-report', 'plan exits only: the session has no report (needs --trade-date)')
    .option('--output-dir <dir>', 'where the signal files go', 'signals')
    .option(
      '--trade-date <date>',
      'the session to plan, YYYY-MM-DD (default: the session of the report, or today)',
    )
    .option('--force', 'go on without the symbols over which book and broker disagree');
  return addCommonOptions(command, '09:05')
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
