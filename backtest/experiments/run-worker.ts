import {
  parseJob,
  type ExperimentJob,
  type JobResult,
} from '../../src/contracts/experiment-job.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import {
  listenForInterruption,
  openThreads,
  serveQueue,
  threadCount,
  type Worked,
} from '../wiring/experiments.ts';
import type { ExperimentOptions } from './experiment-cli.ts';
import { baseOf } from './run-experiment.ts';

/** Does the points that other machines publish, until it is stopped. */
export function runWorker(options: ExperimentOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => work(options, streams));
}

async function work(options: ExperimentOptions, streams: Streams): Promise<CommandResult> {
  const { queue: url, workers } = options.own;
  const { reports_dir, candidates, prices } = await baseOf(options, 'worker');
  if (url === undefined)
    throw new CommandError('usage', 'no queue was named', 'add --queue nats://HOST:PORT');
  if (prices === null || (reports_dir ?? candidates) === null)
    throw new CommandError(
      'usage',
      'a worker needs the inputs that its jobs were planned on',
      'add --reports-dir DIR or --candidates FILE, and --prices DIR',
    );
  const interruption = listenForInterruption();
  const threads = await openThreads(workers, { places: { reports_dir, candidates, prices } });
  streams.err('waiting for jobs; Ctrl-C stops');
  try {
    const done = await serveQueue({
      url,
      slots: threadCount(workers),
      parse: parseJob,
      signal: interruption.signal,
      progress: () => undefined,
      async doJob(job: ExperimentJob) {
        for await (const result of threads.work([job], interruption.signal))
          return workedOf(result);
        return { kind: 'failed', message: 'it was stopped' };
      },
    });
    const text = `stopped; ${done} points were done here`;
    return { outcome: 'done', text: () => text, json: { command: 'experiment worker', done } };
  } finally {
    interruption.stopListening();
    await threads.close();
  }
}

/** Inputs that are missing or differ are this machine's matter; a bug is everybody's. */
function workedOf(result: JobResult): Worked {
  const { done } = result;
  if (done.kind === 'refused')
    return {
      kind: 'refused',
      outcome: 'input-refused',
      message: done.message,
      remedy: 'give this worker the same inputs and the same version, and start it again',
    };
  if (done.kind !== 'failed') return { kind: 'result', result };
  const { outcome, message, remedy } = done;
  return outcome === 'bug'
    ? { kind: 'failed', message }
    : { kind: 'refused', outcome, message, remedy };
}
