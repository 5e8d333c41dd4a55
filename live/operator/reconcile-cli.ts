import { Command, Option } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';

export type ReconcileOptions = {
  readonly stateDb: string;
  readonly config?: string;
  readonly broker: 'emulator' | 'paper' | 'live';
  readonly emulatorUrl?: string;
  readonly prices?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

export function reconcileCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('reconcile').description(
    'Compare book, orders and positions, and say of every difference why it is there. Reads only.',
  );
  return addAccountOptions(command)
    .addHelpText(
      'after',
      `
Exit codes: 0 no difference, or all of it heals by itself in the next run · 4 something needs a person
            2 usage · 5 input refused · 7 broker unreachable · 8 database or disk · 1 a bug

Example:
  openbell reconcile --broker paper`,
    )
    .action(async (options: ReconcileOptions) => {
      const { runReconcile } = await import('./run-reconcile.ts');
      done(await runReconcile(options, streams));
    });
}

/** Whose book, and at which account. */
export function addAccountOptions(command: Command): Command {
  return command
    .option('--state-db <file>', 'the state database', 'live/state.db')
    .option('--config <file>', 'the configuration (default: openbell.yaml, where there is one)')
    .addOption(
      new Option('--broker <which>', 'whose account')
        .choices(['emulator', 'paper', 'live'])
        .default('emulator'),
    )
    .option(
      '--emulator-url <url>',
      'the emulator at this loopback address (default: the one of --state-db)',
    )
    .option('--prices <source>', 'a folder of CSV files, alpaca, or fmp: what companies did')
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'say more about errors');
}
