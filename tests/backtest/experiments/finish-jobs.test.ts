import { describe, expect, it } from 'vitest';

import { finishJobs, readLog } from '../../../backtest/experiments/finish-jobs.ts';
import { inlineQueue } from '../../../backtest/experiments/inline-queue.ts';
import { jobOf } from '../../../backtest/experiments/job-id.ts';
import type { ExperimentJob, JobDone, JobResult } from '../../../src/contracts/experiment-job.ts';
import type { WorkQueue } from '../../../src/ports/work-queue.ts';

const ground = { inputs: {}, loadLookbackDays: 400 };
const jobs = [1, 2, 3].map((seed) =>
  jobOf(
    { kind: 'resample', method: 'order', pnls: [1], capital_base: 1, seed, from: 0, count: 1 },
    ground,
  ),
);
const DONE: JobDone = { kind: 'resampled', runs: [[0, 1, 'infinite']] };

function workshop(queue: WorkQueue<ExperimentJob, JobResult>, lines: readonly string[] = []) {
  const written: string[] = [];
  const controller = new AbortController();
  const log = { lines, findings: [], append: (line: string) => void written.push(line) };
  const { known, findings } = readLog(log);
  const asked: ExperimentJob[] = [];
  const watched: WorkQueue<ExperimentJob, JobResult> = {
    ...queue,
    work(all, signal) {
      asked.push(...all);
      return queue.work(all, signal);
    },
  };
  const progress: string[] = [];
  const finish = (all: readonly ExperimentJob[] = jobs) =>
    finishJobs(all, known, {
      queue: watched,
      log,
      signal: controller.signal,
      progress: (done, total) => void progress.push(`${done}/${total}`),
    });
  return { finish, known, findings, written, asked, controller, progress };
}

const doneInline = inlineQueue<ExperimentJob, JobResult>(({ id }) => ({ id, done: DONE }));

describe('jobs', () => {
  it('are each done once and written down as they come', async () => {
    const shop = workshop(doneInline);
    await shop.finish([...jobs, ...jobs]);
    expect(shop.known.size).toBe(3);
    expect(shop.written.map((line) => (JSON.parse(line) as JobResult).id)).toEqual(
      jobs.map(({ id }) => id),
    );
    expect(shop.progress).toEqual(['0/3', '1/3', '2/3', '3/3']);
  });

  it('of the journal are not done again', async () => {
    const line = JSON.stringify({ id: jobs[1]?.id, done: DONE });
    const shop = workshop(doneInline, [line]);
    await shop.finish();
    expect(shop.asked).toEqual([jobs[0], jobs[2]]);
    expect(shop.known.get(jobs[1]?.id ?? '')).toEqual(DONE);
  });

  it('whose line cannot be read are done again, with a finding that names it', async () => {
    const shop = workshop(doneInline, ['{"id": 5}', 'no json']);
    expect(shop.findings.map(({ code }) => code)).toEqual([
      'JOURNAL_LINE_REFUSED',
      'JOURNAL_LINE_REFUSED',
    ]);
    expect(shop.findings[0]?.message).toContain('line 1 of the journal');
    await shop.finish();
    expect(shop.known.size).toBe(3);
  });

  it('that come back twice count once, and those nobody asked for not at all', async () => {
    const twice: WorkQueue<ExperimentJob, JobResult> = {
      async *work(all) {
        await Promise.resolve();
        yield { id: 'unasked', done: DONE };
        for (const { id } of [...all, ...all]) yield { id, done: DONE };
      },
      close: () => Promise.resolve(),
    };
    const shop = workshop(twice);
    await shop.finish();
    expect(shop.written).toHaveLength(3);
    expect(shop.known.size).toBe(3);
  });

  it('that were interrupted say how to go on, and keep what was done', async () => {
    const shop = workshop(
      inlineQueue<ExperimentJob, JobResult>(({ id }) => {
        shop.controller.abort();
        return { id, done: DONE };
      }),
    );
    await expect(shop.finish()).rejects.toMatchObject({
      outcome: 'unresolved',
      message: 'stopped after 1 of 3 points; they are in the journal',
    });
    expect(shop.written).toHaveLength(1);
  });

  it('that fail end the experiment with their reason and are not written down', async () => {
    const failing = inlineQueue<ExperimentJob, JobResult>(({ id }) => ({
      id,
      done: { kind: 'failed', outcome: 'input-refused', message: 'no prices', remedy: 'add them' },
    }));
    const shop = workshop(failing);
    await expect(shop.finish()).rejects.toMatchObject({
      outcome: 'input-refused',
      message: 'no prices',
      remedy: 'add them',
    });
    expect(shop.written).toEqual([]);
  });

  it('have an id of what they are, of the inputs by content and of the version', () => {
    const [job] = jobs;
    const [work] = jobs.map((one) => one.work);
    if (job === undefined || work === undefined) throw new Error('there are jobs');
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(3);
    expect(jobOf(work, ground).id).toBe(job.id);
    expect(jobOf(work, { ...ground, loadLookbackDays: 900 }).id).toBe(job.id);
  });
});
