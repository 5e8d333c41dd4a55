import { Option, type Command } from 'commander';

/** What both commands of the day take. */
export type CommonOptions = {
  readonly stateDb: string;
  readonly manifest?: string;
  readonly config?: string;
  readonly broker: 'emulator' | 'paper' | 'live';
  readonly emulatorUrl?: string;
  readonly prices?: string;
  readonly at?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

export function addCommonOptions(command: Command, wakesAt: string): Command {
  return command
    .option('--state-db <file>', 'the state database', 'live/state.db')
    .option('--manifest <file>', 'the run_manifest.json of the backtest the live rules must equal')
    .option('--config <file>', 'the configuration (default: openbell.yaml, where there is one)')
    .addOption(
      new Option('--broker <which>', 'where orders go')
        .choices(['emulator', 'paper', 'live'])
        .default('emulator'),
    )
    .option(
      '--emulator-url <url>',
      'the emulator at this loopback address (default: one in this process)',
    )
    .option(
      '--prices <source>',
      'a folder of CSV files (the emulator remembers it), alpaca, or fmp',
    )
    .option('--at <time>', `the emulator's time of day, HH:MM New York (default: ${wakesAt})`)
    .option('--dry-run', 'show what would be done; send and write nothing')
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'say what is going on, and more about errors');
}
