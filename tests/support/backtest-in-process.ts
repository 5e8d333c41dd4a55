import type { Command } from 'commander';

import { backtestCommand } from '../../backtest/cli.ts';
import type { Streams } from '../../src/terminal/command-shell.ts';
import { NO_PAINT } from '../../src/views/paint.ts';
import type { Ran } from './built-command.ts';

/** The backtest with the arguments of its command line, in this process. */
export function runBacktestInProcess(...args: readonly string[]): Promise<Ran> {
  return runHere(backtestCommand, ...args);
}

/** Any command with the arguments of its command line, in this process. */
export async function runHere(
  make: (streams: Streams, done: (code: number) => void) => Command,
  ...args: readonly string[]
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  let code = -1;
  const streams = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    paint: NO_PAINT,
  };
  const command = make(streams, (exitCode) => {
    code = exitCode;
  });
  await command.exitOverride().parseAsync([...args], { from: 'user' });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
