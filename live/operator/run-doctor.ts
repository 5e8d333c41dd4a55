import { CommandError, type Outcome } from '../../src/domain/outcome.ts';
import type { RunLogCheck } from '../../src/ports/state-store.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { findKeys, openConfiguration, openState } from '../wiring.ts';
import type { DoctorOptions } from './doctor-cli.ts';

type BrokenRunLog = Extract<RunLogCheck, { readonly kind: 'broken' }>;

type Check = {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
  readonly outcome: Outcome;
};

/** Looks, and changes nothing. The first check that fails gives the exit code. */
export function runDoctor(options: DoctorOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, async () => {
    const checks = [
      await check('Node', () => `${process.version} on ${process.platform}`),
      await check('configuration', () => {
        const { tested } = openConfiguration(options);
        return tested
          ? 'valid, and equal to the backtest manifest'
          : 'valid; no backtest manifest to compare with';
      }),
      await check('state database', async () => {
        const state = await openState(options.stateDb, true);
        const positions = state.store.openPositions().length;
        state.close();
        return `${options.stateDb}: sound, ${positions} open positions`;
      }),
      await check('run log', async () => {
        const state = await openState(options.stateDb, true);
        const runLog = state.store.checkRunLog();
        state.close();
        if (runLog.kind === 'whole') return `whole, ${runLog.entries} entries`;
        throw brokenRunLog(runLog);
      }),
      await check('Alpaca keys', () =>
        findKeys() ? 'found' : 'none: only the emulator can be used',
      ),
    ];
    return present(checks);
  });
}

function brokenRunLog({ entry, runId, problem }: BrokenRunLog): CommandError {
  return new CommandError(
    'storage',
    `entry ${entry}, of run ${runId}: ${problem}`,
    'somebody changed the database by hand: compare it with its last backup before trading',
  );
}

async function check(name: string, look: () => string | Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, says: await look(), outcome: 'done' };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { name, ok: false, says: `${error.message}; ${error.remedy}`, outcome: error.outcome };
  }
}

function present(checks: readonly Check[]): CommandResult {
  return {
    outcome: checks.find(({ ok }) => !ok)?.outcome ?? 'done',
    text: (paint) =>
      checks
        .map(
          ({ name, ok, says }) =>
            `${ok ? paint.green('ok  ') : paint.red('FAIL')}  ${name.padEnd(15)} ${says}`,
        )
        .join('\n'),
    json: { command: 'doctor', checks: checks.map(({ name, ok, says }) => ({ name, ok, says })) },
  };
}
