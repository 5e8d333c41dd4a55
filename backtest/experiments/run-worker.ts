import type { Streams } from '../../src/terminal/command-shell.ts';
import type { ExperimentOptions } from './experiment-cli.ts';
export function runWorker(_options: ExperimentOptions, _streams: Streams): Promise<number> {
  return Promise.resolve(1);
}
