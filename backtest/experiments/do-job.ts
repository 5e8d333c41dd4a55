/** One job, done: the same in a thread, on another machine or in this process. */
import type { BacktestConfig } from '../../src/contracts/backtest-config.ts';
import type {
  JobDone,
  PortableConfig,
  ResamplingWork,
  SimulationWork,
} from '../../src/contracts/experiment-job.ts';
import type { Measure } from '../../src/rules/measure.ts';
import { figuresOf, type Figures } from '../../src/rules/objective.ts';
import { resampledRuns } from '../../src/rules/resampling.ts';
import type { SpanLens } from './span-lens.ts';
import { simulateBacktest } from '../run-backtest.ts';
import type { PriceData } from '../price-data.ts';
import type { SimulationInput } from '../simulation-input.ts';

export type JobInputs = { readonly input: SimulationInput; readonly prices: PriceData };

export function simulateJob(work: SimulationWork, inputs: JobInputs, lens: SpanLens): JobDone {
  const config = placed(work.config);
  const made = simulateBacktest(inputs.input, inputs.prices, config, lens(work.window));
  return {
    kind: 'simulated',
    figures: writtenFigures(figuresOf(made, work.fewest_trades)),
    exits: countOf(made.trades.map(({ exitReason }) => exitReason)),
    skipped: made.skipped.length,
    ...(work.detail ? { trades: [...made.trades], equity: [...made.equity] } : {}),
  };
}

export function resampleJob(work: ResamplingWork): JobDone {
  const { method, pnls, capital_base: capitalBase, seed } = work;
  const runs = resampledRuns({ method, pnls, capitalBase, seed }, work.from, work.count);
  return {
    kind: 'resampled',
    runs: runs.map(({ maxDrawdown, totalPnl, profitFactor }) => [
      maxDrawdown,
      totalPnl,
      Number.isFinite(profitFactor) ? profitFactor : 'infinite',
    ]),
  };
}

/** A simulation reads no places: what they held is already here. */
function placed(config: PortableConfig): BacktestConfig {
  return { ...config, reports_dir: null, candidates: null, prices: null, output_dir: '.' };
}

/** JSON knows no infinity; a figure that is none travels as its reason. */
export function writtenFigures(figures: Figures): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, { value, reason }]) => [
      name,
      value === null ? reason : Number.isFinite(value) ? value : 'infinite',
    ]),
  );
}

export function readFigures(written: Readonly<Record<string, number | string>>): Figures {
  const read = (value: number | string): Measure => {
    if (typeof value === 'number') return { value, reason: null };
    return value === 'infinite'
      ? { value: Infinity, reason: null }
      : { value: null, reason: value };
  };
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, read(value)]),
  ) as Figures;
}

function countOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
