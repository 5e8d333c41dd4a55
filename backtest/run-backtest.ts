/** The story of a backtest: candidates and prices in, trades and figures out. It reads and writes nothing itself. */
import type { Finding } from '../src/domain/finding.ts';
import { backtestRules, type BacktestConfig } from '../src/contracts/backtest-config.ts';
import { measurePerformance, type Performance } from '../src/rules/performance.ts';
import { narrowCandidates } from './narrow-candidates.ts';
import { simulatePortfolio } from './portfolio-simulator.ts';
import type { PriceData } from './price-data.ts';
import type { Simulation } from './simulated-book.ts';
import type { SimulationInput } from './simulation-input.ts';
import { defaultProfile, REFERENCE_PROFILE, type SimulationProfile } from './simulation-profile.ts';
import type { SimulationResult } from './simulation-result.ts';
import { simulateTrades } from './trade-simulator.ts';

export type Backtest = SimulationResult & {
  readonly performance: Performance;
  readonly counts: Readonly<Record<string, number>>;
  readonly span: { readonly first: string | null; readonly last: string | null };
  readonly findings: readonly Finding[];
};

/** Whoever wants to know how far it has come. */
export type Watch = Pick<Simulation<number>, 'onSession'> & { readonly onSimulated?: () => void };

 
export function backtest(
  input: SimulationInput,
  prices: PriceData,
  config: BacktestConfig,
  watch: Watch = {},
): Backtest {
  const candidates = narrowCandidates(input.candidates, config);
  const narrowed = { ...input, candidates };
  const result =
    config.profile === 'reference'
      ? simulate(narrowed, { prices, config, watch }, REFERENCE_PROFILE)
      : simulate(narrowed, { prices, config, watch }, defaultProfile(modelOf(config)));
  watch.onSimulated?.();
  const { trades, skipped, equity } = result;
  const performance = measurePerformance({
    trades,
    skipReasons: skipped.map(({ reason }) => reason),
    equity,
    capitalBase: result.capitalBase,
  });
  const counts = {
    candidates: input.candidates.length,
    out_of_bounds: input.candidates.length - candidates.length,
    trades: trades.length,
    skipped: skipped.length,
    sessions: equity.length,
    stocks_with_prices: prices.tickers.size,
  };
  const span = { first: equity[0]?.date ?? null, last: equity.at(-1)?.date ?? null };
  return { ...result, performance, counts, span };
}

function modelOf({ size_on, stop_fill }: BacktestConfig) {
  return { sizeOn: size_on, stopFill: stop_fill };
}

type Setting = {
  readonly prices: PriceData;
  readonly config: BacktestConfig;
  readonly watch: Watch;
};

function simulate<Price extends number>(
  input: SimulationInput,
  { prices, config, watch }: Setting,
  profile: SimulationProfile<Price>,
): SimulationResult {
  const rules = backtestRules(config);
  const history = profile.openHistory(prices, rules);
  const simulation = { history, rules, profile, commission: config.commission, ...watch };
  const run = config.max_positions === null ? simulateTrades : simulatePortfolio;
  return run(input, simulation);
}
