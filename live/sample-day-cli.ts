import { Command } from 'commander';

import type { Streams } from './command-shell.ts';

export function dayCommand(_streams: Streams, _done: (code: number) => void): Command {
  return new Command('day');
}
