/** The same command lines as the built commands take, run in this process: hundreds of days in seconds. */
import { executorCommand } from '../../live/executor/cli.ts';
import { signalGeneratorCommand } from '../../live/signal-generator/cli.ts';
import { NO_PAINT } from '../../src/views/paint.ts';
import type { Ran } from './built-command.ts';

const COMMANDS = { 'signal-generator': signalGeneratorCommand, executor: executorCommand };

/** One at a time: the process stands in `cwd` while the command runs. */
export async function runInProcess(
  command: keyof typeof COMMANDS,
  args: readonly string[],
  cwd: string,
): Promise<Ran> {
  const home = process.cwd();
  const out: string[] = [];
  const err: string[] = [];
  let code = -1;
  const streams = {
    out: (text: string) => void out.push(`${text}\n`),
    err: (text: string) => void err.push(`${text}\n`),
    paint: NO_PAINT,
  };
  process.chdir(cwd);
  try {
    const program = COMMANDS[command](streams, (exitCode) => {
      code = exitCode;
    });
    await program.exitOverride().parseAsync([...args], { from: 'user' });
  } finally {
    process.chdir(home);
  }
  return { code, out: out.join(''), err: err.join('') };
}
