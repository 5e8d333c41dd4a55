/** One job after the other in this process, for small experiments and for tests. */
import type { Job, Result, WorkQueue } from '../../src/ports/work-queue.ts';

export function inlineQueue<J extends Job, R extends Result>(
  doJob: (job: J) => R | Promise<R>,
): WorkQueue<J, R> {
  return {
    async *work(jobs, signal) {
      for (const job of jobs) {
        // Between jobs the process hears signals.
        await new Promise(setImmediate);
        if (signal.aborted) return;
        yield await doJob(job);
      }
    },
    close: () => Promise.resolve(),
  };
}
