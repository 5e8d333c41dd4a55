import { Command } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';

export type StatusOptions = { readonly stateDb: string; readonly json?: boolean };

export function statusCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('status')
    .description('Show both books, open orders and the kill switch, from the state database alone.')
    .option('--state-db <file>', 'the state database', 'live/state.db')
    .option('--json', 'print one JSON document')
    .action(async (options: StatusOptions) => {
      const { runStatus } = await import('./run-status.ts');
      done(await runStatus(options, streams));
    });
}
