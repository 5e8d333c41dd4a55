/** What an experiment leaves behind for programs: CSV rows and `experiment.json`. No time of day: same inputs, same bytes. */
import type { Finding } from '../domain/finding.ts';
import type { InputDigest } from './backtest-manifest.ts';
import type { PortableConfig } from './experiment-job.ts';
import { renderCsv, type Cell } from './trades-file.ts';

export type Row = Readonly<Record<string, Cell>>;

/** The columns are those of the first row; every row has the same. */
export function renderRows(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  return renderCsv(
    Object.fromEntries(names.map((name) => [name, (row: Row) => row[name] ?? null])),
    rows,
  );
}

export type ExperimentManifest = {
  readonly experiment: string;
  readonly version: string;
  readonly config: PortableConfig;
  readonly inputs: Readonly<Record<string, InputDigest>>;
  /** What was asked: values varied, objective, windows, seed. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
};

export function experimentJson(manifest: ExperimentManifest): Readonly<Record<string, unknown>> {
  const { experiment, version, config, inputs, asked, results, findings } = manifest;
  return {
    schema_version: 1,
    kind: 'experiment',
    experiment,
    openbell_version: version,
    config,
    inputs,
    asked,
    results,
    findings,
  };
}

export function renderExperimentManifest(manifest: ExperimentManifest): string {
  return `${JSON.stringify(experimentJson(manifest), null, 2)}\n`;
}
