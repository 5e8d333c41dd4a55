import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { acquireRunLock } from '../../../src/adapters/sqlite/run-lock.ts';
import { openStateStore } from '../../../src/adapters/sqlite/state-store.ts';
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

let folder: TemporaryFolder;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'state.db');
});
afterEach(() => {
  folder.remove();
});

/** Another process that takes the lock of the file in its argument, says so, and waits to be killed. */
const HOLDER = `
const driver = Number(process.versions.napi) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3';
const { default: Sqlite } = await import(driver);
const database = new Sqlite(process.argv[1]);
database.pragma('journal_mode = WAL');
database.exec('BEGIN EXCLUSIVE');
console.log('held');
setInterval(() => database.open, 1_000);
`;

async function holdElsewhere(lockPath: string): Promise<ChildProcess> {
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, lockPath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return holder;
}

describe('the run lock', () => {
  it('is held by one run at a time, and the second is told at once [R8] [F42]', async () => {
    const first = await acquireRunLock(path);
    await expect(acquireRunLock(path)).rejects.toMatchObject({
      name: 'CommandError',
      outcome: 'locked',
      message: expect.stringContaining(path) as string,
      remedy: expect.stringContaining('again') as string,
    });
    first.release();
  });

  it('is free again after its release, however often it is released', async () => {
    for (let run = 0; run < 3; run += 1) {
      const lock = await acquireRunLock(path);
      lock.release();
      lock.release();
    }
  });

  it('keeps nobody from the state itself, which its holder reads and writes', async () => {
    const lock = await acquireRunLock(path);
    const { store, close } = await openStateStore(path);
    store.setSystemConfig('environment', 'paper');
    expect(store.systemConfig('environment')).toBe('paper');
    close();
    lock.release();
  });

  it('is another one for another database', async () => {
    const first = await acquireRunLock(path);
    const second = await acquireRunLock(join(folder.path, 'other.db'));
    second.release();
    first.release();
  });

  it('lies beside the database, for its owner only [S3]', async () => {
    const lock = await acquireRunLock(path);
    expect(readdirSync(folder.path)).toContain('state.db.lock');
    expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600);
    lock.release();
  });

  it('goes with the process that held it: a crash leaves no stale lock [R8] [F36]', async () => {
    const warmUp = await acquireRunLock(path);
    warmUp.release();
    const holder = await holdElsewhere(`${path}.lock`);
    try {
      await expect(acquireRunLock(path)).rejects.toMatchObject({ outcome: 'locked' });
    } finally {
      holder.kill('SIGKILL');
    }
    await once(holder, 'exit');
    const lock = await acquireRunLock(path);
    lock.release();
  });

  it('that is no database any more is refused as storage', async () => {
    writeFileSync(`${path}.lock`, 'somebody wrote a note into this file. '.repeat(100));
    await expect(acquireRunLock(path)).rejects.toMatchObject({ outcome: 'storage' });
  });
});
