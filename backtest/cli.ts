import { Command, InvalidArgumentError, Option } from 'commander';

import type { Streams } from '../src/terminal/command-shell.ts';

export type BacktestOptions = {
  readonly config?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  /** Say on the error stream how long each part took. */
  readonly timings?: boolean;
  /** What the command line says, under the names of the configuration. */
  readonly flags: Readonly<Record<string, unknown>>;
};

const SHELL_OPTIONS = ['config', 'json', 'verbose', 'timings', 'disableMaxHolding'];

/** `backtest`: what it takes. The work is loaded only when it is asked for, so that `--help` is instant. */
export function backtestCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('backtest').description(
    'Live through the past by the rules of live, and write what came out.',
  );
  addInputOptions(command);
  addEntryOptions(command);
  addExitOptions(command);
  addBookOptions(command);
  return command.addHelpText('after', HELP).action(async () => {
    const { runBacktest } = await import('./run.ts');
    done(await runBacktest(optionsOf(command), streams));
  });
}

function addInputOptions(command: Command): void {
  command
    .option('--reports-dir <dir>', 'earnings reports: HTML, JSON, or both of a day')
    .option('--candidates <file>', 'a JSON list of candidates instead of reports')
    .option('--prices <dir>', 'a folder of TICKER.csv and corporate_actions.csv, or an archive')
    .option('--output-dir <dir>', 'where the results go (default: reports/backtest)')
    .option('--config <file>', 'a YAML file with these options, written_like_this')
    .option('--data-end-date <date>', 'pretend that the data end there')
    .option('--benchmark <ticker>', 'bought and held beside the equity in the report, such as SPY')
    .option('--no-html-report', 'leave report.html out')
    .addOption(choice('--profile <name>', 'whose arithmetic', ['default', 'reference']))
    .option('--json', 'print one JSON document')
    .option('--timings', 'say on the error stream how long each part took, in milliseconds')
    .option('-v, --verbose', 'say more about errors');
}

function addEntryOptions(command: Command): void {
  command
    .option('--position-size <dollars>', 'per entry', toNumber)
    .addOption(choice('--size-on <price>', 'what shares follow from', ['fill', 'reference_price']))
    .addOption(choice('--entry-mode <mode>', 'when', ['report_open', 'next_day_open']))
    .option('--daily-entry-limit <count>', 'entries a session', toNumber)
    .addOption(choice('--min-grade <grade>', 'D admits all', ['A', 'B', 'C', 'D']))
    .option('--min-score <score>', 'from this score', toNumber)
    .option('--max-score <score>', 'below this score', toNumber)
    .option('--min-gap <percent>', 'from this gap', toNumber)
    .option('--max-gap <percent>', 'below this gap', toNumber);
}

function addExitOptions(command: Command): void {
  const modes = ['intraday', 'close', 'skip_entry_day', 'close_next_open'];
  const trailing = ['weekly_ema', 'weekly_nweek_low', 'none'];
  command
    .option('--stop-loss <percent>', 'below the entry', toNumber)
    .addOption(choice('--stop-mode <mode>', 'when a stop is looked at', modes))
    .addOption(choice('--stop-fill <model>', 'through a gap', ['gap_aware', 'at_stop']))
    .option('--slippage <percent>', 'lost on every sale', toNumber)
    .option('--commission <dollars>', 'per order', toNumber)
    .option('--max-holding <days>', 'calendar days', toNumber)
    .option('--disable-max-holding', 'no limit, whatever the YAML file says')
    .addOption(choice('--trailing-stop <kind>', 'the trend a position must keep', trailing))
    .option('--trailing-ema-period <weeks>', 'of weekly_ema', toNumber)
    .option('--trailing-nweek-period <weeks>', 'of weekly_nweek_low', toNumber)
    .option('--trailing-transition-weeks <weeks>', 'after the entry', toNumber)
    .option('--lookback-days <days>', 'of bars the weekly indicators see', toNumber);
}

function addBookOptions(command: Command): void {
  command
    .option('--max-positions <count>', 'one book with that much room', toNumber)
    .option('--no-rotation', 'never sell a losing position for a better candidate');
}

const HELP = `
Without --max-positions every candidate is simulated alone; with it, one book as live keeps it.
Defaults are those of live. Results: run_manifest.json, trades.csv, skipped.csv, equity.csv, and report.html, which
opens in any browser and asks nobody for anything.

Exit codes: 0 done · 2 usage · 5 input refused · 8 disk · 1 a bug

Example:
  backtest --reports-dir reports/ --prices prices/ --max-positions 20 --benchmark SPY`;

function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices);
}

function toNumber(text: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('it is no number.');
  return Number(text);
}

/** Only what was typed: everything else is the YAML file's or a default. */
function optionsOf(command: Command): BacktestOptions {
  const values = command.opts<Record<string, unknown>>();
  const typed = Object.entries(values).filter(
    ([name]) => command.getOptionValueSource(name) === 'cli' && !SHELL_OPTIONS.includes(name),
  );
  const flags = Object.fromEntries(typed.map(([name, value]) => [snakeCase(name), value]));
  const { config, json, verbose, timings } = command.opts<Omit<BacktestOptions, 'flags'>>();
  return {
    ...(config === undefined ? {} : { config }),
    json: json === true,
    verbose: verbose === true,
    timings: timings === true,
    flags: values['disableMaxHolding'] === true ? { ...flags, max_holding: null } : flags,
  };
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
