import type { Grade } from './candidate.ts';
import type { Money } from './money.ts';
import type { SessionDate } from './session-date.ts';
import type { Ticker } from './ticker.ts';

export const EXIT_REASONS = [
  'trend_break',
  'max_holding',
  'rotated_out',
  'stop_loss',
  'delisted',
  'end_of_data',
  'manual',
] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** An open position of one book, in the share terms of the last session it was carried through. */
export type Position = {
  readonly positionId: number;
  readonly ticker: Ticker;
  readonly entryDate: SessionDate;
  readonly entryPrice: Money;
  readonly shares: number;
  readonly stopPrice: Money;
  /** The resting protective stop at the broker, when we know one; always null in a shadow book. */
  readonly stopOrderId: string | null;
  readonly score: number | null;
  readonly grade: Grade | null;
  readonly gradeSource: 'html' | 'inferred' | null;
  readonly reportDate: SessionDate | null;
  readonly companyName: string | null;
  readonly gapSize: number | null;
  /** An exit that was planned and could not be carried out yet: it stays planned until it is. */
  readonly plannedExit: ExitReason | null;
};

/** A finished round trip. */
export type ClosedTrade = {
  readonly position: Position;
  readonly exitDate: SessionDate;
  readonly exitPrice: Money;
  readonly exitReason: ExitReason;
  readonly pnl: Money;
  /** Per cent of the entry. */
  readonly returnPct: number;
};
