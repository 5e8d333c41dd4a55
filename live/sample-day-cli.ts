import { Command } from 'commander';

import type { Streams } from '../src/terminal/command-shell.ts';

export type SampleDayOptions = { readonly sample: string; readonly dir: string };

export function dayCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('day')
    .description(
      'Live through a whole trading day on an invented market: no account, no keys, no network.',
    )
    .option('--sample <dir>', 'the market: reports, prices/ and openbell.yaml', 'reports/sample')
    .option('--dir <dir>', 'where the state and the signal files of the day go (made anew)', 'day')
    .action(async (options: SampleDayOptions) => {
      const { runSampleDay } = await import('./run-sample-day.ts');
      done(await runSampleDay(options, streams));
    });
}
