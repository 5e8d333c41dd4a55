import { Command } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';

export type CompareOptions = {
  readonly stateDb?: string;
  readonly config?: string;
  /** Folders of two backtests. */
  readonly primary?: string;
  readonly shadow?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

export function compareCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('compare')
    .description('Say which strategy should be primary, with both numbers of each criterion.')
    .option('--state-db <file>', 'the state database (default: live/state.db)')
    .option('--config <file>', 'the configuration (default: openbell.yaml, where there is one)')
    .option('--primary <dir>', 'instead: the results of a backtest of the primary')
    .option('--shadow <dir>', '… and of the shadow, over the same inputs')
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'say more about errors')
    .addHelpText('after', HELP)
    .action(async (options: CompareOptions) => {
      const { runCompare } = await import('./run-compare.ts');
      done(await runCompare(options, streams));
    });
}

const HELP = `
Verdicts: too_early before 90 days and before 100 closed trades in each book; keep_primary when the shadow fails a
criterion; not_proven when it meets all of them but a 95 % interval contains zero; switch otherwise. Nothing is changed.

Exit codes: 0 done, whatever the verdict · 2 usage · 5 input refused · 8 database · 1 a bug

Examples:
  openbell compare
  openbell compare --primary out/ema_p10 --shadow out/nwl_p4 --json`;
