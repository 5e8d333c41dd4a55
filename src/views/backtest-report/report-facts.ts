/** Everything the report of a backtest shows, as facts. */
import type { Finding } from '../../domain/finding.ts';
import type { Ticker } from '../../domain/ticker.ts';
import type { EquityMeasures, EquityPoint } from '../../rules/equity-measures.ts';
import type { Performance } from '../../rules/performance.ts';
import type { Trade } from '../../rules/trade-rounding.ts';
import type { TradeCharts } from './trade-charts.ts';

export type BacktestReport = {
  /** What was simulated, in words. */
  readonly title: string;
  readonly version: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly performance: Performance;
  readonly equity: readonly EquityPoint[];
  readonly benchmark: Benchmark | null;
  /** In the order they close. */
  readonly trades: readonly Trade[];
  readonly charts: TradeCharts;
  readonly findings: readonly Finding[];
  readonly settings: readonly Setting[];
  readonly inputs: Readonly<Record<string, ReportedInput>>;
};

/** The capital base put into one stock and left there. */
export type Benchmark = {
  readonly ticker: Ticker;
  /** From its first price on, until its prices end. */
  readonly points: readonly EquityPoint[];
  readonly measures: EquityMeasures;
};

export type Setting = {
  readonly name: string;
  readonly value: string | number | boolean | null;
  readonly isDefault: boolean;
};

export type ReportedInput = {
  readonly path: string;
  readonly files: number;
  readonly sha256: string;
};
