/** Buy and hold: the capital base put into one stock at the first close and left there, through its splits. */
import { finding, type Finding } from '../src/domain/finding.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import { measureEquity, type EquityPoint } from '../src/rules/equity-measures.ts';
import type { Benchmark } from '../src/views/backtest-report/report-facts.ts';
import type { PriceHistory } from './price-history.ts';

export type BenchmarkQuestion = {
  readonly ticker: Ticker;
  /** Of the curve it is held against, ascending. */
  readonly sessions: readonly SessionDate[];
  readonly capitalBase: number;
};

export type HeldBenchmark = {
  /** Null where it has no price in these sessions. */
  readonly benchmark: Benchmark | null;
  readonly findings: readonly Finding[];
};

/** Fractions of shares are held, dividends are not counted. */
export function holdBenchmark(
  { ticker, sessions, capitalBase }: BenchmarkQuestion,
  history: PriceHistory,
): HeldBenchmark {
  const end = history.lastBarDate(ticker);
  const priced = sessions.filter(
    (session) =>
      end !== undefined && session <= end && history.closeOf(ticker, session) !== undefined,
  );
  const findings = gapsOf(ticker, sessions, priced);
  if (priced.length === 0) return { benchmark: null, findings };
  const points = valuesOf(ticker, priced, capitalBase, history);
  return {
    benchmark: { ticker, points, measures: measureEquity(points, capitalBase) },
    findings,
  };
}

function valuesOf(
  ticker: Ticker,
  priced: readonly SessionDate[],
  capitalBase: number,
  history: PriceHistory,
): EquityPoint[] {
  const splits = history.sessions
    .flatMap((session) => history.splitsOn(session))
    .filter((split) => split.ticker === ticker);
  let shares: number | undefined;
  let before: SessionDate | undefined;
  return priced.map((date): EquityPoint => {
    const close = history.closeOf(ticker, date) ?? NaN;
    for (const { exDate, ratio } of splits)
      if (shares !== undefined && before !== undefined && exDate > before && exDate <= date)
        shares *= ratio;
    shares ??= capitalBase / close;
    before = date;
    const equity = shares * close;
    return { date, equity, marketValue: equity, positions: 1 };
  });
}

function gapsOf(
  ticker: Ticker,
  sessions: readonly SessionDate[],
  priced: readonly SessionDate[],
): Finding[] {
  const say = (message: string): Finding =>
    finding('warning', 'BENCHMARK_WITHOUT_PRICES', ticker, message, `add prices of ${ticker}`);
  const [from, to] = [priced[0], priced.at(-1)];
  if (sessions.length === 0) return [];
  if (from === undefined || to === undefined)
    return [say(`${ticker} has no prices in the time of the run: there is no benchmark`)];
  if (from === sessions[0] && to === sessions.at(-1)) return [];
  return [say(`the benchmark ${ticker} has prices from ${from} to ${to} only`)];
}
