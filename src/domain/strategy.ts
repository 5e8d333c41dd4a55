import type { Grade } from './candidate.ts';

export type TrailingStop = {
  readonly kind: 'weekly_ema' | 'weekly_nweek_low';
  readonly period: number;
};
export type StopMode = 'intraday' | 'close' | 'skip_entry_day' | 'close_next_open';
export type EntryMode = 'report_open' | 'next_day_open';

/** Everything a book's decisions depend on besides facts. One value drives live, shadow and backtest. */
export type StrategyRules = {
  readonly name: string;
  readonly trailing: TrailingStop;
  readonly transitionWeeks: number;
  readonly maxPositions: number;
  /** Dollars per entry. */
  readonly positionSize: number;
  readonly stopLossPct: number;
  readonly slippagePct: number;
  /** Calendar days; null: no limit. */
  readonly maxHoldingDays: number | null;
  readonly stopMode: StopMode;
  readonly entryMode: EntryMode;
  readonly rotation: boolean;
  /** Entries a session; null: no limit. */
  readonly dailyEntryLimit: number | null;
  readonly minGrade: Grade;
  /** Calendar days of bars the indicators see. */
  readonly lookbackDays: number;
  readonly qualityFilter: QualityFilter | null;
};

/** Skips a price in `[excludePriceMin, excludePriceMax)`, and a gap at least `gap` together with a score at least `score`. */
export type QualityFilter = {
  readonly excludePrice: { readonly min: number; readonly max: number } | null;
  readonly excludeGapAndScore: { readonly gap: number; readonly score: number } | null;
};

export const PRIMARY = 'ema_p10';
export const SHADOW = 'nwl_p4';
