import * as z from 'zod';

import { readJson } from './read-json.ts';

const recordSchema = z.looseObject({
  kind: z.literal('backtest'),
  config: z.record(z.string(), z.unknown()),
  inputs: z.record(z.string(), z.looseObject({ sha256: z.string() })),
});

/** What a run can be computed again from: its configuration and the hash of each input; null when it is no manifest. */
export function parseManifestRecord(text: string): {
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, string>>;
} | null {
  const read = readJson(text);
  const parsed = recordSchema.safeParse(read.kind === 'value' ? read.value : undefined);
  if (!parsed.success) return null;
  const { config, inputs } = parsed.data;
  const hashes = Object.entries(inputs).map(([name, { sha256 }]) => [name, sha256] as const);
  return { config, inputs: Object.fromEntries(hashes) };
}
