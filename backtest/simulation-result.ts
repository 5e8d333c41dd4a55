import type { Grade } from '../src/domain/candidate.ts';
import type { Finding } from '../src/domain/finding.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { SkipReason } from '../src/domain/signal.ts';
import type { EquityPoint } from '../src/rules/equity-measures.ts';
import type { Trade } from '../src/rules/trade-rounding.ts';

export type BacktestSkipReason =
  SkipReason | 'no_price_data' | 'missing_ohlc' | 'duplicate_ticker' | 'zero_shares';

export type SkippedTrade = {
  readonly ticker: string;
  readonly reportDate: SessionDate;
  readonly grade: Grade;
  readonly score: number | null;
  readonly reason: BacktestSkipReason;
};

export type SimulationResult = {
  readonly trades: readonly Trade[];
  readonly skipped: readonly SkippedTrade[];
  readonly equity: readonly EquityPoint[];
  /** Dollars that all positions need at once. */
  readonly capitalBase: number;
  readonly findings: readonly Finding[];
};
