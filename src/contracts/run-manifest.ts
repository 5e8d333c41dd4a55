/** The backtest's `run_manifest.json`: live may only trade the rules that were tested. */
import * as z from 'zod';

import type { TradingConfig } from './config.ts';
import { guardJson } from './json-guard.ts';

/** The fields in which live and backtest must agree, under the names existing manifests use. */
export const COMPARED_FIELDS = [
  'position_size',
  'stop_loss',
  'slippage',
  'max_holding',
  'stop_mode',
  'entry_mode',
  'max_positions',
  'trailing_transition_weeks',
] as const satisfies readonly (keyof TradingConfig)[];

const manifestSchema = z.looseObject({ config: z.record(z.string(), z.unknown()) });

export type ManifestDifference = {
  readonly field: string;
  /** As JSON text; `missing` when the manifest has no such field. */
  readonly backtest: string;
  readonly live: string;
};

export type ManifestCheck =
  | { readonly kind: 'equal' }
  | { readonly kind: 'different'; readonly differences: readonly ManifestDifference[] }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Compares a manifest's text with the live configuration; each difference carries both values. */
export function checkManifest(text: string, live: TradingConfig): ManifestCheck {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { kind: 'unreadable', problem: error instanceof Error ? error.message : 'not JSON' };
  }
  const hidden = guardJson(text);
  if (hidden !== undefined) return { kind: 'unreadable', problem: hidden };
  const parsed = manifestSchema.safeParse(raw);
  if (!parsed.success) return { kind: 'unreadable', problem: 'it has no `config` object' };
  const tested = parsed.data.config;
  const differences = COMPARED_FIELDS.filter((field) => tested[field] !== live[field]).map(
    (field) => ({
      field,
      backtest: field in tested ? JSON.stringify(tested[field]) : 'missing',
      live: JSON.stringify(live[field]),
    }),
  );
  return differences.length === 0 ? { kind: 'equal' } : { kind: 'different', differences };
}
