/** Everything a backtest needs from the disk, by its configuration: candidates, prices, and the digest of each. */
import type { Candidate } from '../../src/domain/candidate.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { addDays } from '../../src/domain/session-date.ts';
import type { BacktestConfig } from '../../src/contracts/backtest-config.ts';
import type { InputDigest } from '../../src/contracts/backtest-manifest.ts';
import { CALENDAR_FIRST } from '../../src/rules/market-calendar.ts';
import type { PriceData } from '../price-data.ts';
import { readReports } from '../read-reports.ts';
import type { SimulationInput } from '../simulation-input.ts';
import {
  loadAdjustedPrices,
  loadCandidates,
  loadRawPrices,
  loadReports,
  type Loaded,
  type PriceQuestion,
} from '../wiring.ts';

export type BacktestInputs = {
  readonly input: SimulationInput;
  readonly prices: PriceData;
  readonly digests: Readonly<Record<string, InputDigest>>;
  readonly findings: readonly Finding[];
  /** Prices in which the benchmark is looked up; null where none is asked for. Apart, so that it changes no session. */
  readonly benchmarkPrices: PriceData | null;
};

/** Refuses, with what to do, when candidates or prices are missing or none of the stocks has a price. */
export function loadBacktest(config: BacktestConfig): BacktestInputs {
  const { input, digest, findings } = inputOf(config);
  const prices = pricesOf(config, input.candidates);
  return {
    input,
    prices: prices.data,
    digests: { ...digest, prices: prices.digest },
    findings: [...findings, ...prices.findings],
    benchmarkPrices: benchmarkOf(config, input.candidates, prices.data),
  };
}

type Input = {
  readonly input: SimulationInput;
  readonly digest: Readonly<Record<string, InputDigest>>;
  readonly findings: readonly Finding[];
};

function inputOf(config: BacktestConfig): Input {
  const { reports_dir, candidates } = config;
  if (reports_dir !== null && candidates === null) {
    const { data, digest } = loadReports(reports_dir);
    const read = readReports(data);
    return { input: filled(read), digest: { reports: digest }, findings: read.findings };
  }
  if (candidates !== null && reports_dir === null) {
    const { data, digest, findings } = loadCandidates(candidates);
    const input = filled({ candidates: data, blocked: new Map() });
    return { input, digest: { candidates: digest }, findings };
  }
  throw new CommandError(
    'usage',
    'the candidates must come from one place',
    'add either --reports-dir DIR or --candidates FILE',
  );
}

function filled({ candidates, blocked }: SimulationInput): SimulationInput {
  if (candidates.length > 0) return { candidates, blocked };
  throw new CommandError(
    'input-refused',
    'there is not one candidate in the input',
    'check the reports or the list of candidates',
  );
}

function pricesOf(config: BacktestConfig, candidates: readonly Candidate[]): Loaded<PriceData> {
  if (config.prices === null)
    throw new CommandError('usage', 'no prices were given', 'add --prices DIR');
  const tickers = [...new Set(candidates.map(({ ticker }) => ticker))].sort();
  const dates = candidates.map(({ reportDate }) => reportDate).sort();
  const from = addDays(dates[0] ?? CALENDAR_FIRST, -config.lookback_days);
  const to = config.data_end_date;
  const question = { folder: config.prices, tickers, from, to };
  const loaded = load(config, question);
  if (tickers.some((ticker) => loaded.data.bars.has(ticker))) return loaded;
  throw new CommandError(
    'input-refused',
    `${config.prices} has no prices of any of the ${tickers.length} stocks`,
    'give the folder with their TICKER.csv files',
  );
}

function load({ profile }: BacktestConfig, question: PriceQuestion): Loaded<PriceData> {
  return profile === 'reference' ? loadAdjustedPrices(question) : loadRawPrices(question);
}

/** What is to be said about its prices is said by who looks the benchmark up. */
function benchmarkOf(
  config: BacktestConfig,
  candidates: readonly Candidate[],
  loaded: PriceData,
): PriceData | null {
  const { benchmark, prices, profile, data_end_date: to } = config;
  if (benchmark === null || prices === null) return null;
  const isLoaded = candidates.some(({ ticker }) => ticker === benchmark);
  if (isLoaded || profile === 'reference') return loaded;
  const from = candidates.map(({ reportDate }) => reportDate).sort()[0] ?? CALENDAR_FIRST;
  return load(config, { folder: prices, tickers: [benchmark], from: addDays(from, -10), to }).data;
}
