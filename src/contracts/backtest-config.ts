/**
 * What a backtest may be told, on the command line or in a YAML file of the same names. Names and defaults are those of
 * the live configuration wherever both have the key, so that a manifest can be held against it field by field.
 */
import * as z from 'zod';

import { GRADES } from '../domain/candidate.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import type { StrategyRules } from '../domain/strategy.ts';
import { parseTicker, type Ticker } from '../domain/ticker.ts';

const percent = z.number().gt(0).lt(100);
const number = z.number().nullable().default(null);
const path = z.string().min(1).nullable().default(null);

const backtestSchema = z.strictObject({
  /** A folder of earnings reports, HTML, JSON or both. */
  reports_dir: path,
  /** A JSON list of candidates instead of reports. */
  candidates: path,
  /** A folder of TICKER.csv files. */
  prices: path,
  output_dir: z.string().min(1).default('reports/backtest'),
  profile: z.enum(['default', 'reference']).default('default'),
  /** The stock that the report holds the equity against; it changes no trade. */
  benchmark: z
    .string()
    .transform((text) => parseTicker(text))
    .refine((parsed): parsed is Ticker => parsed !== undefined, 'write it as a ticker, such as SPY')
    .nullable()
    .default(null),
  /** Whether report.html is written. */
  html_report: z.boolean().default(true),
  position_size: z.number().positive().max(10_000_000).default(10_000),
  stop_loss: percent.default(10),
  slippage: z.number().min(0).lt(100).default(0.5),
  /** Dollars per order. */
  commission: z.number().min(0).default(0),
  max_holding: z.int().positive().nullable().default(null),
  stop_mode: z.enum(['intraday', 'close', 'skip_entry_day', 'close_next_open']).default('intraday'),
  stop_fill: z.enum(['gap_aware', 'at_stop']).default('gap_aware'),
  entry_mode: z.enum(['report_open', 'next_day_open']).default('report_open'),
  size_on: z.enum(['fill', 'reference_price']).default('fill'),
  /** Null: every candidate alone. A number: one book with that much room. */
  max_positions: z.int().min(1).max(500).nullable().default(null),
  rotation: z.boolean().default(true),
  daily_entry_limit: z.int().positive().nullable().default(null),
  trailing_stop: z.enum(['weekly_ema', 'weekly_nweek_low', 'none']).default('weekly_ema'),
  trailing_ema_period: z.int().min(1).max(520).default(10),
  trailing_nweek_period: z.int().min(1).max(520).default(4),
  trailing_transition_weeks: z.int().min(0).max(52).default(2),
  lookback_days: z.int().min(60).max(2_000).default(400),
  min_grade: z.enum(GRADES).default('D'),
  /** Bounds are inclusive below and exclusive above; a candidate without the number passes no bound. */
  min_score: number,
  max_score: number,
  min_gap: number,
  max_gap: number,
  data_end_date: z
    .string()
    .transform((text) => parseSessionDate(text))
    .refine((date): date is SessionDate => date !== undefined, 'write it as YYYY-MM-DD')
    .nullable()
    .default(null),
});

export type BacktestConfig = z.infer<typeof backtestSchema>;

export type BacktestConfigResult =
  | { readonly kind: 'config'; readonly config: BacktestConfig }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

export function parseBacktestConfig(raw: unknown): BacktestConfigResult {
  const parsed = backtestSchema.safeParse(raw);
  if (parsed.success) return { kind: 'config', config: parsed.data };
  return {
    kind: 'refused',
    problems: parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || '(file)'}: ${issue.message}`,
    ),
  };
}

export function backtestRules(config: BacktestConfig): StrategyRules {
  return {
    name: 'backtest',
    trailing:
      config.trailing_stop === 'weekly_nweek_low'
        ? { kind: 'weekly_nweek_low', period: config.trailing_nweek_period }
        : { kind: 'weekly_ema', period: config.trailing_ema_period },
    // Without a trailing stop a position never leaves the transition in which none is asked.
    transitionWeeks: config.trailing_stop === 'none' ? Infinity : config.trailing_transition_weeks,
    maxPositions: config.max_positions ?? 1,
    positionSize: config.position_size,
    stopLossPct: config.stop_loss,
    slippagePct: config.slippage,
    maxHoldingDays: config.max_holding,
    stopMode: config.stop_mode,
    entryMode: config.entry_mode,
    rotation: config.rotation,
    dailyEntryLimit: config.daily_entry_limit,
    minGrade: config.min_grade,
    lookbackDays: config.lookback_days,
    qualityFilter: null,
  };
}
