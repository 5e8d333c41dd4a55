import type { JobDone, ResamplingWork, Simulated } from '../../src/contracts/experiment-job.ts';
import {
  experimentJson,
  renderExperimentManifest,
  renderRows,
  type ExperimentManifest,
} from '../../src/contracts/experiment-files.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import {
  ascending,
  outcomeOf,
  quantileOf,
  type ResamplingMethod,
} from '../../src/rules/resampling.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { VERSION } from '../../src/terminal/version.ts';
import { renderResampling, type Distribution } from '../../src/views/render-resampling.ts';
import type { ExperimentOptions } from './experiment-cli.ts';
import { readFigures } from './do-job.ts';
import { portable } from './job-id.ts';
import { simulatedOf } from './point-table.ts';
import { atBench, baseOf, simulationOf, type Bench } from './run-experiment.ts';

export function runBootstrap(options: ExperimentOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () =>
    resampling('bootstrap', 'bootstrap', { ...options, ...streams }),
  );
}

export function runMonteCarlo(options: ExperimentOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () =>
    resampling('monte-carlo', 'order', { ...options, ...streams }),
  );
}

type Question = {
  readonly experiment: string;
  readonly method: ResamplingMethod;
  readonly runs: number;
  readonly seed: number;
};

/** Runs that one job does: enough work for the way to a worker to cost nothing. */
const RUNS_PER_JOB = 500;
const MOST_RUNS = 1_000_000;
const FEWEST_TRADES = 10;
const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

async function resampling(
  experiment: string,
  method: ResamplingMethod,
  options: ExperimentOptions & Streams,
): Promise<CommandResult> {
  const base = await baseOf(options, experiment);
  const { runs, seed } = options.own;
  if (runs === 0 || runs > MOST_RUNS)
    throw new CommandError('usage', `--runs ${runs}`, `give a number from 1 to ${MOST_RUNS}`);
  const question = { experiment, method, runs, seed };
  const bench = { own: options.own, streams: options, lookbackDays: base.lookback_days };
  return atBench(base, bench, (open) => ask(question, open));
}

async function ask(question: Question, bench: Bench): Promise<CommandResult> {
  const [done] = await bench.finish([simulationOf(bench.base, { detail: true })]);
  const simulated = simulatedOf(done);
  const { pnls, capitalBase } = sequenceOf(simulated);
  if (pnls.length < FEWEST_TRADES)
    throw new CommandError(
      'input-refused',
      `the backtest has ${pnls.length} trades: their distribution would mean nothing`,
      `give inputs with at least ${FEWEST_TRADES} trades`,
    );
  const drawn = await bench.finish(jobsOf(question, pnls, capitalBase));
  const distributions = distributionsOf(question, drawn, outcomeOf(pnls, capitalBase));
  return resultOf(question, bench, { trades: pnls.length, capitalBase, distributions });
}

/** In the order in which the trades closed. */
function sequenceOf(simulated: Simulated): { pnls: number[]; capitalBase: number } {
  const trades = [...(simulated.trades ?? [])].sort((a, b) =>
    a.exitDate < b.exitDate ? -1 : a.exitDate > b.exitDate ? 1 : 0,
  );
  const capitalBase = readFigures(simulated.figures).capital_base.value ?? 0;
  return { pnls: trades.map(({ pnl }) => pnl), capitalBase };
}

function jobsOf(
  { method, runs, seed }: Question,
  pnls: readonly number[],
  capitalBase: number,
): ResamplingWork[] {
  const jobs: ResamplingWork[] = [];
  for (let from = 0; from < runs; from += RUNS_PER_JOB)
    jobs.push({
      kind: 'resample',
      method,
      pnls: [...pnls],
      capital_base: capitalBase,
      seed,
      from,
      count: Math.min(RUNS_PER_JOB, runs - from),
    });
  return jobs;
}

/** The order changes neither the sum nor the factor: those are told once, as what they are. */
function distributionsOf(
  { method }: Question,
  drawn: readonly JobDone[],
  actual: ReturnType<typeof outcomeOf>,
): Distribution[] {
  const runs = drawn.flatMap((done) => (done.kind === 'resampled' ? done.runs : []));
  const of = (name: Distribution['name'], at: 0 | 1 | 2, value: number): Distribution => {
    const sorted = ascending(runs.map((run) => (run[at] === 'infinite' ? Infinity : run[at])));
    const reached = sorted.filter((one) => one >= value).length;
    return {
      name,
      actual: value,
      quantiles: QUANTILES.map((share) => ({ share, value: quantileOf(sorted, share) })),
      asMuchPct: (reached / sorted.length) * 100,
    };
  };
  const drawdown = of('max_drawdown', 0, actual.maxDrawdown);
  if (method === 'order') return [drawdown];
  return [
    drawdown,
    of('total_pnl', 1, actual.totalPnl),
    of('profit_factor', 2, actual.profitFactor),
  ];
}

type Found = {
  readonly trades: number;
  readonly capitalBase: number;
  readonly distributions: readonly Distribution[];
};

function resultOf(question: Question, bench: Bench, found: Found): CommandResult {
  const { experiment, method, runs, seed } = question;
  const written = found.distributions.map(({ name, actual, quantiles, asMuchPct }) => ({
    figure: name,
    actual: finite(actual),
    as_much_pct: asMuchPct,
    ...Object.fromEntries(
      quantiles.map(({ share, value }) => [`q${(share * 100).toFixed(0)}`, finite(value)]),
    ),
  }));
  const manifest: ExperimentManifest = {
    experiment,
    version: VERSION,
    config: portable(bench.base),
    inputs: bench.digests,
    asked: { method, runs, seed },
    results: {
      trades: found.trades,
      capital_base: found.capitalBase,
      distributions: written,
    },
    findings: bench.findings,
  };
  const files = bench.write({
    'distribution.csv': renderRows(written),
    'experiment.json': renderExperimentManifest(manifest),
  });
  return {
    outcome: 'done',
    text: (paint) =>
      renderResampling(
        { ...question, ...found, findings: [...bench.noticed, ...bench.findings], files },
        paint,
      ),
    json: { command: `experiment ${experiment}`, files, ...experimentJson(manifest) },
  };
}

/** To the cent, and to the hundredth of a factor's hundredth; JSON knows no infinity. */
function finite(value: number): number | string {
  return Number.isFinite(value) ? Number(value.toFixed(4)) : 'infinite';
}
