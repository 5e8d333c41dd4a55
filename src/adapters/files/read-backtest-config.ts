import { existsSync, readFileSync } from 'node:fs';

import { parseBacktestConfig, type BacktestConfig } from '../../contracts/backtest-config.ts';
import { CommandError } from '../../domain/outcome.ts';

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
