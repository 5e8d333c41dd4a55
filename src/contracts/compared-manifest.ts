/** What a comparison needs to know of a backtest from its `run_manifest.json`: what was tested, on what, since when. */
import * as z from 'zod';

import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { readJson } from './read-json.ts';

const date = z
  .string()
  .transform((text) => parseSessionDate(text))
  .refine((parsed): parsed is SessionDate => parsed !== undefined, 'is no date')
  .nullable();

const manifestSchema = z.looseObject({
  kind: z.literal('backtest'),
  config: z.looseObject({
    trailing_stop: z.string(),
    trailing_ema_period: z.number(),
    trailing_nweek_period: z.number(),
  }),
  inputs: z.record(z.string(), z.looseObject({ sha256: z.string() })),
  span: z.strictObject({ first: date, last: date }),
  metrics: z.looseObject({ equity: z.looseObject({ capital_base: z.number().positive() }) }),
});

export type ComparedManifest = {
  /** The trailing stop that was tested, such as `weekly_ema 10`. */
  readonly name: string;
  readonly span: { readonly from: SessionDate; readonly to: SessionDate } | null;
  /** Of every input, by its kind. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly capitalBase: number;
};

export type ComparedManifestResult =
  | { readonly kind: 'manifest'; readonly manifest: ComparedManifest }
  | { readonly kind: 'refused'; readonly problem: string };

export function parseComparedManifest(text: string): ComparedManifestResult {
  const read = readJson(text);
  if (read.kind === 'problem') return { kind: 'refused', problem: read.problem };
  const parsed = manifestSchema.safeParse(read.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.') ?? '';
    return { kind: 'refused', problem: `${place}: ${issue?.message ?? 'unreadable'}` };
  }
  const { config, span, inputs, metrics } = parsed.data;
  const { first, last } = span;
  const hashes = Object.entries(inputs).map(([kind, { sha256 }]) => [kind, sha256] as const);
  return {
    kind: 'manifest',
    manifest: {
      name: nameOf(config),
      span: first === null || last === null ? null : { from: first, to: last },
      inputs: Object.fromEntries(hashes),
      capitalBase: metrics.equity.capital_base,
    },
  };
}

function nameOf(config: z.infer<typeof manifestSchema>['config']): string {
  const { trailing_stop: kind, trailing_ema_period, trailing_nweek_period } = config;
  if (kind === 'none') return 'no trailing stop';
  return `${kind} ${kind === 'weekly_ema' ? trailing_ema_period : trailing_nweek_period}`;
}
