/** Everything a backtest needs from the disk, by its configuration: candidates, prices, and the digest of each. */
import type { Candidate } from '../../src/domain/candidate.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { addDays, type SessionDate } from '../../src/domain/session-date.ts';
import type { BacktestConfig } from '../../src/contracts/backtest-config.ts';
import type { InputDigest } from '../../src/contracts/backtest-manifest.ts';
import { CALENDAR_FIRST } from '../../src/rules/market-calendar.ts';
import type { PriceData } from '../price-data.ts';
import type { SimulationInput } from '../simulation-input.ts';
import {
  loadAdjustedPrices,
  loadCandidates,
  loadRawPrices,
  loadReports,
  type Loaded,
  type PriceQuestion,
} from '../wiring.ts';
import { isArchive, loadArchivePrices } from './archive-prices.ts';

export type BacktestInputs = {
  readonly input: SimulationInput;
  readonly prices: PriceData;
  readonly digests: Readonly<Record<string, InputDigest>>;
  readonly findings: readonly Finding[];
  /** Prices in which the benchmark is looked up; null where none is asked for. Apart, so that it changes no session. */
  readonly benchmarkPrices: PriceData | null;
};

/** Refuses, with what to do, when candidates or prices are missing or none of the stocks has a price. */
export async function loadBacktest(config: BacktestConfig): Promise<BacktestInputs> {
  const { input, digest, findings } = await loadBacktestCandidates(config);
  const prices = pricesOf(config, input.candidates);
  return {
    input,
    prices: prices.data,
    digests: { ...digest, prices: prices.digest },
    findings: [...findings, ...prices.findings],
    benchmarkPrices: benchmarkOf(config, input.candidates, prices.data),
  };
}

export type BacktestCandidates = {
  readonly input: SimulationInput;
  readonly digest: Readonly<Record<string, InputDigest>>;
  readonly findings: readonly Finding[];
};

/** The candidates alone, by whichever way they are given. */
export async function loadBacktestCandidates(config: BacktestConfig): Promise<BacktestCandidates> {
  const { reports_dir, candidates } = config;
  if (reports_dir !== null && candidates === null) {
    // The parsers of reports are loaded only where there are reports.
    const { readReports } = await import('../read-reports.ts');
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
  const question = priceQuestionOf(config, candidates);
  const loaded = loadPrices(config, question);
  if (question.tickers.some((ticker) => loaded.data.tickers.has(ticker))) return loaded;
  throw new CommandError(
    'input-refused',
    `${question.folder} has no prices of any of the ${question.tickers.length} stocks`,
    'give the folder with their TICKER.csv files, or an archive of them',
  );
}

/** The stocks of the candidates, from the look-back of the first of them on. */
export function priceQuestionOf(
  config: BacktestConfig,
  candidates: readonly Candidate[],
): PriceQuestion {
  if (config.prices === null)
    throw new CommandError('usage', 'no prices were given', 'add --prices DIR');
  const tickers = [...new Set(candidates.map(({ ticker }) => ticker))].sort();
  const first = candidates.reduce<SessionDate | undefined>(
    (least, { reportDate }) => (least === undefined || reportDate < least ? reportDate : least),
    undefined,
  );
  const from = addDays(first ?? CALENDAR_FIRST, -config.lookback_days);
  return { folder: config.prices, tickers, from, to: config.data_end_date };
}

function loadPrices(config: BacktestConfig, question: PriceQuestion): Loaded<PriceData> {
  const archived = isArchive(question.folder);
  if (config.profile === 'default')
    return archived ? loadArchivePrices(question) : loadRawPrices(question);
  if (!archived) return loadAdjustedPrices(question);
  throw new CommandError(
    'usage',
    `--profile reference reads adjusted prices, and the archive ${question.folder} holds raw ones`,
    'give a folder of CSV files with --prices',
  );
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
  const { from } = priceQuestionOf(config, candidates);
  return loadPrices(config, { folder: prices, tickers: [benchmark], from, to }).data;
}
