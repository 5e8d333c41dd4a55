/** Everything that was asked, each once: what the journal holds already is not done again. */
import { finding, type Finding } from '../../src/domain/finding.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import {
  parseJobResult,
  type ExperimentJob,
  type JobDone,
  type JobResult,
} from '../../src/contracts/experiment-job.ts';
import type { WorkQueue } from '../../src/ports/work-queue.ts';

export type ResultLog = {
  readonly lines: readonly string[];
  readonly findings: readonly Finding[];
  readonly append: (line: string) => void;
};

export type Workshop = {
  readonly queue: WorkQueue<ExperimentJob, JobResult>;
  readonly log: ResultLog;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
};

/** The results of the log, by job. A line that cannot be read is told, and its job is done again. */
export function readLog({ lines, findings }: ResultLog): {
  readonly known: Map<string, JobDone>;
  readonly findings: readonly Finding[];
} {
  const known = new Map<string, JobDone>();
  const said = [...findings];
  for (const [at, line] of lines.entries()) {
    const parsed = parseJobResult(line);
    if (parsed.ok) known.set(parsed.value.id, parsed.value.done);
    else {
      const message = `line ${at + 1} of the journal cannot be read (${parsed.problem}): its point is run again`;
      said.push(finding('info', 'JOURNAL_LINE_REFUSED', null, message));
    }
  }
  return { known, findings: said };
}

/** Adds to `known` what is missing. An interruption ends in an error that says how to go on. */
export async function finishJobs(
  jobs: readonly ExperimentJob[],
  known: Map<string, JobDone>,
  { queue, log, signal, progress }: Workshop,
): Promise<void> {
  const asked = new Map(jobs.map((job) => [job.id, job]));
  const missing = [...asked.values()].filter(({ id }) => !known.has(id));
  let done = asked.size - missing.length;
  progress(done, asked.size);
  if (missing.length === 0) return;
  for await (const { id, done: result } of queue.work(missing, signal)) {
    if (known.has(id) || !asked.has(id)) continue;
    assertDone(result);
    log.append(JSON.stringify({ id, done: result }));
    known.set(id, result);
    progress((done += 1), asked.size);
  }
  if (done === asked.size) return;
  throw new CommandError(
    'unresolved',
    `stopped after ${done} of ${asked.size} points; they are in the journal`,
    'run the same command again: it goes on where this one stopped',
  );
}

function assertDone(result: JobDone): void {
  if (result.kind === 'failed')
    throw new CommandError(result.outcome, result.message, result.remedy);
  if (result.kind === 'refused')
    throw new CommandError(
      'input-refused',
      `the inputs changed while the experiment ran: ${result.message}`,
      'leave the inputs alone until it is done, and run the command again',
    );
}
