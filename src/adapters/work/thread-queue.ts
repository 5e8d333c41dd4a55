/** Worker threads of this machine. Threads start once and keep what they loaded. */
import type { Job, Result, WorkQueue } from '../../ports/work-queue.ts';
import { stoppingOf } from './stopping.ts';

export type ThreadWork = {
  /** A built file, and the function it exports. */
  readonly file: URL;
  readonly name: string;
  readonly workers: number;
  /** Handed over with every job. */
  readonly context: Readonly<Record<string, unknown>>;
};

/** Enough to keep every thread busy while results are taken. */
const IN_FLIGHT_PER_WORKER = 2;

export async function openThreadQueue<J extends Job, R extends Result>({
  file,
  name,
  workers,
  context,
}: ThreadWork): Promise<WorkQueue<J, R>> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({
    filename: file.href,
    name,
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Infinity,
    // A point makes much that is thrown away at once: room for it spares half of the collecting.
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  });
  return {
    async *work(jobs, signal) {
      const { stopped, forget } = stoppingOf(signal);
      const running = new Set<Promise<Finished<R>>>();
      const start = (job: J): void => {
        const finished: Promise<Finished<R>> = pool
          .run({ ...context, job })
          .then((result: R) => ({ result, finished }));
        // Those still running when the work is stopped end with their threads.
        finished.catch(() => undefined);
        running.add(finished);
      };
      const waiting = jobs.values();
      const fill = (): void => {
        while (running.size < workers * IN_FLIGHT_PER_WORKER) {
          const next = waiting.next();
          if (next.done === true) return;
          start(next.value);
        }
      };
      fill();
      try {
        while (running.size > 0) {
          const done = await Promise.race([stopped, ...running]);
          if (done === 'stopped') return;
          running.delete(done.finished);
          fill();
          yield done.result;
        }
      } finally {
        forget();
      }
    },
    close: () => pool.destroy(),
  };
}

type Finished<R> = { readonly result: R; readonly finished: Promise<Finished<R>> };
