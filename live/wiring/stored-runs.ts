import { basename } from 'node:path';

import type { Bar, Split } from '../../src/domain/bar.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import { parseSplits } from '../../src/contracts/decision-record.ts';
import type { RunBundle } from '../../src/contracts/run-bundle.ts';
import { barsOf } from '../../src/adapters/bundle/bar-columns.ts';
import { listBundles, readBundle } from '../../src/adapters/bundle/bundle-file.ts';
import type { LiveCommand } from './hands.ts';
import { bundleFolder } from './leave-bundle.ts';

export type StoredRun = {
  readonly path: string;
  readonly tradeDate: string;
  readonly command: LiveCommand;
  readonly read: () => RunBundle;
};

const NAME = /^(\d{4}-\d\d-\d\d)-(signal-generator|executor)-/;

/** The runs that left a bundle beside the state database, newest first. */
export function storedRuns(stateDb: string): readonly StoredRun[] {
  return listBundles(bundleFolder(stateDb))
    .reverse()
    .flatMap((path) => {
      const match = NAME.exec(basename(path));
      if (match?.[1] === undefined) return [];
      const command: LiveCommand = match[2] === 'executor' ? 'executor' : 'signal-generator';
      return [{ path, tradeDate: match[1], command, read: () => readBundle(path) }];
    });
}

/** The bars and splits that a run was told. */
export function toldMarket({ log }: RunBundle): {
  readonly bars: ReadonlyMap<Ticker, readonly Bar[]>;
  readonly splits: readonly Split[];
} {
  const values = log.flatMap((event) => ('value' in event ? [event.value] : []));
  return {
    bars: new Map(values.flatMap((value) => ('bars' in value ? [...barsOf(value.bars)] : []))),
    splits: values.flatMap((value) => ('actions' in value ? parseSplits(value.actions) : [])),
  };
}
