import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseBacktestConfig, type BacktestConfig } from '../../contracts/backtest-config.ts';
import { parseManifestRecord } from '../../contracts/manifest-record.ts';
import { CommandError } from '../../domain/outcome.ts';
import { readText } from './read-text.ts';

/** The YAML file where one is named, and what the command line says on top of it. */
export async function readBacktestConfig(
  file: string | undefined,
  flags: Readonly<Record<string, unknown>>,
): Promise<BacktestConfig> {
  const said = file === undefined ? {} : await readYaml(file);
  const result = parseBacktestConfig({ ...said, ...flags });
  if (result.kind === 'config') return result.config;
  throw new CommandError(
    'usage',
    `${file ?? 'the command line'}: ${result.problems.join('; ')}`,
    'see `backtest --help` for every option and its values',
  );
}

export type TestedRun = {
  readonly manifest: string;
  readonly config: BacktestConfig;
  /** The hash of each input, by its kind. */
  readonly inputs: Readonly<Record<string, string>>;
};

/** What a backtest that was run can be computed again from, by the manifest in its folder. */
export function readTestedRun(folder: string): TestedRun {
  const manifest = join(folder, 'run_manifest.json');
  const record = parseManifestRecord(readText(manifest));
  const result = record === null ? null : parseBacktestConfig(record.config);
  if (record !== null && result?.kind === 'config')
    return { manifest, config: result.config, inputs: record.inputs };
  const problem = result?.kind === 'refused' ? result.problems.join('; ') : 'no manifest';
  throw new CommandError(
    'input-refused',
    `${manifest} is no manifest of a backtest: ${problem}`,
    'name the output folder of `backtest`, or run the backtest again',
  );
}

async function readYaml(file: string): Promise<object> {
  if (!existsSync(file))
    throw new CommandError('usage', `${file} does not exist`, 'name an existing YAML file');
  // Loaded only where there is such a file.
  const { parse } = await import('yaml');
  try {
    const raw: unknown = parse(readFileSync(file, 'utf8'), { uniqueKeys: true }) ?? {};
    if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError('usage', `${file} cannot be read: ${said}`, 'correct the YAML', {
      cause,
    });
  }
  throw new CommandError('usage', `${file} holds no options`, 'write `name: value` lines');
}
