/** The bundles that runs of a trading folder left, and what can be done to them. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { runReplayBundle } from '../../live/replay/run-replay-bundle.ts';
import { NO_PAINT } from '../../src/views/paint.ts';
import type { Ran } from './built-command.ts';
import type { TradingFolder } from './trading-folder.ts';

export type Bundle = {
  readonly sha256: string;
  readonly bundle: {
    readonly run_id: string | null;
    readonly result: { readonly outcome: string; readonly exit_code: number };
    readonly log: Record<string, unknown>[];
  };
};

export function bundlePath(folder: TradingFolder, name: string): string {
  return join(folder.path, 'live', 'bundles', `${name}.bundle.json.gz`);
}

export function bundleNames(folder: TradingFolder): string[] {
  const path = join(folder.path, 'live', 'bundles');
  const names = existsSync(path) ? readdirSync(path) : [];
  return names.map((name) => name.replace('.bundle.json.gz', '')).sort();
}

export function bundleText(path: string): string {
  return gunzipSync(readFileSync(path)).toString('utf8');
}

export function readBundleFile(path: string): Bundle {
  return JSON.parse(bundleText(path)) as Bundle;
}

/** Changes the text of a bundle; with `forged`, the hash in it is made to fit. */
export function tamper(path: string, change: (text: string) => string, forged: boolean): void {
  const changed = change(bundleText(path));
  if (changed === bundleText(path)) throw new Error('nothing was changed');
  const whole = JSON.parse(changed) as Bundle;
  const text = JSON.stringify(whole.bundle);
  const sha256 = forged ? createHash('sha256').update(text).digest('hex') : whole.sha256;
  writeFileSync(path, gzipSync(JSON.stringify({ ...whole, sha256 })));
}

export async function replay(
  path: string,
  options: { readonly json?: boolean } = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const streams = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    paint: NO_PAINT,
  };
  const code = await runReplayBundle(path, options, streams);
  return { code, out: out.join('\n'), err: err.join('\n') };
}
