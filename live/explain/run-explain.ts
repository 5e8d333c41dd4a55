import type { Explanation } from '../../src/domain/explanation.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { parseTicker, type Ticker } from '../../src/domain/ticker.ts';
import { parseDecisions } from '../../src/contracts/decision-record.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { renderExplanations } from '../../src/views/render-explanation.ts';
import { dateOption } from '../session-date-option.ts';
import { storedRuns, toldMarket, type StoredRun } from '../wiring/stored-runs.ts';
import type { ExplainOptions, ExplainTrades } from './explain-cli.ts';
import { explainRun } from './explain-run.ts';

/** The command from its options to its exit code. */
export function runExplain(
  options: ExplainOptions,
  streams: Streams,
  explainTrades: ExplainTrades,
): Promise<number> {
  return runCommand(options, streams, async () => {
    const ticker = parseTicker(options.ticker);
    if (ticker === undefined)
      throw new CommandError('usage', `${options.ticker} is no ticker`, 'write it as AAPL');
    const date = options.date === undefined ? undefined : dateOption(options.date);
    const { run } = options;
    return present(
      run === undefined
        ? explainLive(options.stateDb, ticker, date)
        : await explainTrades({ run, ticker, ...(date !== undefined && { date }) }),
    );
  });
}

function present(explanations: readonly Explanation[]): CommandResult {
  return {
    outcome: 'done',
    text: (paint) => renderExplanations(explanations, paint),
    json: { command: 'explain', explanations },
  };
}

/** The last run that decided about the stock, of that session when one is named. */
function explainLive(
  stateDb: string,
  ticker: Ticker,
  date: SessionDate | undefined,
): readonly Explanation[] {
  const runs = storedRuns(stateDb).filter(
    ({ tradeDate }) => date === undefined || tradeDate === date,
  );
  for (const run of runs) {
    const explained = run.command === 'signal-generator' ? explainPlan(run, runs, ticker) : [];
    if (explained.length > 0) return explained;
  }
  const session = date === undefined ? 'any session' : `the session of ${date}`;
  throw new CommandError(
    'input-refused',
    `no stored run beside ${stateDb} has decided about ${ticker} for ${session} (${runs.length} runs)`,
    'name another --date or --state-db, or a backtest with --run',
  );
}

function explainPlan(
  planned: StoredRun,
  runs: readonly StoredRun[],
  ticker: Ticker,
): Explanation[] {
  const bundle = planned.read();
  const decisions = parseDecisions(bundle.result.decisions);
  if (decisions === null) return [];
  const executed = runs
    .filter(({ command, tradeDate }) => command === 'executor' && tradeDate === planned.tradeDate)
    .reverse()
    .flatMap((run) => run.read().result.state_changes);
  return explainRun(
    {
      runId: bundle.run_id ?? planned.path,
      market: toldMarket(bundle),
      books: decisions.books,
      executed,
    },
    ticker,
  );
}
