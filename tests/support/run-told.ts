import type { Streams } from '../../src/terminal/command-shell.ts';
import { NO_PAINT } from '../../src/views/paint.ts';
import type { Ran } from './built-command.ts';

/** What a command tells on its two streams when its work is called by itself, without a command line. */
export async function runTold(run: (streams: Streams) => Promise<number>): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run({
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    paint: NO_PAINT,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
