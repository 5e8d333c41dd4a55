import { Command, Option } from 'commander';

import { addCommonOptions, type CommonOptions } from '../common-options-cli.ts';
import type { Streams } from '../../src/terminal/command-shell.ts';

export type ExecutorOptions = CommonOptions & {
  readonly signalsFile: string;
  readonly phase: 'all' | 'place' | 'settle';
  readonly skipTimeCheck?: boolean;
};

/** `executor`: what it takes. The work is loaded only when it is asked for, so that `--help` is instant. */
export function executorCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('executor')
    .description(
      'Carry the plan out: cancel stops and sell, await, recount, buy with a protective stop, await.',
    )
    .requiredOption(
      '--signals-file <file>',
      'trade_signals_DATE_ema_p10.json, as signal-generator wrote it',
    )
    .addOption(
      new Option('--phase <phase>', 'place before the open and settle after it, or all in one')
        .choices(['all', 'place', 'settle'])
        .default('all'),
    )
    .option('--skip-time-check', 'send entries also after the cut-off');
  return addCommonOptions(command, '09:15')
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
