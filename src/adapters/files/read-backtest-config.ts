import { existsSync, readFileSync } from 'node:fs';

import { parse } from 'yaml';

import { parseBacktestConfig, type BacktestConfig } from '../../contracts/backtest-config.ts';
import { CommandError } from '../../domain/outcome.ts';

/** The YAML file where one is named, and what the command line says on top of it. */
export function readBacktestConfig(
  file: string | undefined,
  flags: Readonly<Record<string, unknown>>,
): BacktestConfig {
  const result = parseBacktestConfig({ ...(file === undefined ? {} : readYaml(file)), ...flags });
  if (result.kind === 'config') return result.config;
  throw new CommandError(
    'usage',
    `${file ?? 'the command line'}: ${result.problems.join('; ')}`,
    'see `backtest --help` for every option and its values',
  );
}

function readYaml(file: string): object {
  if (!existsSync(file))
    throw new CommandError('usage', `${file} does not exist`, 'name an existing YAML file');
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
