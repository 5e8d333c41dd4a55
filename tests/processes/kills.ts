/** Kills at every boundary of a run, at random moments, and a run that sleeps for hours in the middle. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { openTrial, type Prepared, type Trial } from './world.ts';
import {
  checkAfterDeath,
  checkConvergence,
  lookAtBroker,
  writesAtBroker,
  type Aim,
} from './verdict.ts';

export type Found = { readonly place: string; readonly problems: readonly string[] };

/** What an undisturbed run does: its boundaries, the holdings it ends with, and its requests that change something. */
export type Course = {
  readonly boundaries: readonly string[];
  readonly aim: Aim;
  readonly writes: number;
  /** How long it takes here, by the clock of this machine. */
  readonly milliseconds: number;
};

/** `now` is a stopwatch; where there is none it takes no time. */
export async function undisturbed(prepared: Prepared, now = () => 0): Promise<Course> {
  return inTrial(prepared, async (trial) => {
    const traceFile = join(trial.path, 'boundaries.txt');
    const before = await writesAtBroker(trial);
    const started = now();
    const { code, out, err } = await trial.run({ traceFile });
    const milliseconds = now() - started;
    if (code !== 0) throw new Error(`${prepared.name} ended with ${String(code)}:\n${out}${err}`);
    const writes = (await writesAtBroker(trial)) - before;
    const boundaries = readFileSync(traceFile, 'utf8').trim().split('\n');
    const { positions, problems } = await lookAtBroker(trial);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return { boundaries, aim: { positions }, writes, milliseconds };
  });
}

export async function inTrial<T>(
  prepared: Prepared,
  work: (trial: Trial) => Promise<T>,
): Promise<T> {
  const trial = await openTrial(prepared);
  try {
    return await work(trial);
  } finally {
    await trial.end();
  }
}

/** SIGKILL at boundary `k`, then whatever is needed. */
export function killAt(prepared: Prepared, { boundaries, aim }: Course, k: number): Promise<Found> {
  return inTrial(prepared, async (trial) => {
    const { signal, code } = await trial.run({ failpoint: k });
    const died = signal === 'SIGKILL' ? [] : [`was not killed: it ended with ${String(code)}`];
    const problems = [
      ...died,
      ...(await checkAfterDeath(trial)),
      ...(await checkConvergence(trial, aim)),
    ];
    return { place: `${prepared.name}: killed at ${boundaries[k - 1] ?? ''}`, problems };
  });
}

/** SIGKILL in the first run at boundary `k` and in the next one at its boundary `again`. */
export function killTwice(
  prepared: Prepared,
  { aim }: Course,
  [k, again]: readonly [number, number],
): Promise<Found> {
  return inTrial(prepared, async (trial) => {
    await trial.run({ failpoint: k });
    await trial.run({ failpoint: again });
    const problems = [...(await checkAfterDeath(trial)), ...(await checkConvergence(trial, aim))];
    return { place: `${prepared.name}: killed at ${k}, and the next run at ${again}`, problems };
  });
}

/** SIGKILL from outside, so many milliseconds after the process began. */
export function killAfter(prepared: Prepared, { aim }: Course, after: number): Promise<Found> {
  return inTrial(prepared, async (trial) => {
    const { child, ended } = trial.launch();
    const timer = setTimeout(() => child.kill('SIGKILL'), after);
    const { signal } = await ended;
    clearTimeout(timer);
    const problems = [...(await checkAfterDeath(trial)), ...(await checkConvergence(trial, aim))];
    const how = signal === null ? 'had ended' : 'was killed';
    return { place: `${prepared.name}: ${how} after ${after} ms`, problems };
  });
}

/** SIGTERM from outside: not an end of its own, and not 0. */
export function terminateAfter(prepared: Prepared, { aim }: Course, after: number): Promise<Found> {
  return inTrial(prepared, async (trial) => {
    const { child, ended } = trial.launch();
    const timer = setTimeout(() => child.kill('SIGTERM'), after);
    const { signal, code } = await ended;
    clearTimeout(timer);
    const early = signal === null && code !== 0 && code !== 9;
    const problems = [
      ...(early ? [`SIGTERM ended it with ${String(code)}`] : []),
      ...(await checkAfterDeath(trial)),
      ...(await checkConvergence(trial, aim)),
    ];
    return { place: `${prepared.name}: SIGTERM after ${after} ms`, problems };
  });
}

const HOURS_MS = 2 * 3_600_000;

/** Stopped at boundary `k`; while it sleeps two hours pass and another run is tried. Then it wakes and ends. */
export function sleepAt(prepared: Prepared, { boundaries }: Course, k: number): Promise<Found> {
  return inTrial(prepared, async (trial) => {
    const { child, ended } = trial.launch({ failpoint: k, action: 'stop' });
    await stopped(child.pid ?? 0);
    const second = await trial.run();
    await trial.emulator.post('/emulator/time', { by_ms: HOURS_MS });
    child.kill('SIGCONT');
    const first = await ended;
    // Entries after the cut-off are dropped; what was bought is protected, and nothing is there twice.
    const { positions } = await settled(trial);
    // The bundle is written when the lock is given back: then another may look, and finds nothing to do.
    const isDone = boundaries[k - 1]?.endsWith('rename') === true;
    const problems = [
      ...(second.code === (isDone ? 0 : 6)
        ? []
        : [`beside the sleeping run another ended ${String(second.code)}`]),
      ...(first.signal === null ? [] : [`it died of ${first.signal}`]),
      ...(await checkConvergence(trial, { positions, codes: [0, 10] })),
    ];
    return { place: `${prepared.name}: slept at ${boundaries[k - 1] ?? ''}`, problems };
  });
}

/** After runs that only settle, so that what is compared has come to rest. */
async function settled(trial: Trial): Promise<{ readonly positions: readonly string[] }> {
  await trial.run();
  return lookAtBroker(trial);
}

/** Waits until the process is stopped (T) by what the system says of it. */
async function stopped(pid: number): Promise<void> {
  for (let look = 0; look < 2_000; look += 1) {
    if (/^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error(`process ${pid} was not stopped`);
}

/** Two started together: one acts, the other ends 6, or comes so late that there is nothing left to do. */
export function startTogether(prepared: Prepared, { aim, writes }: Course): Promise<Found> {
  return inTrial(prepared, async (trial) => {
    const before = await writesAtBroker(trial);
    const both = await Promise.all([trial.run(), trial.run()]);
    const sent = (await writesAtBroker(trial)) - before;
    const codes = both.map(({ code }) => String(code)).sort();
    const fine = ['0 6', '0 0'].includes(codes.join(' '));
    const problems = [
      ...(fine ? [] : [`they ended with ${codes.join(' and ')}`]),
      ...(sent === writes ? [] : [`they sent ${sent} requests that change, one sends ${writes}`]),
      ...(await checkConvergence(trial, aim)),
    ];
    return { place: `${prepared.name}: two together (${codes.join(' and ')})`, problems };
  });
}
