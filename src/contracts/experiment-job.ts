/**
 * What travels to a worker and what comes back, between threads, between machines and into the journal. A job says
 * everything its result depends on; its id is a hash of that, so a result can be kept and asked for again.
 */
import * as z from 'zod';

import type { SessionDate } from '../domain/session-date.ts';
import type { Ticker } from '../domain/ticker.ts';
import { decoder, type Decoded } from './decoder.ts';
import type { BacktestConfig } from './backtest-config.ts';
import type { EquityRow, TradeRow } from './trades-file.ts';

/** Places are each machine's own. */
export type PlaceName = 'reports_dir' | 'candidates' | 'prices' | 'output_dir';
export type PortableConfig = Omit<BacktestConfig, PlaceName>;

export type StoredTrade = Omit<TradeRow, 'ticker' | 'gradeSource'> & {
  readonly ticker: Ticker;
  readonly gradeSource: 'html' | 'inferred' | null;
};

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/) as unknown as z.ZodType<SessionDate>;
const span = z.strictObject({ from: date, to: date });

const simulation = z.strictObject({
  kind: z.literal('simulate'),
  config: z.custom<PortableConfig>((value) => typeof value === 'object' && value !== null),
  /** Only candidates that enter within it, and no bar after it; null: everything. */
  window: span.nullable(),
  fewest_trades: z.int().min(0),
  /** Whether trades and daily equity come back too, or figures alone. */
  detail: z.boolean(),
});

const resampling = z.strictObject({
  kind: z.literal('resample'),
  method: z.enum(['order', 'bootstrap']),
  pnls: z.array(z.number()),
  capital_base: z.number(),
  seed: z.int(),
  from: z.int().min(0),
  count: z.int().min(1),
});

const jobSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  version: z.string(),
  /** SHA-256 of the inputs by name; empty when the work needs none. */
  inputs: z.record(z.string(), z.string()),
  work: z.discriminatedUnion('kind', [simulation, resampling]),
  /** How far back prices are loaded, so that points of one experiment share them. It changes no result. */
  load_lookback_days: z.int().min(0),
});

const figures = z.record(z.string(), z.union([z.number(), z.string()]));
const runNumber = z.union([z.number(), z.literal('infinite')]);

const doneSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('simulated'),
    figures,
    exits: z.record(z.string(), z.int()),
    skipped: z.int(),
    trades: z.array(z.custom<StoredTrade>(isTrade)).optional(),
    equity: z.array(z.custom<EquityRow>((value) => typeof value === 'object')).optional(),
  }),
  z.strictObject({
    kind: z.literal('resampled'),
    runs: z.array(z.tuple([z.number(), z.number(), runNumber])),
  }),
  /** The worker holds other inputs, or is another version: nothing was done. */
  z.strictObject({ kind: z.literal('refused'), message: z.string() }),
  z.strictObject({
    kind: z.literal('failed'),
    outcome: z.enum(['bug', 'usage', 'input-refused']),
    message: z.string(),
    remedy: z.string(),
  }),
]);

const resultSchema = z.strictObject({ id: z.string(), done: doneSchema });

export type ExperimentJob = z.infer<typeof jobSchema>;
export type SimulationWork = z.infer<typeof simulation>;
export type ResamplingWork = z.infer<typeof resampling>;
export type JobDone = z.infer<typeof doneSchema>;
export type Simulated = Extract<JobDone, { kind: 'simulated' }>;
export type JobResult = z.infer<typeof resultSchema>;

const decodeJob = decoder(jobSchema);
const decodeResult = decoder(resultSchema);

export function parseJob(text: string): Decoded<ExperimentJob> {
  return parsed(text, decodeJob);
}

export function parseJobResult(text: string): Decoded<JobResult> {
  return parsed(text, decodeResult);
}

function parsed<T>(text: string, decode: (value: unknown) => Decoded<T>): Decoded<T> {
  try {
    return decode(JSON.parse(text));
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : 'it is not JSON' };
  }
}

function isTrade(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'pnl' in value && 'exitDate' in value;
}
