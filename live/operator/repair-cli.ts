import { Command } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';
import { addAccountOptions, type ReconcileOptions } from './reconcile-cli.ts';

export type RepairOptions = ReconcileOptions & { readonly yes?: boolean };

export function repairCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('repair')
    .description(
      'Settle one finding of `openbell reconcile`: shows the change, and makes it with --yes.',
    )
    .argument('<finding>', 'its id, as reconcile prints it')
    .option('--yes', 'make the change');
  return addAccountOptions(command)
    .addHelpText(
      'after',
      `
Writes a counter-entry beside what was written, and sends nothing to the broker. Refused when a fact of the finding has
changed since it was printed; made twice it changes nothing.

Exit codes: 0 shown or made · 4 the facts have changed, or nothing can be repaired · 2 usage · 5 input refused · 6 locked
            7 broker unreachable · 8 database or disk · 1 a bug

Example:
  openbell repair AMZN-manual_buy-1a2b3c4d5e --yes`,
    )
    .action(async (finding: string, options: RepairOptions) => {
      const { runRepair } = await import('./run-repair.ts');
      done(await runRepair(finding, options, streams));
    });
}
