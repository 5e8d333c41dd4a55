/**
 * `run_manifest.json`: what was tested, on what, and what came out. It carries no time of day: the same inputs give the
 * same bytes. `config` is what the live commands compare theirs with.
 */
import type { Finding } from '../domain/finding.ts';
import type { BacktestConfig } from './backtest-config.ts';

export type InputDigest = {
  readonly path: string;
  readonly files: number;
  /** Over the names and hashes of all files. */
  readonly sha256: string;
};

export type BacktestManifest = {
  readonly version: string;
  readonly config: BacktestConfig;
  readonly inputs: Readonly<Record<string, InputDigest>>;
  readonly span: { readonly first: string | null; readonly last: string | null };
  readonly counts: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
};

export function renderBacktestManifest(manifest: BacktestManifest): string {
  return `${JSON.stringify(manifestJson(manifest), null, 2)}\n`;
}

export function manifestJson(manifest: BacktestManifest): Readonly<Record<string, unknown>> {
  const { version, config, inputs, span, counts, metrics, findings } = manifest;
  return {
    schema_version: 1,
    kind: 'backtest',
    openbell_version: version,
    config,
    inputs,
    span,
    counts,
    metrics: snakeCase(metrics),
    findings,
  };
}

/** Keys as files of this program write them; an infinite factor as text, because JSON has no such number. */
function snakeCase(value: unknown): unknown {
  if (value === Infinity) return 'infinite';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(snakeCase);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replaceAll(
        /([a-z])([A-Z])/g,
        (_, before: string, letter: string) => `${before}_${letter.toLowerCase()}`,
      ),
      snakeCase(inner),
    ]),
  );
}
