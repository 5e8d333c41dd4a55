import { Command } from 'commander';

import type { Streams } from '../../src/terminal/command-shell.ts';
import type { Simulate } from './simulator.ts';

export type ReplayOptions = {
  readonly from?: string;
  readonly to?: string;
  readonly reportsDir?: string;
  readonly prices?: string;
  readonly config?: string;
  readonly keep?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

/** `replay`: what it takes. The simulator comes from the umbrella: live does not know the backtest. */
export function replayCommand(
  streams: Streams,
  done: (code: number) => void,
  simulate: Simulate,
): Command {
  return new Command('replay')
    .description(
      'Live through past sessions with the live commands and compare every trade with the backtest; or reproduce one recorded run.',
    )
    .argument('[bundle]', 'a recorded run to reproduce, instead of a span of sessions')
    .option('--from <date>', 'the first session, YYYY-MM-DD')
    .option('--to <date>', 'the last session, YYYY-MM-DD')
    .option('--reports-dir <dir>', 'earnings reports: HTML, JSON, or both of a day')
    .option('--prices <dir>', 'a folder of TICKER.csv files and corporate_actions.csv')
    .option('--config <file>', 'the configuration (default: openbell.yaml, where there is one)')
    .option('--keep <dir>', 'leave state, account and signal files there (made anew)')
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'list every difference, and say more about errors')
    .addHelpText('after', HELP)
    .action(async (bundle: string | undefined, options: ReplayOptions) => {
      if (bundle !== undefined) {
        const { runReplayBundle } = await import('./run-replay-bundle.ts');
        done(await runReplayBundle(bundle, options, streams));
        return;
      }
      const { runReplay } = await import('./run-replay.ts');
      done(await runReplay(options, streams, simulate));
    });
}

const HELP = `
Signal generator and executor run for every session against the emulator, the portfolio simulator over the same
sessions; both by the configuration of live. The emulator fills without slippage, so the executed book is simulated
without it; the shadow book keeps the slippage of the configuration on both sides. A stock whose bars end stays in
both books: live cannot know that it has left the exchange.

Exit codes: 0 no difference · 9 differences, each printed with its session and both values · 2 usage
            5 input refused · 8 disk · 1 a bug

Example:
  openbell replay --from 2013-12-02 --to 2016-06-30 --reports-dir reports/ --prices prices/`;
