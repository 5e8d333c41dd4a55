import { CommandError } from '../../src/domain/outcome.ts';
import type { KillSwitch, KillSwitchLevel, StateStore } from '../../src/ports/state-store.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { openStateBeside, openState, systemClock } from '../wiring.ts';
import type { KillSwitchAction, KillSwitchOptions } from './kill-switch-cli.ts';

const LEVELS: Readonly<Record<Exclude<KillSwitchAction, 'status'>, KillSwitchLevel>> = {
  on: 'halt',
  'no-entries': 'no-entries',
  off: 'off',
};

const EFFECTS: Readonly<Record<KillSwitchLevel, string>> = {
  off: 'trading is allowed',
  'no-entries': 'nothing is bought; exits, stops and settling go on',
  halt: 'nothing is sent but what protects held shares',
};

/** Setting never needs a reason, clearing does. A running executor sees the change before its next entry. */
export function runKillSwitch(
  action: KillSwitchAction,
  options: KillSwitchOptions,
  streams: Streams,
): Promise<number> {
  return runCommand(options, streams, async () => {
    if (action === 'off' && (options.reason ?? '').trim() === '') {
      throw new CommandError(
        'usage',
        'the kill switch is only cleared with a reason',
        'add --reason "…"',
      );
    }
    // Without the run lock: stopping must not wait for the run that is to be stopped.
    const state =
      action === 'status'
        ? await openState(options.stateDb, true)
        : await openStateBeside(options.stateDb);
    try {
      if (action !== 'status') set(state.store, LEVELS[action], options.reason ?? null);
      return show(state.store.killSwitch());
    } finally {
      state.close();
    }
  });
}

function set(store: StateStore, level: KillSwitchLevel, reason: string | null): void {
  store.setKillSwitch(level, reason, systemClock().now());
}

function show({ level, reason, since }: KillSwitch): CommandResult {
  const why = reason === null || reason === '' ? '' : ` (${reason})`;
  const when = since === null ? '' : ` since ${since}`;
  return {
    outcome: 'done',
    text: () => `kill switch: ${level}${when}${why}: ${EFFECTS[level]}`,
    json: { command: 'kill-switch', level, reason, since },
  };
}
