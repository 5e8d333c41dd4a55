import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseBacktestConfig, type BacktestConfig } from '../../contracts/backtest-config.ts';
import { readJson } from '../../contracts/read-json.ts';
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

/** The configuration of a backtest that was run, from the manifest in its folder. */
export function readTestedConfig(folder: string): BacktestConfig {
  const path = join(folder, 'run_manifest.json');
  const read = readJson(readText(path));
  const config = read.kind === 'value' ? configIn(read.value) : undefined;
  const result = parseBacktestConfig(config);
  if (result.kind === 'config') return result.config;
  throw new CommandError(
    'input-refused',
    `${path} is no manifest of a backtest: ${read.kind === 'problem' ? read.problem : result.problems.join('; ')}`,
    'name the output folder of `backtest`',
  );
}

function configIn(manifest: unknown): unknown {
  const isObject = typeof manifest === 'object' && manifest !== null;
  return isObject && 'config' in manifest ? manifest.config : undefined;
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
