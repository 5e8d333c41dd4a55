/** The entry of a worker thread (`dist/experiment-worker.js`): it keeps what it loaded between its jobs. */
import type { ExperimentJob, JobResult } from '../../src/contracts/experiment-job.ts';
import { openJobRunner, type Places } from './run-job.ts';

let runner: ((job: ExperimentJob) => Promise<JobResult>) | undefined;

/** The places of one pool never change. */
export function doJob({
  job,
  places,
}: {
  readonly job: ExperimentJob;
  readonly places: Places;
}): Promise<JobResult> {
  runner ??= openJobRunner(places);
  return runner(job);
}
