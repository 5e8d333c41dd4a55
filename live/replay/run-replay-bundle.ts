import { CommandError } from '../../src/domain/outcome.ts';
import { runCommand, type Streams } from '../../src/terminal/command-shell.ts';

export function runReplayBundle(
  path: string,
  options: { readonly json?: boolean; readonly verbose?: boolean },
  streams: Streams,
): Promise<number> {
  return runCommand(options, streams, () => {
    throw new CommandError(
      'usage',
      `${path} cannot be reproduced: this version replays sessions only`,
      'give --from, --to, --reports-dir and --prices',
    );
  });
}
