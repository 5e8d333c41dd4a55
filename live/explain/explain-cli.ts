import { Command } from 'commander';

import type { Explanation } from '../../src/domain/explanation.ts';
import type { Streams } from '../../src/terminal/command-shell.ts';

export type ExplainOptions = {
  readonly ticker: string;
  readonly date?: string;
  readonly stateDb: string;
  readonly run?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
};

/** Explains the trades and skips of a backtest from the folder of its results. */
export type ExplainTrades = (request: {
  readonly run: string;
  readonly ticker: string;
  readonly date?: string;
}) => Promise<readonly Explanation[]>;

/** `explain`: what it takes. The past is explained by the function it is given: live knows nothing of backtests. */
export function explainCommand(
  streams: Streams,
  done: (code: number) => void,
  explainTrades: ExplainTrades,
): Command {
  return new Command('explain')
    .description('Print every number behind a decision, from the stored run: why it did that.')
    .argument('<ticker>', 'the stock')
    .option(
      '--date <date>',
      'the session, YYYY-MM-DD (default: the last one that decided about it)',
    )
    .option('--state-db <file>', 'the state database of the live runs', 'live/state.db')
    .option('--run <dir>', 'the results of a backtest instead, such as reports/backtest')
    .option('--json', 'print one JSON document')
    .option('-v, --verbose', 'say more about errors')
    .addHelpText(
      'after',
      `
Live runs are read from the bundles beside the state database; a backtest is computed again from
its run_manifest.json, after its inputs were found unchanged.

Exit codes: 0 done · 2 usage · 5 nothing is stored about it, or inputs have changed · 8 disk · 1 a bug

Example:
  openbell explain AAPL --date 2026-03-16
  openbell explain AAPL --run reports/backtest`,
    )
    .action(async (ticker: string, options: Omit<ExplainOptions, 'ticker'>) => {
      const { runExplain } = await import('./run-explain.ts');
      done(await runExplain({ ...options, ticker }, streams, explainTrades));
    });
}
