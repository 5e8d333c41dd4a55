import type { Candidate } from './candidate.ts';
import type { Finding } from './finding.ts';
import type { Money } from './money.ts';
import type { ExitReason, Position } from './position.ts';
import type { SessionDate } from './session-date.ts';
import type { Ticker } from './ticker.ts';

/** The numbers a trailing rule looked at. Prices in the share terms of `asOf`. */
export type TrailingVerdict = {
  readonly verdict:
    'stale_data' | 'not_week_end' | 'in_transition' | 'warming_up' | 'exit' | 'hold';
  readonly asOf: SessionDate;
  readonly close: number | null;
  readonly indicator: number | null;
  readonly completedWeeks: number;
};

export type PlannedExit = {
  readonly position: Position;
  readonly reason: ExitReason;
  /** Why, in numbers: the verdict, the P&L a rotation compared, the days held, or since when the exit is planned. */
  readonly evidence: Readonly<Record<string, string | number | null>>;
};

export type PlannedEntry = {
  readonly candidate: Candidate;
  readonly qty: number;
  readonly referencePrice: Money;
  readonly stopPrice: Money;
};

export const SKIP_REASONS = [
  'already_held',
  'no_price',
  'qty_zero',
  'capacity_full',
  'daily_limit',
  'below_min_grade',
  'quality_filter',
  'twin_mismatch',
  'disputed',
  'calendar_disagrees',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export type SkippedCandidate = {
  readonly ticker: Ticker;
  readonly reason: SkipReason;
  readonly score: number | null;
};

/** The decision for one book and one session, as a value that can be printed, stored, compared and carried out. */
export type SessionPlan = {
  readonly tradeDate: SessionDate;
  readonly asOf: SessionDate;
  readonly exits: readonly PlannedExit[];
  readonly entries: readonly PlannedEntry[];
  readonly skipped: readonly SkippedCandidate[];
  readonly findings: readonly Finding[];
  /** One verdict for each position, whether it exits or not. */
  readonly verdicts: readonly { readonly ticker: Ticker; readonly verdict: TrailingVerdict }[];
};
