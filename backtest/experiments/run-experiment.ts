/** What all experiments do around their question: configuration, inputs, journal, queue, files, interruption. */
import type { BacktestConfig } from '../../src/contracts/backtest-config.ts';
import type { InputDigest } from '../../src/contracts/backtest-manifest.ts';
import type { ExperimentJob, JobDone } from '../../src/contracts/experiment-job.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { OBJECTIVES, type Objective } from '../../src/rules/objective.ts';
import type { Streams } from '../../src/terminal/command-shell.ts';
import { progressBar } from '../../src/views/progress-bar.ts';
import { readBacktestConfig, writeAtomically } from '../wiring.ts';
import {
  listenForInterruption,
  openJournal,
  openNatsQueue,
  openThreads,
  type Queue,
} from '../wiring/experiments.ts';
import { loadBacktest } from '../wiring/load-backtest.ts';
import type { ExperimentOptions } from './experiment-cli.ts';
import { finishJobs, readLog } from './finish-jobs.ts';
import { inlineQueue } from './inline-queue.ts';
import { contentOf, jobOf, portable, type JobGround } from './job-id.ts';
import { openJobRunner, type Places } from './run-job.ts';

export type Bench = {
  readonly base: BacktestConfig;
  readonly candidates: readonly Candidate[];
  readonly digests: Readonly<Record<string, InputDigest>>;
  /** About the inputs: the same whenever it is run. */
  readonly findings: readonly Finding[];
  /** About this run alone, such as a torn journal: told, but in no file. */
  readonly noticed: readonly Finding[];
  /** Does the work of every item, what the journal holds excepted; the results are in the order of the work. */
  readonly finish: (work: readonly ExperimentJob['work'][]) => Promise<readonly JobDone[]>;
  /** Writes the files beside the journal, the last one last; gives their paths. */
  readonly write: (files: Readonly<Record<string, string>>) => string[];
};

/** The configuration an experiment starts from; its results go beside those of other experiments. */
export async function baseOf(
  { config: file, flags }: ExperimentOptions,
  name: string,
): Promise<BacktestConfig> {
  const config = await readBacktestConfig(file, flags);
  const isDefault = config.output_dir === 'reports/backtest';
  return isDefault ? { ...config, output_dir: `reports/experiments/${name}` } : config;
}

export type BenchOptions = Pick<ExperimentOptions, 'own'> & {
  /** What is going on, for people. */
  readonly streams: Pick<Streams, 'err' | 'progress'>;
  /** The longest of all points, so that they share their prices. */
  readonly lookbackDays: number;
};

export async function atBench<Answer>(
  base: BacktestConfig,
  { own, streams, lookbackDays }: BenchOptions,
  ask: (bench: Bench) => Promise<Answer>,
): Promise<Answer> {
  const { input, digests, findings: loading } = await loadBacktest(base);
  const ground: JobGround = { inputs: contentOf(digests), loadLookbackDays: lookbackDays };
  const interruption = listenForInterruption();
  const journal = openJournal(`${base.output_dir}/journal.jsonl`);
  const { known, findings: reading } = readLog(journal);
  const progress = (done: number, total: number): void =>
    streams.progress?.(progressBar('points', done, total));
  const queue = queueOnce(base, own, streams.err);
  try {
    return await ask({
      base,
      candidates: input.candidates,
      digests,
      findings: loading,
      noticed: reading,
      async finish(work) {
        const jobs = work.map((one) => jobOf(one, ground));
        const workshop = { log: journal, signal: interruption.signal, progress };
        await finishJobs(alike(jobs), known, { ...workshop, queue });
        return jobs.map(({ id }) => doneOf(known, id));
      },
      write: (files) => writeAll(base.output_dir, files),
    });
  } finally {
    streams.progress?.('');
    interruption.stopListening();
    journal.close();
    await queue.close();
  }
}

/** Points that ask the same of the past follow each other: a worker keeps what it read for the one before. */
function alike(jobs: readonly ExperimentJob[]): ExperimentJob[] {
  const questionOf = ({ work }: ExperimentJob): string => {
    if (work.kind === 'resample') return '';
    const { profile, data_end_date, trailing_stop, lookback_days } = work.config;
    const { trailing_ema_period, trailing_nweek_period } = work.config;
    const trend = [trailing_stop, trailing_ema_period, trailing_nweek_period, lookback_days];
    return JSON.stringify([profile, data_end_date, ...trend]);
  };
  const keyed = jobs.map((job) => ({ job, question: questionOf(job) }));
  keyed.sort((a, b) => (a.question < b.question ? -1 : a.question > b.question ? 1 : 0));
  return keyed.map(({ job }) => job);
}

function doneOf(known: ReadonlyMap<string, JobDone>, id: string): JobDone {
  const done = known.get(id);
  if (done === undefined) throw new Error(`the job ${id} has no result`);
  return done;
}

/** Opened when there is something to do: a finished experiment starts no thread. */
function queueOnce(
  base: BacktestConfig,
  own: ExperimentOptions['own'],
  say: (text: string) => void,
): Queue {
  let opened: Promise<Queue> | undefined;
  const open = (): Promise<Queue> => {
    const { reports_dir, candidates, prices } = base;
    const places: Places = { reports_dir, candidates, prices };
    if (own.queue !== undefined) return openNatsQueue(own.queue, say);
    if (own.workers === 0) return Promise.resolve(inlineQueue(openJobRunner(places)));
    return openThreads(own.workers, { places });
  };
  return {
    async *work(jobs, signal) {
      opened ??= open();
      yield* (await opened).work(jobs, signal);
    },
    async close() {
      await (await opened)?.close();
    },
  };
}

function writeAll(folder: string, files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).map(([name, content]) => {
    writeAtomically(`${folder}/${name}`, content);
    return `${folder}/${name}`;
  });
}

export function objectiveOf(name: string): Objective {
  const written = name.replaceAll('-', '_');
  const found = OBJECTIVES.find((objective) => objective.name === written);
  if (found !== undefined) return found;
  throw new CommandError(
    'usage',
    `--objective ${name}: there is no such objective`,
    `name one of ${OBJECTIVES.map((objective) => objective.name).join(', ')}`,
  );
}

export function simulationOf(
  config: BacktestConfig,
  more: Partial<Omit<Extract<ExperimentJob['work'], { kind: 'simulate' }>, 'kind' | 'config'>>,
): ExperimentJob['work'] {
  return {
    kind: 'simulate',
    config: portable(config),
    window: null,
    fewest_trades: 0,
    detail: false,
    ...more,
  };
}
