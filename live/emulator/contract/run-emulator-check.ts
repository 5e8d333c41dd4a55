import { CommandError } from '../../../src/domain/outcome.ts';
import {
  runCommand,
  type CommandResult,
  type Streams,
} from '../../../src/terminal/command-shell.ts';
import type { Paint } from '../../../src/views/paint.ts';
import { systemClock } from '../../wiring.ts';
import { openContractClient } from '../../wiring/contract-client.ts';
import { runContract } from './contract.ts';
import { PAPER_URL } from './contract-client.ts';
import type { EmulatorCheckOptions } from './emulator-check-cli.ts';
import type { ContractRun } from './run-steps.ts';

export function runEmulatorCheck(options: EmulatorCheckOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, async () => {
    const { baseUrl, symbol } = options;
    const clock = systemClock();
    const environment = baseUrl === PAPER_URL ? 'paper' : 'emulator';
    const client = openContractClient(baseUrl, environment, clock);
    if (options.yes !== true) {
      throw new CommandError(
        'usage',
        `this places and cancels orders for 1 ${symbol} at $2 with the account at ${baseUrl}`,
        'add --yes to send them',
      );
    }
    // Ids are used for ever: the time makes them this run's own.
    const runId = `openbell-check-${clock.now()}`;
    const run = await runContract(client, { runId, symbol, values: new Map() });
    return present(run, baseUrl);
  });
}

function present({ steps, differences }: ContractRun, baseUrl: string): CommandResult {
  return {
    outcome: differences.length === 0 ? 'done' : 'mismatch',
    text: (paint) => table({ steps, differences }, baseUrl, paint),
    json: { command: 'emulator-check', base_url: baseUrl, steps, differences },
  };
}

function table({ steps, differences }: ContractRun, baseUrl: string, paint: Paint): string {
  const rows = differences.flatMap(({ step, field, expected, got, source }) => [
    '',
    paint.bold(step),
    `  ${field}`,
    `    expected  ${expected}`,
    `    got       ${paint.red(got)}`,
    paint.dim(`    source    ${source}`),
  ]);
  return [`${baseUrl}: ${differences.length} differences in ${steps} steps`, ...rows].join('\n');
}
