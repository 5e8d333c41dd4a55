/** A worker's hands: it loads what jobs need once, keeps it, and does one job after the other. */
import type { BacktestConfig } from '../../src/contracts/backtest-config.ts';
import type {
  ExperimentJob,
  JobDone,
  JobResult,
  SimulationWork,
} from '../../src/contracts/experiment-job.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { VERSION } from '../../src/terminal/version.ts';
import { loadBacktest, type BacktestInputs } from '../wiring/load-backtest.ts';
import { resampleJob, simulateJob } from './do-job.ts';
import { contentOf } from './job-id.ts';
import { openSpanLens, type SpanLens } from './span-lens.ts';

/** Where this machine has the inputs. */
export type Places = Pick<BacktestConfig, 'reports_dir' | 'candidates' | 'prices'>;

type Loaded = { readonly inputs: BacktestInputs; readonly lens: SpanLens };

/** Sets of prices that differ (another profile, another end) are held one at a time, to bound the memory. */
export function openJobRunner(places: Places): (job: ExperimentJob) => Promise<JobResult> {
  let held: { readonly key: string; readonly loaded: Promise<Loaded> } | undefined;
  const loadedFor = (work: SimulationWork, lookbackDays: number): Promise<Loaded> => {
    const { profile, data_end_date } = work.config;
    const key = JSON.stringify([profile, data_end_date, lookbackDays]);
    if (held?.key === key) return held.loaded;
    const config = { ...work.config, ...places, output_dir: '.', lookback_days: lookbackDays };
    const loaded = loadBacktest(config).then((inputs) => ({ inputs, lens: openSpanLens() }));
    held = { key, loaded };
    return loaded;
  };
  const doneOf = async (job: ExperimentJob): Promise<JobDone> => {
    if (job.version !== VERSION)
      return refusal(`the job is of version ${job.version}, this worker of ${VERSION}`);
    if (job.work.kind === 'resample') return resampleJob(job.work);
    const { inputs, lens } = await loadedFor(job.work, job.load_lookback_days);
    const different = differenceOf(job.inputs, contentOf(inputs.digests));
    return different === null ? simulateJob(job.work, inputs, lens) : refusal(different);
  };
  return async (job) => {
    try {
      return { id: job.id, done: await doneOf(job) };
    } catch (error) {
      return { id: job.id, done: failure(error) };
    }
  };
}

function differenceOf(
  asked: Readonly<Record<string, string>>,
  here: Readonly<Record<string, string>>,
): string | null {
  const names = [...new Set([...Object.keys(asked), ...Object.keys(here)])];
  const name = names.find((one) => asked[one] !== here[one]);
  if (name === undefined) return null;
  const short = (hash: string | undefined): string => hash?.slice(0, 12) ?? 'none';
  return `the ${name} differ: the job was planned on ${short(asked[name])}, here they are ${short(here[name])}`;
}

function refusal(message: string): JobDone {
  return { kind: 'refused', message };
}

function failure(error: unknown): JobDone {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommandError) {
    const outcome = error.outcome === 'usage' ? 'usage' : 'input-refused';
    return { kind: 'failed', outcome, message, remedy: error.remedy };
  }
  return {
    kind: 'failed',
    outcome: 'bug',
    message,
    remedy: 'this is a bug: please report it with this output',
  };
}
