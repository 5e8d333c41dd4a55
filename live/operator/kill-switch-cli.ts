import { Command } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';

export type KillSwitchOptions = {
  readonly stateDb: string;
  readonly reason?: string;
  readonly json?: boolean;
};
export type KillSwitchAction = 'on' | 'no-entries' | 'off' | 'status';

const ACTIONS = [
  ['on', 'halt: nothing is sent but what protects held shares'],
  ['no-entries', 'exits, stops and settling go on; nothing is bought'],
  ['off', 'trade again (needs --reason)'],
  ['status', 'show the level, since when and why'],
] as const satisfies readonly (readonly [KillSwitchAction, string])[];

export function killSwitchCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('kill-switch').description('Stop trading, or allow it again.');
  for (const [action, description] of ACTIONS) {
    command
      .command(action)
      .description(description)
      .option('--reason <text>', 'why; kept with the level')
      .option('--state-db <file>', 'the state database', 'live/state.db')
      .option('--json', 'print one JSON document')
      .action(async (options: KillSwitchOptions) => {
        const { runKillSwitch } = await import('./run-kill-switch.ts');
        done(await runKillSwitch(action, options, streams));
      });
  }
  return command;
}
