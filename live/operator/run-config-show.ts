import { stringify } from 'yaml';

import { runCommand, type Streams } from '../../src/terminal/command-shell.ts';
import { openConfiguration } from '../wiring.ts';
import type { ConfigOptions } from './config-cli.ts';

/** Keys are never part of the configuration; the address of a webhook is as good as one, and only its host is shown. */
export function runConfigShow(options: ConfigOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => {
    const { config: chosen, configSha256, tested } = openConfiguration(options);
    const config = { ...chosen, alert_webhook: hostOf(chosen.alert_webhook) };
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

function hostOf(webhook: string | null): string | null {
  return webhook === null ? null : `https://${new URL(webhook).host}/[redacted]`;
}
