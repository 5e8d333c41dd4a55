import { Command } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';

export type ConfigOptions = {
  readonly config?: string;
  readonly manifest?: string;
  readonly json?: boolean;
};

export function configCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('config').description('Look at the configuration.');
  command
    .command('show')
    .description('Print every key with the value that is in force.')
    .option('--config <file>', 'the configuration (default: openbell.yaml, where there is one)')
    .option('--manifest <file>', 'compare with the run_manifest.json of a backtest')
    .option('--json', 'print one JSON document')
    .action(async (options: ConfigOptions) => {
      const { runConfigShow } = await import('./run-config-show.ts');
      done(await runConfigShow(options, streams));
    });
  return command;
}
