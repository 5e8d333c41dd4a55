import { CommanderError, type Command } from 'commander';

import { exitCodeOf } from '../domain/outcome.ts';
import { terminalPaint, type Streams } from './command-shell.ts';

/** The streams of this process. */
export async function processStreams(): Promise<Streams> {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    ...(process.stderr.isTTY && {
      progress: (text: string) => void process.stderr.write(`\r\u001B[K${text}`),
    }),
    paint: await terminalPaint(process.stdout.isTTY),
  };
}

/** Parses the command line and gives the exit code back; wrong usage is 2, `--help` and `--version` are 0. */
export async function runProgram(program: Command, codeOf: () => number): Promise<number> {
  // What a command leaves is for its owner alone, also what a library makes.
  process.umask(0o077);
  try {
    exitInsteadOfEnding(program);
    await program.parseAsync();
    return codeOf();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : exitCodeOf('usage');
  }
}

function exitInsteadOfEnding(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) exitInsteadOfEnding(sub);
}
