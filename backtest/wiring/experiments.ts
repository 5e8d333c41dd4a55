/** Where an experiment keeps its results, and who does its work. */
import { availableParallelism } from 'node:os';

import { listenForInterruption } from '../../src/adapters/process/interruption.ts';
import { openJournal } from '../../src/adapters/files/journal.ts';
import type { NatsWork, Worked as WorkedJob } from '../../src/adapters/work/nats-worker.ts';
import { openThreadQueue } from '../../src/adapters/work/thread-queue.ts';
import {
  parseJobResult,
  type ExperimentJob,
  type JobResult,
} from '../../src/contracts/experiment-job.ts';
import type { WorkQueue } from '../../src/ports/work-queue.ts';

export { listenForInterruption, openJournal };

export type Queue = WorkQueue<ExperimentJob, JobResult>;
export type Worked = WorkedJob<JobResult>;

/** Built files lie flat in one folder; the sources know where the build puts them. */
export function openThreads(
  workers: number | undefined,
  context: Readonly<Record<string, unknown>>,
): Promise<Queue> {
  const isSource = import.meta.url.endsWith('.ts');
  const name = isSource ? '../../dist/experiment-worker.js' : './experiment-worker.js';
  const file = new URL(name, import.meta.url);
  return openThreadQueue({ file, name: 'doJob', workers: threadCount(workers), context });
}

export function threadCount(workers: number | undefined): number {
  return Math.max(1, workers ?? availableParallelism());
}

/** The packages of NATS are loaded only here and below, when a queue is named. */
export async function openNatsQueue(url: string, say: (text: string) => void): Promise<Queue> {
  const { openNatsQueue: open } = await import('../../src/adapters/work/nats-queue.ts');
  return open<ExperimentJob, JobResult>({ url, parse: parseJobResult, say });
}

export async function serveQueue(work: NatsWork<ExperimentJob, JobResult>): Promise<number> {
  const { serveNats } = await import('../../src/adapters/work/nats-worker.ts');
  return serveNats(work);
}
