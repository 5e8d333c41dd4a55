/** What the kernel saw: the log of the database is synced before the first byte of every request that changes something. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Trial } from './world.ts';

const CALLS = 'openat,close,pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg';

export function canTrace(): boolean {
  return spawnSync('strace', ['-V']).status === 0;
}

export type SyncTrace = {
  readonly requests: number;
  readonly syncs: number;
  readonly problems: readonly string[];
};

/** Runs the executor under `strace` and reads its calls in their order. */
export async function traceSyncs(trial: Trial): Promise<SyncTrace> {
  const file = join(trial.path, 'strace.txt');
  const before = ['strace', '-f', '-y', '-s', '48', '-e', `trace=${CALLS}`, '-o', file];
  const { code, err } = await trial.run({ before });
  if (code !== 0) throw new Error(`under strace it ended with ${String(code)}: ${err}`);
  return readSyncs(readFileSync(file, 'utf8'));
}

const LOG_WRITE = /pwrite64\(\d+<[^>]*\/state\.db-wal>/;
const LOG_SYNC = /f(?:data)?sync\(\d+<[^>]*\/state\.db-wal>\)\s+= 0/;
const REQUEST =
  /(?:write|writev|sendto|sendmsg)\(\d+<(?:socket|TCP)[^>]*>.*"((?:POST|PATCH|DELETE) \/v2\/[^ ]*)/;

/** By itself, so that a trace in which a sync is missing can be shown to be noticed. */
export function readSyncs(trace: string): SyncTrace {
  let requests = 0;
  let syncs = 0;
  let isSynced = false;
  let isFresh = false;
  const problems: string[] = [];
  for (const line of trace.split('\n')) {
    if (LOG_WRITE.test(line)) isSynced = false;
    if (LOG_SYNC.test(line)) {
      syncs += 1;
      isSynced = true;
      isFresh = true;
    }
    const call = REQUEST.exec(line)?.[1];
    if (call === undefined) continue;
    requests += 1;
    if (!isSynced) problems.push(`${call} left while the log was not synced`);
    if (!isFresh) problems.push(`${call} left without a commit since the request before it`);
    isFresh = false;
  }
  return { requests, syncs, problems };
}
