/**
 * `openbell.yaml`: everything an operator may choose. All keys are optional, unknown keys are errors, and the names
 * are those of the backtest's manifest, so that the two can be compared field by field.
 */
import * as z from 'zod';

import { GRADES } from '../domain/candidate.ts';
import { PRIMARY, SHADOW, type StrategyRules } from '../domain/strategy.ts';

const percent = z.number().gt(0).lt(100);

const trading = z.strictObject({
  /** Dollars per entry. */
  position_size: z.number().positive().max(10_000_000).default(10_000),
  /** Per cent below the entry at which the protective stop rests. */
  stop_loss: percent.default(10),
  /** Per cent lost on simulated sells (shadow book and backtest); the broker's fills are what they are. */
  slippage: z.number().min(0).lt(100).default(0.5),
  /** Calendar days after which a position is sold; null: never. */
  max_holding: z.int().positive().nullable().default(null),
  /** Live rests a stop order at the broker, which is `intraday`. */
  stop_mode: z.literal('intraday').default('intraday'),
  entry_mode: z.literal('report_open').default('report_open'),
  max_positions: z.int().min(1).max(500).default(20),
  trailing_transition_weeks: z.int().min(0).max(52).default(2),
  rotation: z.boolean().default(true),
  /** Entries a session; null: no limit. */
  daily_entry_limit: z.int().positive().nullable().default(null),
  min_grade: z.enum(GRADES).default('D'),
  /** Calendar days of bars the weekly indicators see. */
  lookback_days: z.int().min(60).max(2_000).default(400),
  exclude_price: z
    .strictObject({ min: z.number().min(0), max: z.number().positive() })
    .nullable()
    .default(null),
  exclude_gap_and_score: z
    .strictObject({ gap: z.number(), score: z.number() })
    .nullable()
    .default(null),
});

const execution = z.strictObject({
  /** Minutes after the open until which entries may be sent. */
  entry_cutoff_minutes: z.int().min(1).max(120).default(5),
  max_daily_trade_orders: z.int().positive().default(40),
  /** Moves of resting stops end here; a stop for shares that have none is always placed. */
  max_daily_stop_orders: z.int().positive().default(40),
  /** Dollars of buying power that must be left after an entry. */
  min_buying_power: z.number().min(0).default(5_000),
  /** Refuses entries that would use margin. */
  cash_only: z.boolean().default(false),
  /** Per cent the latest price may lie away from the report's price. */
  max_price_distance: percent.default(25),
  poll_interval_ms: z.int().min(100).max(60_000).default(1_000),
  /** How long a cancel or a fill is waited for, after the open. */
  poll_timeout_ms: z.int().min(1_000).max(900_000).default(120_000),
});

const broker = z.strictObject({
  /** Live trading needs this, `--broker live`, and the account number. */
  live_enabled: z.boolean().default(false),
  account_number: z.string().min(1).nullable().default(null),
  data_feed: z.enum(['sip', 'iex', 'delayed_sip']).default('iex'),
});

const emulator = z.strictObject({
  cash: z.number().positive().default(250_000),
  multiplier: z.union([z.literal(1), z.literal(2), z.literal(4)]).default(2),
});

const bundles = z.strictObject({
  /** How many run bundles are kept beside the state database; the oldest go first. 0: none is written. */
  keep: z.int().min(0).max(100_000).default(400),
});

const configSchema = z.strictObject({
  trading: trading.default(trading.parse({})),
  execution: execution.default(execution.parse({})),
  broker: broker.default(broker.parse({})),
  emulator: emulator.default(emulator.parse({})),
  bundles: bundles.default(bundles.parse({})),
  /** Where bars come from when no `--prices` says so: a folder, `alpaca` or `fmp`. */
  prices: z.string().min(1).nullable().default(null),
  /** Where alerts go besides the log. */
  alert_webhook: z
    .url({ protocol: /^https$/ })
    .nullable()
    .default(null),
});

export type Config = z.infer<typeof configSchema>;
export type TradingConfig = Config['trading'];
export type ExecutionConfig = Config['execution'];

export type ConfigResult =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** `raw` is the parsed YAML, or undefined for no file at all. */
export function parseConfig(raw: unknown): ConfigResult {
  const parsed = configSchema.safeParse(raw ?? {});
  if (parsed.success) return { kind: 'config', config: parsed.data };
  return {
    kind: 'refused',
    problems: parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || '(file)'}: ${issue.message}`,
    ),
  };
}

/** The rules of both books: equal but for the trailing stop. */
export function strategiesOf(config: Config): {
  readonly primary: StrategyRules;
  readonly shadow: StrategyRules;
} {
  const common = commonRules(config.trading);
  return {
    primary: { ...common, name: PRIMARY, trailing: { kind: 'weekly_ema', period: 10 } },
    shadow: { ...common, name: SHADOW, trailing: { kind: 'weekly_nweek_low', period: 4 } },
  };
}

function commonRules(choices: TradingConfig): Omit<StrategyRules, 'name' | 'trailing'> {
  return {
    transitionWeeks: choices.trailing_transition_weeks,
    maxPositions: choices.max_positions,
    positionSize: choices.position_size,
    stopLossPct: choices.stop_loss,
    slippagePct: choices.slippage,
    maxHoldingDays: choices.max_holding,
    stopMode: choices.stop_mode,
    entryMode: choices.entry_mode,
    rotation: choices.rotation,
    dailyEntryLimit: choices.daily_entry_limit,
    minGrade: choices.min_grade,
    lookbackDays: choices.lookback_days,
    qualityFilter:
      choices.exclude_price === null && choices.exclude_gap_and_score === null
        ? null
        : {
            excludePrice: choices.exclude_price,
            excludeGapAndScore: choices.exclude_gap_and_score,
          },
  };
}
