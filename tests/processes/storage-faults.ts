/**
 * A disk that is full, fails, or may not be written, and a database that somebody else holds. The disk is a real one: a
 * small tmpfs that is filled (root), a limit on the size of files, or calls that the kernel is made to fail (strace).
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inTrial, type Course, type Found } from './kills.ts';
import { checkAfterDeath, checkConvergence, lookAtBroker, writesAtBroker } from './verdict.ts';
import { openTrial, temporaryPath, type Prepared, type Trial } from './world.ts';

/** A run on a bad disk ends 8, or 0 when the fault came too late to matter, or 9 when it left something to do. */
const FINE = [0, 8, 9];

/** Calls of SQLite that fail from the `nth` on, or only then. */
export type DiskFault = {
  readonly call: 'pwrite64' | 'fdatasync';
  readonly error: 'EIO' | 'ENOSPC';
  readonly nth: number;
  readonly isLasting: boolean;
};

export function failDisk(prepared: Prepared, { aim }: Course, fault: DiskFault): Promise<Found> {
  const { call, error, nth, isLasting } = fault;
  return inTrial(prepared, async (trial) => {
    const inject = `inject=${call}:error=${error}:when=${nth}${isLasting ? '+' : ''}`;
    const before = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
    const ended = await trial.run({ before });
    const place = `${prepared.name}: ${call} ${nth}${isLasting ? ' and on' : ''} fails with ${error}`;
    const problems = [...wrongEnd(ended.code, ended.err), ...(await checkAfterDeath(trial))];
    return { place, problems: [...problems, ...(await checkConvergence(trial, aim))] };
  });
}

/** No file may become longer than so many bytes: the kernel refuses what goes beyond (EFBIG). */
export function limitFiles(prepared: Prepared, { aim }: Course, kibibytes: number): Promise<Found> {
  return inTrial(prepared, async (trial) => {
    const limit = `trap "" XFSZ; ulimit -f ${kibibytes}; exec "$@"`;
    const ended = await trial.run({ before: ['bash', '-c', limit, 'limited'] });
    const problems = [...wrongEnd(ended.code, ended.err), ...(await checkAfterDeath(trial))];
    const place = `${prepared.name}: files end at ${kibibytes} KiB (ended ${String(ended.code)})`;
    return { place, problems: [...problems, ...(await checkConvergence(trial, aim))] };
  });
}

function wrongEnd(code: number | null, err: string): string[] {
  return FINE.includes(code ?? -1) ? [] : [`it ended with ${String(code)}: ${err}`];
}

const DISK_MEBIBYTES = 2;

export function canMount(): boolean {
  const path = temporaryPath();
  const mounted = mount(path);
  if (mounted) unmount(path);
  rmSync(path, { recursive: true, force: true });
  return mounted;
}

function mount(path: string): boolean {
  const size = `size=${DISK_MEBIBYTES}m`;
  return spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', path]).status === 0;
}

function unmount(path: string): void {
  spawnSync('umount', [path]);
}

/** The state on a disk of its own. */
async function onOwnDisk<T>(prepared: Prepared, work: (trial: Trial) => Promise<T>): Promise<T> {
  const path = temporaryPath();
  const trial = await openTrial(prepared, path);
  // The emulator's files stay where they are: they are open. The book moves onto the small disk.
  const live = join(path, 'live');
  spawnSync('cp', ['-a', live, join(path, 'kept')]);
  if (!mount(live)) throw new Error('no disk could be mounted');
  spawnSync('cp', ['-a', `${join(path, 'kept')}/.`, live]);
  try {
    return await work(trial);
  } finally {
    unmount(live);
    await trial.end();
  }
}

/** So many pages of 4 KiB are left when the run begins; then there is room again. */
export function fillDisk(prepared: Prepared, { aim }: Course, pagesLeft: number): Promise<Found> {
  return onOwnDisk(prepared, async (trial) => {
    const live = join(trial.path, 'live');
    const { bavail, bsize } = statfsSync(live);
    const filler = join(live, 'filler');
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - pagesLeft * 4096)));
    const ended = await trial.run();
    rmSync(filler);
    const problems = [...wrongEnd(ended.code, ended.err), ...(await checkAfterDeath(trial))];
    const place = `${prepared.name}: ${pagesLeft} pages left (ended ${String(ended.code)})`;
    return { place, problems: [...problems, ...(await checkConvergence(trial, aim))] };
  });
}

/** The disk may only be read: 8, and nothing was sent. */
export function readOnlyDisk(prepared: Prepared, { aim }: Course): Promise<Found> {
  return onOwnDisk(prepared, async (trial) => {
    const live = join(trial.path, 'live');
    spawnSync('mount', ['-o', 'remount,ro', live]);
    const problems = await endsWithout(trial, 8);
    spawnSync('mount', ['-o', 'remount,rw', live]);
    return {
      place: `${prepared.name}: read-only disk`,
      problems: [...problems, ...(await checkConvergence(trial, aim))],
    };
  });
}

/** Another process is in the middle of writing the book: a bounded wait, then 8 before any effect. */
export function lockedDatabase(prepared: Prepared, { aim }: Course): Promise<Found> {
  return inTrial(prepared, async (trial) => {
    const holder = await holdDatabase(join(trial.path, 'live/state.db'));
    const problems = await endsWithout(trial, 8);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    return {
      place: `${prepared.name}: locked database`,
      problems: [...problems, ...(await checkConvergence(trial, aim))],
    };
  });
}

const HOLDER = `
const { createRequire } = await import('node:module');
const driver = Number(process.versions.napi) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3';
const Sqlite = createRequire(process.cwd() + '/holder.js')(driver);
const database = new Sqlite(process.argv[1]);
database.exec('BEGIN IMMEDIATE');
console.log('held');
setInterval(() => database.open, 1_000);
`;

async function holdDatabase(path: string): Promise<ChildProcess> {
  const args = ['--input-type=module', '-e', HOLDER, path];
  const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  return holder;
}

async function endsWithout(trial: Trial, wanted: number): Promise<string[]> {
  const before = await writesAtBroker(trial);
  const { code, err } = await trial.run();
  const sent = (await writesAtBroker(trial)) - before;
  const { problems } = await lookAtBroker(trial);
  return [
    ...(code === wanted ? [] : [`it ended with ${String(code)}: ${err}`]),
    ...(sent === 0 ? [] : [`it sent ${sent} requests that change`]),
    ...problems,
  ];
}
