import { createHash } from 'node:crypto';

import type { BacktestConfig } from '../../src/contracts/backtest-config.ts';
import type { InputDigest } from '../../src/contracts/backtest-manifest.ts';
import type { ExperimentJob, PortableConfig } from '../../src/contracts/experiment-job.ts';
import { VERSION } from '../../src/terminal/version.ts';

/** What every job of one experiment is made with. */
export type JobGround = {
  readonly inputs: Readonly<Record<string, string>>;
  readonly loadLookbackDays: number;
};

/** The id is a hash of all that the result depends on: version, inputs by content, work. */
export function jobOf(work: ExperimentJob['work'], ground: JobGround): ExperimentJob {
  const inputs = work.kind === 'simulate' ? ground.inputs : {};
  const says = { version: VERSION, inputs, work };
  const id = createHash('sha256').update(JSON.stringify(says)).digest('hex');
  return { id, ...says, load_lookback_days: ground.loadLookbackDays };
}

/** Inputs by what they hold, not by where they lie. */
export function contentOf(digests: Readonly<Record<string, InputDigest>>): Record<string, string> {
  return Object.fromEntries(Object.entries(digests).map(([name, { sha256 }]) => [name, sha256]));
}

/** Without the places, which are each machine's own. */
export function portable(config: BacktestConfig): PortableConfig {
  const places = ['reports_dir', 'candidates', 'prices', 'output_dir'];
  return Object.fromEntries(
    Object.entries(config).filter(([name]) => !places.includes(name)),
  ) as PortableConfig;
}
