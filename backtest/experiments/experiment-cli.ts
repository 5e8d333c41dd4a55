import { Command, InvalidArgumentError, Option } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';
import { addBacktestOptions, optionsOf, type BacktestOptions } from '../cli.ts';

/** What the subcommands take besides the backtest's options; each of them knows some of it. */
export type OwnOptions = {
  readonly vary: readonly string[];
  readonly objective: string;
  readonly minTrades: number;
  readonly heatmap?: string;
  readonly window: 'expanding' | 'rolling' | 'both';
  readonly trainSessions: number;
  readonly testSessions: number;
  readonly runs: number;
  readonly seed: number;
  readonly workers?: number;
  readonly queue?: string;
};

export type ExperimentOptions = BacktestOptions & { readonly own: OwnOptions };

type Action = (options: ExperimentOptions, streams: Streams) => Promise<number>;

/** `experiment`: many backtests at once. The work is loaded only when it is asked for. */
export function experimentCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('experiment')
    .description('Many backtests on all cores: what would other parameters, windows or luck give?')
    .addHelpText('after', HELP);
  const add = (sub: Command, action: Action): Command => {
    sub.option('--output-dir <dir>', 'where the results go (default: reports/experiments/NAME)');
    addBacktestOptions(sub);
    addRunnerOptions(sub);
    return command.addCommand(
      sub.action(async () => {
        done(await action(experimentOptionsOf(sub), streams));
      }),
    );
  };
  add(gridCommand(), async (...all) => (await import('./run-grid.ts')).runGrid(...all));
  add(stopModesCommand(), async (...all) => (await import('./run-grid.ts')).runStopModes(...all));
  add(walkForwardCommand(), async (...all) =>
    (await import('./run-walk-forward.ts')).runWalkForward(...all),
  );
  add(resamplingCommand('bootstrap', 'Draw the trades again, with replacement.'), async (...all) =>
    (await import('./run-resampling.ts')).runBootstrap(...all),
  );
  add(
    resamplingCommand('monte-carlo', 'The same trades in another order: how deep could it fall?'),
    async (...all) => (await import('./run-resampling.ts')).runMonteCarlo(...all),
  );
  add(workerCommand(), async (...all) => (await import('./run-worker.ts')).runWorker(...all));
  return command;
}

function gridCommand(): Command {
  return judged(new Command('grid').description('Every combination of some parameters.'))
    .addOption(vary())
    .option('--heatmap <x,y>', 'the two parameters of the map (default: the first two varied)')
    .addHelpText(
      'after',
      `
Example:
  openbell experiment grid --reports-dir reports/ --prices prices/ --max-positions 20 \\
    --vary trailing_stop=weekly_ema,weekly_nweek_low --vary trailing_ema_period=5:20:5 --vary stop_loss=5,8,10`,
    );
}

function stopModesCommand(): Command {
  return judged(new Command('stop-modes').description('The four ways to look at a stop, compared.'))
    .addOption(vary())
    .addHelpText(
      'after',
      `
Example:
  openbell experiment stop-modes --reports-dir reports/ --prices prices/ --max-positions 20`,
    );
}

function walkForwardCommand(): Command {
  return judged(
    new Command('walk-forward').description(
      'Choose parameters on one span, trade them on the next.',
    ),
  )
    .addOption(vary())
    .addOption(
      new Option('--window <kind>', 'how the training span moves')
        .choices(['expanding', 'rolling', 'both'])
        .default('both'),
    )
    .option('--train-sessions <count>', 'of the first training span', toCount, 252)
    .option('--test-sessions <count>', 'of every span traded out of sample', toCount, 63)
    .addHelpText(
      'after',
      `
Example:
  openbell experiment walk-forward --reports-dir reports/ --prices prices/ --max-positions 20 \\
    --vary trailing_ema_period=5:20:5 --vary stop_loss=5,8,10 --train-sessions 252 --test-sessions 63`,
    );
}

function resamplingCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--runs <count>', 'how often', toCount, 10_000)
    .option('--seed <number>', 'the same seed gives the same result', toCount, 1)
    .addHelpText(
      'after',
      `
Example:
  openbell experiment ${name} --reports-dir reports/ --prices prices/ --max-positions 20 --runs 10000`,
    );
}

function workerCommand(): Command {
  return new Command('worker')
    .description('Do the points of other machines: the inputs must be the same here.')
    .addHelpText(
      'after',
      `
Example:
  openbell experiment worker --queue nats://127.0.0.1:4222 --reports-dir reports/ --prices prices/`,
    );
}

function judged(command: Command): Command {
  return command
    .option(
      '--objective <figure>',
      'what is best: profit_factor, total_pnl, sharpe …',
      'profit_factor',
    )
    .option('--min-trades <count>', 'fewer give no number', toCount, 10);
}

function vary(): Option {
  return new Option(
    '--vary <name=values>',
    'a parameter and its values: 5,8,10 or 5:20:5; repeat it',
  ).argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
}

function addRunnerOptions(command: Command): void {
  command
    .option('--workers <count>', 'threads; 0: none but this one (default: all cores)', toCount)
    .option('--queue <url>', 'nats://HOST:PORT: hand the points to `experiment worker` machines');
}

function toCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('it is no count.');
  return Number(text);
}

const OWN = [
  ...['vary', 'objective', 'minTrades', 'heatmap', 'window', 'trainSessions', 'testSessions'],
  ...['runs', 'seed', 'workers', 'queue'],
];

const HELP = `
Every subcommand takes the options of \`backtest\` for what it starts from. Results: a table, CSV, experiment.json and,
where two parameters are varied, heatmap.html in --output-dir (default: reports/experiments/NAME). Finished points are in
its journal.jsonl: the same command run again does only what is missing.

Exit codes: 0 done · 2 usage · 5 input refused · 7 queue unreachable · 8 disk · 9 interrupted, run it again · 1 a bug

Example:
  openbell experiment grid --reports-dir reports/ --prices prices/ --vary stop_loss=5,8,10`;

function experimentOptionsOf(command: Command): ExperimentOptions {
  const own = command.opts<Omit<OwnOptions, 'vary'> & { readonly vary?: readonly string[] }>();
  return { ...optionsOf(command, OWN), own: { ...own, vary: own.vary ?? [] } };
}
