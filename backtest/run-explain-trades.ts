import type { Explanation } from '../src/domain/explanation.ts';
import { CommandError } from '../src/domain/outcome.ts';
import { backtestRules } from '../src/contracts/backtest-config.ts';
import type { BacktestConfig } from '../src/contracts/backtest-config.ts';
import { explainSkip } from './explain-skip.ts';
import { explainTrade, type Simulated } from './explain-trade.ts';
import { narrowCandidates } from './narrow-candidates.ts';
import { backtest } from './run-backtest.ts';
import { defaultProfile, REFERENCE_PROFILE, type SimulationProfile } from './simulation-profile.ts';
import { readTestedRun, type TestedRun } from './wiring.ts';
import { loadBacktest, type BacktestInputs } from './wiring/load-backtest.ts';

export type TradesRequest = {
  readonly run: string;
  readonly ticker: string;
  readonly date?: string;
};

/**
 * Explains what a stored backtest did with a stock. It is computed again from the configuration in its manifest, after
 * every input was found to be the one it ran on.
 */
export async function explainTrades(request: TradesRequest): Promise<readonly Explanation[]> {
  const tested = readTestedRun(request.run);
  const { config } = tested;
  const loaded = await loadBacktest(config);
  assertUnchanged(tested, loaded);
  const explained =
    config.profile === 'reference'
      ? explainWith(request, config, loaded, REFERENCE_PROFILE)
      : explainWith(
          request,
          config,
          loaded,
          defaultProfile({ sizeOn: config.size_on, stopFill: config.stop_fill }),
        );
  if (explained.length > 0) return explained;
  const when = request.date === undefined ? '' : ` on ${request.date}`;
  throw new CommandError(
    'input-refused',
    `the backtest in ${request.run} neither traded nor skipped ${request.ticker}${when}`,
    'see its trades.csv and skipped.csv for what it did',
  );
}

function assertUnchanged({ manifest, inputs: then }: TestedRun, { digests }: BacktestInputs): void {
  for (const [name, { path: place, sha256 }] of Object.entries(digests)) {
    if (then[name] === sha256) continue;
    throw new CommandError(
      'input-refused',
      `${name} in ${place} are not those of ${manifest}: sha256 ${sha256} now, ${then[name] ?? 'none'} then`,
      'bring the inputs back, or run the backtest again',
    );
  }
}

function explainWith<Price extends number>(
  { ticker, date }: TradesRequest,
  config: BacktestConfig,
  { input, prices }: BacktestInputs,
  profile: SimulationProfile<Price>,
): readonly Explanation[] {
  const rules = backtestRules(config);
  const result = backtest(input, prices, config);
  const history = profile.openHistory(prices, rules);
  const simulated: Simulated<Price> = {
    simulation: { history, rules, profile, commission: config.commission },
    candidates: narrowCandidates(input.candidates, config),
    result,
  };
  const trades = result.trades.filter(
    (trade) =>
      trade.ticker === ticker &&
      (date === undefined || (trade.entryDate <= date && trade.exitDate >= date)),
  );
  const skips = result.skipped.filter(
    (skip) => skip.ticker === ticker && (date === undefined || skip.reportDate === date),
  );
  const book = 'backtest';
  return [
    ...trades.map((trade) => ({
      ...{ ticker, book },
      heading: `simulated trade, ${trade.entryDate} to ${trade.exitDate}`,
      sections: explainTrade(trade, simulated),
    })),
    ...skips.map((skip) => ({
      ...{ ticker, book },
      heading: `simulated, report of ${skip.reportDate}`,
      sections: explainSkip(skip, simulated),
    })),
  ];
}
