/** A slice of the campaign of `node scripts/process-campaign.mjs`: the same trials, a few of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lastCommit, numbersFrom } from './campaign.ts';
import { inTrial, killAt, sleepAt, startTogether, undisturbed, type Course } from './kills.ts';
import { prepare } from './scenarios.ts';
import { limitFiles } from './storage-faults.ts';
import { canTrace, traceSyncs } from './sync-trace.ts';
import { cutEverywhere } from './wal-cut.ts';
import type { Prepared } from './world.ts';

let prepared: Prepared;
let course: Course;
beforeAll(async () => {
  prepared = await prepare('two-entries');
  course = await undisturbed(prepared);
});
afterAll(() => {
  prepared.folder.remove();
});

/** The boundary of that name, the first or another one. */
function boundary(name: string, nth = 1): number {
  const found = course.boundaries.flatMap((line, index) =>
    line.includes(name) ? [index + 1] : [],
  );
  return found[nth - 1] ?? 0;
}

describe.concurrent('the built executor against a served emulator', () => {
  it('converges after SIGKILL between an order’s intent and its first byte [F36] [R1] [I6]', async () => {
    expect(await killAt(prepared, course, boundary('before POST /v2/orders'))).toMatchObject({
      problems: [],
    });
  });

  it('converges after SIGKILL between an order’s last byte and its reply [F36] [F2] [I16]', async () => {
    expect(await killAt(prepared, course, boundary('sent POST /v2/orders', 2))).toMatchObject({
      problems: [],
    });
  });

  it('loses nothing committed and keeps nothing half when its log is cut anywhere [F38]', async () => {
    const { commits, found } = await inTrial(prepared, async (trial) => {
      await trial.run({ failpoint: lastCommit(course) });
      return cutEverywhere(trial, 25, numbersFrom(1));
    });
    expect(found).toEqual([]);
    expect(commits).toBeGreaterThan(5);
  });

  it('stays as it is while it sleeps, keeps others out, and buys nothing twice [F43] [R8]', async () => {
    const k = boundary('before POST /v2/orders');
    expect(await sleepAt(prepared, course, k)).toMatchObject({ problems: [] });
  });

  it('ends 8 when its files cannot grow, and no order leaves without its intent [F39]', async () => {
    expect(await limitFiles(prepared, course, 40)).toMatchObject({ problems: [] });
  });

  it.runIf(canTrace())(
    'syncs its log before the first byte of every order [F38] [R1]',
    async () => {
      const traced = await inTrial(prepared, traceSyncs);
      expect(traced).toMatchObject({ requests: course.writes, problems: [] });
    },
  );

  it('acts once when two are started together; the other ends 6 [F42] [R8]', async () => {
    expect(await startTogether(prepared, course)).toMatchObject({ problems: [] });
  });
});
