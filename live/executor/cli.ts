import { Command, Option } from 'commander';

import type { Streams } from '../command-shell.ts';

export type ExecutorOptions = {
  readonly signalsFile: string;
  readonly stateDb: string;
  readonly manifest?: string;
  readonly config?: string;
  readonly broker: 'emulator' | 'paper' | 'live';
  readonly prices?: string;
  readonly phase: 'all' | 'place' | 'settle';
  readonly at?: string;
  readonly skipTimeCheck?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

/** `executor`: what it takes. The work is loaded only when it is asked for, so that `--help` is instant. */
export function executorCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('executor')
    .description(
      'Carry the plan out: cancel stops and sell, await, recount, buy with a protective stop, await.',
    )
    .requiredOption(
      '--signals-file <file>',
      'trade_signals_DATE_ema_p10.json, as signal-generator wrote it',
    )
    .option('--state-db <file>', 'the state database', 'live/state.db')
    .option('--manifest <file>', 'the run_manifest.json of the backtest the live rules must equal')
    .option('--config <file>', 'the configuration (default: openbell.yaml, where there is one)')
    .addOption(
      new Option('--broker <which>', 'where orders go')
        .choices(['emulator', 'paper', 'live'])
        .default('emulator'),
    )
    .option('--prices <source>', 'a folder of CSV files (the emulator remembers its folder)')
    .addOption(
      new Option('--phase <phase>', 'place before the open and settle after it, or all in one')
        .choices(['all', 'place', 'settle'])
        .default('all'),
    )
    .option('--at <time>', "the emulator's time of day, HH:MM New York (default: 09:15)")
    .option('--skip-time-check', 'send entries also after the cut-off')
    .option('--dry-run', 'show what would be sent, per symbol; send and write nothing')
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'say more about errors')
    .addHelpText(
      'after',
      `
Exit codes: 0 done or no session · 2 usage · 3 kill switch · 4 book and broker disagree · 5 signal file refused
            6 locked · 7 broker unreachable · 8 database or disk · 9 something is unprotected or unresolved
            10 outside the time window · 1 a bug. Running it again is always safe.

Example:
  executor --signals-file signals/trade_signals_2026-03-16_ema_p10.json`,
    )
    .action(async (options: ExecutorOptions) => {
      const { runExecutor } = await import('./run.ts');
      done(await runExecutor(options, streams));
    });
}
