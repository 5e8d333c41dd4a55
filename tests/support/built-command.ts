/** The built commands as processes: what an operator's shell sees of them. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export type Ran = { readonly code: number; readonly out: string; readonly err: string };
export type Command = 'signal-generator' | 'executor' | 'openbell';

/** `OPENBELL_DIST` names another build, such as that of an installed package. */
export function builtCommand(command: Command): string {
  const file = resolve(process.env['OPENBELL_DIST'] ?? 'dist', `${command}.js`);
  if (existsSync(file)) return file;
  throw new Error(`${file} is missing: run \`npm run build\` before the end-to-end tests`);
}

/** Runs to the end in `cwd`, with no environment but the path, what keeps it on this machine, and what is given. */
export function runBuilt(
  command: Command,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const { PATH = '', NODE_OPTIONS = '' } = process.env;
  const env = { PATH, NODE_OPTIONS, ...environment };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [builtCommand(command), ...args],
      { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
      (error, out, err) => {
        done({ code: exitCodeOf(error), out, err });
      },
    );
  });
}

/** A process that was killed has no exit code. */
function exitCodeOf(error: Error | null): number {
  if (error === null) return 0;
  return 'code' in error && typeof error.code === 'number' ? error.code : -1;
}
