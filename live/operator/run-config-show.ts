import { stringify } from 'yaml';

import { runCommand, type Streams } from '../../src/terminal/command-shell.ts';
import { openConfiguration } from '../wiring.ts';
import type { ConfigOptions } from './config-cli.ts';

/** Secrets are never part of the configuration, so everything may be shown. */
export function runConfigShow(options: ConfigOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => {
    const { config, configSha256, tested } = openConfiguration(options);
    const note = tested ? 'equals the manifest of the backtest' : 'no manifest to compare with';
    return {
      outcome: 'done',
      text: (paint) =>
        `${stringify(config).trimEnd()}\n${paint.dim(`# sha256 ${configSha256} · ${note}`)}`,
      json: {
        command: 'config show',
        config,
        config_sha256: configSha256,
        equals_manifest: tested,
      },
    };
  });
}
