/** All trials on real processes, one after the other or a few at a time, and what they found. */
import {
  failDisk,
  canMount,
  fillDisk,
  limitFiles,
  lockedDatabase,
  readOnlyDisk,
  type DiskFault,
} from './storage-faults.ts';
import {
  inTrial,
  killAfter,
  killAt,
  killTwice,
  sleepAt,
  startTogether,
  terminateAfter,
  undisturbed,
  type Course,
  type Found,
} from './kills.ts';
import { restoreBackup } from './restored-backup.ts';
import { prepare, type ScenarioName } from './scenarios.ts';
import { canTrace, traceSyncs } from './sync-trace.ts';
import { cutEverywhere } from './wal-cut.ts';
import type { Prepared } from './world.ts';

export type CampaignOptions = {
  readonly isQuick: boolean;
  readonly jobs: number;
  /** Parts by name; empty: all. */
  readonly only: readonly string[];
  readonly scenarios: readonly ScenarioName[];
  /** Every n-th trial of a part, beginning with the k-th: `[k, n]`. */
  readonly shard: readonly [number, number];
  readonly seed: number;
  /** Milliseconds by the clock of this machine. */
  readonly now: () => number;
  readonly say: (line: string) => void;
};

type World = { readonly prepared: Prepared; readonly course: Course };
type Task = () => Promise<Found>;
type Part = {
  readonly name: string;
  /** Undefined when this machine cannot; the reason is said. */
  readonly impossible?: string;
  readonly tasks: (worlds: readonly World[]) => readonly Task[];
};

export { SCENARIOS } from './scenarios.ts';

/** Reproducible numbers from 0 to 1 (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The number of violations. */
export async function runCampaign(options: CampaignOptions): Promise<number> {
  const worlds: World[] = [];
  for (const name of options.scenarios) {
    const prepared = await prepare(name);
    const course = await undisturbed(prepared, options.now);
    options.say(
      `${name}: ${course.boundaries.length} boundaries, ends with ${course.aim.positions.join(', ')}`,
    );
    worlds.push({ prepared, course });
  }
  let violations = 0;
  try {
    for (const part of parts(options)) violations += await runPart(part, worlds, options);
  } finally {
    for (const { prepared } of worlds) prepared.folder.remove();
  }
  options.say(`violations ${violations}`);
  return violations;
}

async function runPart(
  part: Part,
  worlds: readonly World[],
  options: CampaignOptions,
): Promise<number> {
  const { only, say, jobs, shard } = options;
  const [k, n] = shard;
  if (only.length > 0 && !only.includes(part.name)) return 0;
  if (part.impossible !== undefined) {
    say(`${part.name}: left out, ${part.impossible}`);
    return 0;
  }
  const tasks = part.tasks(worlds).filter((_, index) => index % n === k - 1);
  const found = await inTurns(tasks, jobs);
  const bad = found.filter(({ problems }) => problems.length > 0);
  for (const { place, problems } of bad)
    say(`  VIOLATION ${place}\n    ${problems.join('\n    ')}`);
  const kinds = new Map<string, number>();
  for (const [kind] of found.flatMap(({ place }) => [
    ...place.matchAll(/\((?:ended \d+|\d+ and \d+)\)|had ended/g),
  ]))
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const counted = [...kinds].map(([kind, count]) => `${count} × ${kind}`).join(', ');
  say(
    `${part.name}: ${tasks.length} trials, ${bad.length} violations${counted === '' ? '' : `; ${counted}`}`,
  );
  return bad.length;
}

async function inTurns(tasks: readonly Task[], jobs: number): Promise<Found[]> {
  const found: Found[] = [];
  const waiting = tasks.values();
  const worker = async (): Promise<void> => {
    for (const task of waiting) found.push(await task());
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return found;
}

/** Of what a run takes by itself. */
const LONGER = 1.2;
const MOST_BESIDE = 2;

function parts({ isQuick, seed, jobs }: CampaignOptions): readonly Part[] {
  const random = numbersFrom(seed);
  const traceless = canTrace() ? {} : { impossible: 'there is no strace' };
  const mountless = canMount() ? {} : { impossible: 'no disk can be mounted without root' };
  const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  /** What is left to chance is drawn here, before the trials are dealt out: each shard has moments of its own. */
  const each = (
    worlds: readonly World[],
    count: number,
    make: (world: World) => Task,
  ): readonly Task[] =>
    many(count).flatMap((index) => {
      const world = worlds[index % worlds.length];
      return world === undefined ? [] : [make(world)];
    });
  /** Up to longer than a run takes while others run beside it, so that some have ended. */
  const moment = ({ course }: World): number =>
    Math.floor(random() * LONGER * Math.min(jobs, MOST_BESIDE) * course.milliseconds);
  const boundaryOf = ({ course }: World): number =>
    1 + Math.floor(random() * course.boundaries.length);
  return [
    {
      name: 'kill-everywhere',
      tasks: (worlds) =>
        worlds.flatMap(({ prepared, course }) =>
          course.boundaries.flatMap((_, index) =>
            isQuick && index % 30 !== 0 ? [] : [() => killAt(prepared, course, index + 1)],
          ),
        ),
    },
    {
      name: 'kill-twice',
      tasks: (worlds) =>
        each(worlds, isQuick ? 1 : 100, (world) => {
          const places = [boundaryOf(world), boundaryOf(world)] as const;
          return () => killTwice(world.prepared, world.course, places);
        }),
    },
    {
      name: 'kill-at-random',
      tasks: (worlds) =>
        each(worlds, isQuick ? 3 : 500, (world) => {
          const after = moment(world);
          return () => killAfter(world.prepared, world.course, after);
        }),
    },
    {
      name: 'terminate',
      tasks: (worlds) =>
        each(worlds, isQuick ? 1 : 50, (world) => {
          const after = moment(world);
          return () => terminateAfter(world.prepared, world.course, after);
        }),
    },
    {
      name: 'sleep',
      tasks: (worlds) =>
        worlds.flatMap(({ prepared, course }) =>
          course.boundaries.flatMap((_, index) =>
            index % (isQuick ? 90 : 6) !== 3 ? [] : [() => sleepAt(prepared, course, index + 1)],
          ),
        ),
    },
    {
      name: 'backup',
      tasks: (worlds) =>
        worlds.flatMap(({ prepared, course }) =>
          course.boundaries.flatMap((_, index) =>
            index % (isQuick ? 66 : 6) !== 5
              ? []
              : [() => restoreBackup(prepared, course, index + 1)],
          ),
        ),
    },
    {
      name: 'together',
      tasks: (worlds) =>
        each(
          worlds,
          isQuick ? 2 : 200,
          ({ prepared, course }) =>
            () =>
              startTogether(prepared, course),
        ),
    },
    {
      name: 'disk-full',
      ...mountless,
      tasks: (worlds) =>
        worlds.flatMap(({ prepared, course }) =>
          // A commit takes more pages than the steps are wide.
          many(isQuick ? 2 : 60).map(
            (index) => () => fillDisk(prepared, course, index * (isQuick ? 100 : 4)),
          ),
        ),
    },
    {
      name: 'file-limit',
      tasks: (worlds) =>
        worlds.flatMap(({ prepared, course }) =>
          many(isQuick ? 2 : 12).map(
            (index) => () => limitFiles(prepared, course, 8 + index * (isQuick ? 128 : 24)),
          ),
        ),
    },
    { name: 'disk-errors', ...traceless, tasks: (worlds) => diskErrors(worlds, isQuick) },
    {
      name: 'read-only',
      ...mountless,
      tasks: (worlds) =>
        worlds.map(
          ({ prepared, course }) =>
            () =>
              readOnlyDisk(prepared, course),
        ),
    },
    {
      name: 'locked',
      tasks: (worlds) =>
        worlds.map(
          ({ prepared, course }) =>
            () =>
              lockedDatabase(prepared, course),
        ),
    },
    {
      name: 'log-cut',
      tasks: (worlds) =>
        worlds.map(
          ({ prepared, course }) =>
            () =>
              inTrial(prepared, async (trial) => {
                await trial.run({ failpoint: lastCommit(course) });
                const { cuts, commits, found } = cutEverywhere(trial, isQuick ? 50 : 1_000, random);
                const place = `${prepared.name}: ${cuts} cuts over ${commits} commits`;
                return {
                  place,
                  problems: found.flatMap((one) => [`${one.place}: ${one.problems.join()}`]),
                };
              }),
        ),
    },
    {
      name: 'sync-before-send',
      ...traceless,
      tasks: (worlds) =>
        worlds.map(
          ({ prepared, course }) =>
            () =>
              inTrial(prepared, async (trial) => {
                const { requests, syncs, problems } = await traceSyncs(trial);
                const all =
                  requests === course.writes
                    ? problems
                    : [...problems, `saw ${requests} of ${course.writes} requests`];
                return {
                  place: `${prepared.name}: ${requests} requests, ${syncs} syncs`,
                  problems: all,
                };
              }),
        ),
    },
  ];
}

/** The log is cut as it is before the database is closed. */
export function lastCommit({ boundaries }: Course): number {
  return boundaries.findLastIndex((line) => line.endsWith('after commit')) + 1;
}

function diskErrors(worlds: readonly World[], isQuick: boolean): Task[] {
  const faults = (['pwrite64', 'fdatasync'] as const).flatMap((call) =>
    (['EIO', 'ENOSPC'] as const).flatMap((error) =>
      [true, false].flatMap((isLasting) =>
        Array.from({ length: call === 'pwrite64' ? 60 : 25 }, (_, index): DiskFault => {
          return { call, error, nth: index + 1, isLasting };
        }),
      ),
    ),
  );
  return worlds.flatMap(({ prepared, course }) =>
    faults.flatMap((fault, index) =>
      // An fdatasync never says that the disk is full.
      (fault.call === 'fdatasync' && fault.error === 'ENOSPC') || (isQuick && index % 100 !== 5)
        ? []
        : [() => failDisk(prepared, course, fault)],
    ),
  );
}
