import { Command } from 'commander';

import type { Streams } from '../../../src/terminal/command-shell.ts';
import { PAPER_URL } from './contract-client.ts';

export type EmulatorCheckOptions = {
  readonly baseUrl: string;
  readonly symbol: string;
  readonly yes?: boolean;
  readonly json?: boolean;
};

export function emulatorCheckCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('emulator-check')
    .description('Hold Alpaca’s paper trading against the contract the emulator keeps.')
    .option('--base-url <url>', 'Alpaca paper, or an emulator on this machine', PAPER_URL)
    .option('--symbol <symbol>', 'the stock of its orders, worth far more than $2', 'AAPL')
    .option('--yes', 'send the orders')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (options: EmulatorCheckOptions) => {
      const { runEmulatorCheck } = await import('./run-emulator-check.ts');
      done(await runEmulatorCheck(options, streams));
    });
}

const HELP = `
It asks for account, clock, calendar, assets, positions and orders, sends orders that must be refused, and places, at
most one at a time, orders for one share at $2: one until canceled, which it replaces, and one with a stop attached. It
cancels them again. What Alpaca does otherwise than the emulator is listed, field by field. Live trading is refused.

The keys are those of APCA_API_KEY_ID and APCA_API_SECRET_KEY.

Exit codes: 0 no differences · 2 usage: without --yes nothing is sent · 4 differences · 7 no keys, or no connection

Example:
  openbell emulator-check --yes --json`;
