import { Command, InvalidArgumentError, Option } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';

export type EmulatorCommandOptions = {
  readonly prices: string;
  readonly date?: string;
  readonly realTime?: boolean;
  readonly port: number;
  readonly seed: string;
  readonly faults?: string;
  readonly state?: string;
  readonly cash: string;
  readonly multiplier: '1' | '2' | '4';
  readonly rateLimit?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

export function emulatorCommand(streams: Streams, done: (code: number) => void): Command {
  return new Command('emulator')
    .description(
      'Serve an emulated Alpaca on this machine: REST, order stream and a page to look at.',
    )
    .requiredOption('--prices <dir>', 'a folder of TICKER.csv files with daily bars, to fill from')
    .addOption(
      new Option(
        '--date <date>',
        'a new account begins at 09:15 New York of that day (default: 20 sessions before the bars end)',
      ),
    )
    .option('--real-time', 'time passes by itself, from now on or from --date on')
    .option('--port <number>', 'where to listen on 127.0.0.1; 0 takes a free port', toPort, 8787)
    .option('--seed <number>', 'what ids, keys and faults are made from', '1')
    .option('--faults <file>', 'what goes wrong, and when (YAML or JSON)')
    .option('--state <file>', 'keep the account in this file (default: in memory, gone at the end)')
    .option('--cash <dollars>', 'what a new account begins with', '250000')
    .addOption(
      new Option('--multiplier <factor>', 'margin of a new account')
        .choices(['1', '2', '4'])
        .default('2'),
    )
    .option('--rate-limit', 'refuse more than 200 requests a minute of the account’s time (429)')
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'say more about errors')
    .addHelpText('after', HELP)
    .action(async (options: EmulatorCommandOptions) => {
      const { runEmulator } = await import('./run-emulator.ts');
      done(await runEmulator(options, streams));
    });
}

const HELP = `
It prints its address, the keys of the account and the variables that point a client at it. The page at / shows clock,
account, orders and the last requests, and moves time. Programs do the same with POST /emulator/time and a body of
  {"next": "event" | "open" | "close"}   {"by_ms": 3600000}   {"to_date": "2026-03-02"}   {"to": "2026-03-02T09:31:00-05:00"}
GET /emulator/log lists requests and events: the same seed and the same requests give the same bytes.
Ctrl-C ends it.

Exit codes: 0 ended by Ctrl-C or SIGTERM · 2 usage, or the port is in use · 5 prices or state refused · 6 another
emulator holds the state · 8 database or disk · 1 a bug

Example:
  openbell emulator --prices reports/sample/prices --date 2026-03-02`;

function toPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError('give a number from 0 to 65535.');
}
