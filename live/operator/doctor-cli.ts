import { Command } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';

export type DoctorOptions = {
  readonly stateDb: string;
  readonly config?: string;
  readonly json?: boolean;
};

export function doctorCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('doctor')
    .description('Check this machine: Node, SQLite driver, configuration, state database, keys.')
    .option('--state-db <file>', 'the state database', 'live/state.db')
    .option('--config <file>', 'the configuration (default: openbell.yaml, where there is one)')
    .option('--json', 'print one JSON document')
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('./run-doctor.ts');
      done(await runDoctor(options, streams));
    });
}
