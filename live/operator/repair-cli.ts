import { Command, InvalidArgumentError } from 'commander';

import { parseMoney, type Money } from '../../src/domain/money.ts';
import type { Streams } from '../../src/terminal/command-shell.ts';
import { addAccountOptions, type ReconcileOptions } from './reconcile-cli.ts';

export type RepairOptions = ReconcileOptions & {
  readonly yes?: boolean;
  readonly closedAt?: Money;
  readonly on?: string;
};

function price(text: string): Money {
  const parsed = parseMoney(text);
  if (parsed !== undefined && parsed >= 0) return parsed;
  throw new InvalidArgumentError('it is no amount in dollars, such as 12.50 or 0.');
}

export function repairCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('repair')
    .description(
      'Settle one finding of `openbell reconcile`: shows the change, and makes it with --yes.',
    )
    .argument('<finding>', 'its id, as reconcile prints it')
    .option(
      '--closed-at <dollars>',
      'what each share was worth in the end (0 where nothing was paid), when no record says so',
      price,
    )
    .option('--on <date>', 'with --closed-at: the day they were gone (default: today)')
    .option('--yes', 'make the change');
  return addAccountOptions(command)
    .addHelpText(
      'after',
      `
Writes a counter-entry beside what was written, and sends nothing to the broker. Refused when a fact of the finding has
changed since it was printed; made twice it changes nothing.
A position whose shares are gone from the account without a record of their sale (delisted, merged for shares, paid out
unseen) is closed at what a person states, and the counter-entry says that it was stated.

Exit codes: 0 shown or made · 4 the facts have changed, or nothing can be repaired · 2 usage · 5 input refused · 6 locked
            7 broker unreachable · 8 database or disk · 1 a bug

Example:
  openbell repair AMZN-manual_buy-1a2b3c4d5e --yes
  openbell repair GONE-delisting-1a2b3c4d5e --closed-at 0 --on 2026-03-02`,
    )
    .action(async (finding: string, options: RepairOptions) => {
      if (options.on !== undefined && options.closedAt === undefined)
        command.error('error: --on says when shares were gone: it needs --closed-at <dollars>');
      const { runRepair } = await import('./run-repair.ts');
      done(await runRepair(finding, options, streams));
    });
}
