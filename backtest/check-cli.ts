import { Argument, Command, InvalidArgumentError } from 'commander';

import type { Streams } from '../src/terminal/command-shell.ts';
import { addBacktestOptions, optionsOf, type BacktestOptions } from './cli.ts';

const NAMES = ['lookahead', 'warmup', 'start-date', 'fills', 'survivorship', 'all'] as const;
export type CheckName = (typeof NAMES)[number];

export type CheckOptions = BacktestOptions & {
  readonly which: CheckName;
  /** Sessions whose future is replaced. */
  readonly sample: number;
  readonly progress: boolean;
};

export function checkCommand(streams: Streams, done: (code: number) => void): Command {
  const command = new Command('check')
    .description('Ask a backtest whether it is biased. Each difference is listed with its numbers.')
    .addArgument(new Argument('<which>', 'the question').choices(NAMES));
  addBacktestOptions(command);
  return command
    .option('--sample <sessions>', 'how many the lookahead check tries, or all', toSample, 12)
    .addHelpText('after', HELP)
    .action(async (which: CheckName) => {
      const { runCheck } = await import('./run-check.ts');
      const { sample } = command.opts<{ readonly sample: number }>();
      const options = optionsOf(command, ['sample']);
      const progress = process.stderr.isTTY;
      done(await runCheck({ ...options, which, sample, progress }, streams));
    });
}

const HELP = `
lookahead     decides again with the future replaced: no decision may know it
warmup        judges again with more and less history: how much do verdicts depend on it
start-date    begins again at later dates: does the book become the same, which trades differ
fills         finds every fill again from the bars: at its open or stop, within the day's prices
survivorship  names stocks without prices and stocks whose prices end early

A difference of lookahead or fills is a fault. Differences of the others measure how far the result depends on what it
was given; read them before you believe it.

Exit codes: 0 clean · 9 done, and there are differences · 2 usage · 5 input refused · 1 a bug

Example:
  openbell check all --reports-dir reports/ --prices prices/ --max-positions 20`;

function toSample(text: string): number {
  if (text === 'all') return Infinity;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('give a number, or all.');
  return Number(text);
}
