import { existsSync, readFileSync } from 'node:fs';

import { parse } from 'yaml';

import { CommandError } from '../../domain/outcome.ts';
import { checkManifest } from '../../contracts/run-manifest.ts';
import { parseConfig, type Config, type TradingConfig } from '../../contracts/config.ts';

/** `openbell.yaml`, or the defaults where there is none. `required`: the operator named the file. */
export function readConfig(path: string, required: boolean): Config {
  if (!existsSync(path)) {
    if (required)
      throw new CommandError(
        'usage',
        `${path} does not exist`,
        'name an existing configuration file',
      );
    return checked(undefined, path);
  }
  try {
    return checked(parse(readFileSync(path, 'utf8'), { uniqueKeys: true }), path);
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError('usage', `${path} cannot be read: ${said}`, 'correct the YAML', {
      cause,
    });
  }
}

function checked(raw: unknown, path: string): Config {
  const result = parseConfig(raw ?? undefined);
  if (result.kind === 'config') return result.config;
  throw new CommandError(
    'usage',
    `${path}: ${result.problems.join('; ')}`,
    'see `openbell config show` for every key and its value',
  );
}

/** Refuses to trade rules that were not tested. Returns whether a manifest was there to compare with. */
export function assertManifest(path: string, required: boolean, live: TradingConfig): boolean {
  if (!existsSync(path)) {
    if (!required) return false;
    throw new CommandError(
      'usage',
      `the manifest ${path} does not exist`,
      'name the run_manifest.json of a backtest',
    );
  }
  const check = checkManifest(readFileSync(path, 'utf8'), live);
  if (check.kind === 'equal') return true;
  if (check.kind === 'unreadable') {
    throw new CommandError(
      'usage',
      `the manifest ${path} cannot be read: ${check.problem}`,
      'run the backtest again',
    );
  }
  const differences = check.differences.map(
    ({ field, backtest, live: now }) => `${field}: backtest ${backtest}, live ${now}`,
  );
  throw new CommandError(
    'usage',
    `the live configuration differs from the backtest ${path}:\n  ${differences.join('\n  ')}`,
    'run the backtest with the live configuration, or correct openbell.yaml',
  );
}
