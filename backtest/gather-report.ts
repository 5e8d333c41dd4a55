/** From a finished backtest to the facts of its HTML report: the benchmark is held, the bars of the trades are read. */
import { backtestRules, type BacktestConfig } from '../src/contracts/backtest-config.ts';
import type { BacktestManifest } from '../src/contracts/backtest-manifest.ts';
import type { BacktestReport, Setting } from '../src/views/backtest-report/report-facts.ts';
import type { TradeCharts } from '../src/views/backtest-report/trade-charts.ts';
import { holdBenchmark, type HeldBenchmark } from './benchmark.ts';
import type { PriceData } from './price-data.ts';
import type { Backtest } from './run-backtest.ts';
import { REFERENCE_PROFILE, defaultProfile, type SimulationProfile } from './simulation-profile.ts';
import { collectTradeCharts } from './trade-charts.ts';

export type ReportFacts = {
  readonly title: string;
  readonly made: Backtest;
  readonly manifest: BacktestManifest;
  readonly prices: PriceData;
  readonly held: HeldBenchmark;
  /** The options where nothing is said. */
  readonly defaults: BacktestConfig;
};

export function gatherReport(facts: ReportFacts): BacktestReport {
  const { title, made, manifest, prices, held, defaults } = facts;
  return {
    title,
    version: manifest.version,
    counts: made.counts,
    performance: made.performance,
    equity: made.equity,
    benchmark: held.benchmark,
    trades: made.trades,
    charts: chartsOf(made, prices, manifest.config),
    findings: manifest.findings,
    settings: settingsOf(manifest.config, defaults),
    inputs: manifest.inputs,
  };
}

const NO_BENCHMARK: HeldBenchmark = { benchmark: null, findings: [] };

export function benchmarkOf(
  { equity, capitalBase }: Backtest,
  prices: PriceData | null,
  config: BacktestConfig,
): HeldBenchmark {
  const { benchmark: ticker } = config;
  if (ticker === null || prices === null) return NO_BENCHMARK;
  const history = profileOf(config).openHistory(prices, backtestRules(config));
  return holdBenchmark({ ticker, sessions: equity.map(({ date }) => date), capitalBase }, history);
}

function chartsOf({ trades }: Backtest, prices: PriceData, config: BacktestConfig): TradeCharts {
  const rules = backtestRules(config);
  const charts = <Price extends number>(profile: SimulationProfile<Price>): TradeCharts =>
    collectTradeCharts(trades, profile.openHistory(prices, rules), {
      rules,
      pricing: profile.pricing,
    });
  return config.profile === 'reference'
    ? charts(REFERENCE_PROFILE)
    : charts(defaultProfile({ sizeOn: config.size_on, stopFill: config.stop_fill }));
}

function profileOf({ profile, size_on, stop_fill }: BacktestConfig) {
  return profile === 'reference'
    ? REFERENCE_PROFILE
    : defaultProfile({ sizeOn: size_on, stopFill: stop_fill });
}

function settingsOf(config: BacktestConfig, defaults: BacktestConfig): Setting[] {
  const plain = new Map<string, unknown>(Object.entries(defaults));
  return Object.entries(config).map(([name, value]) => ({
    name,
    value,
    isDefault: plain.get(name) === value,
  }));
}
