/** The story of a walk-forward: what is trained, what that chooses, what it gave out of sample. Pure. */
import type { JobDone, Simulated } from '../../src/contracts/experiment-job.ts';
import type { EquityPoint } from '../../src/rules/equity-measures.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { mean } from '../../src/rules/statistics.ts';
import type { Measure } from '../../src/rules/measure.ts';
import { bestOf, figuresOf, type Figures, type Objective } from '../../src/rules/objective.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';
import {
  overfittingRatio,
  stabilityOf,
  type Span,
  type Stability,
  type WalkWindow,
} from '../../src/rules/walk-forward.ts';
import { readFigures } from './do-job.ts';
import type { GridPoint, ParameterName } from './parameter-grid.ts';
import { runPoints, simulatedOf, valueText } from './point-table.ts';

/** What a window chose in training; null when no point had enough trades to choose by. */
export type Choice = {
  readonly window: WalkWindow;
  readonly point: number | null;
  readonly inSample: Figures | null;
};

export function chooseIn(
  window: WalkWindow,
  points: readonly GridPoint[],
  trained: readonly JobDone[],
  { objective, minTrades }: { readonly objective: Objective; readonly minTrades: number },
): Choice {
  const all = runPoints(points, trained).map(({ figures }) => figures);
  const point = bestOf(all, objective, minTrades);
  return { window, point, inSample: point === null ? null : (all[point] ?? null) };
}

export type WalkedWindow = Choice & {
  readonly outOfSample: Simulated | null;
  readonly ratio: Measure;
};

export function walked(choice: Choice, tested: JobDone | null, objective: Objective): WalkedWindow {
  if (tested === null || choice.inSample === null)
    return { ...choice, outOfSample: null, ratio: { value: null, reason: 'nothing chosen' } };
  const outOfSample = simulatedOf(tested);
  const reached = (figures: Figures, span: Span) => ({
    value: figures[objective.name],
    sessions: lengthOf(span),
  });
  const { train, test } = choice.window;
  const ratio = overfittingRatio(
    reached(choice.inSample, train),
    reached(readFigures(outOfSample.figures), test),
    objective,
  );
  return { ...choice, outOfSample, ratio };
}

function lengthOf({ from, to }: Span): number {
  return sessionsBetween(from, to).length;
}

export type Pooled = {
  readonly windows: number;
  /** Windows in which nothing could be chosen: nothing was traded in them. */
  readonly idle: number;
  readonly trades: readonly Trade[];
  readonly equity: readonly EquityPoint[];
  readonly figures: Figures;
  readonly ratio: Measure;
  readonly stability: Readonly<Record<string, Stability<string>>>;
};

/** The test spans as one run: their trades together, their daily gains and losses one after the other. */
export function pool(
  windows: readonly WalkedWindow[],
  points: readonly GridPoint[],
  names: readonly ParameterName[],
  { objective, minTrades }: { readonly objective: Objective; readonly minTrades: number },
): Pooled {
  const traded = windows.filter(({ outOfSample }) => outOfSample !== null);
  const trades = traded.flatMap(({ outOfSample }): readonly Trade[] => outOfSample?.trades ?? []);
  const capitalBase = Math.max(1, ...traded.map(({ outOfSample }) => capitalOf(outOfSample)));
  const equity = chained(traded, capitalBase);
  const figures = figuresOf({ trades, equity, capitalBase }, minTrades);
  const chosen = traded.flatMap(({ point }) => (point === null ? [] : (points[point] ?? [])));
  return {
    windows: windows.length,
    idle: windows.length - traded.length,
    trades,
    equity,
    figures,
    ratio: pooledRatio(traded, figures, objective),
    stability: Object.fromEntries(
      names.map((name) => [name, stabilityOf(chosen.map(({ values }) => valueText(values[name])))]),
    ),
  };
}

function capitalOf(simulated: Simulated | null): number {
  return simulated === null ? 0 : (readFigures(simulated.figures).capital_base.value ?? 0);
}

/** Every test span starts from its own capital; what it made is carried on. */
function chained(windows: readonly WalkedWindow[], capitalBase: number): EquityPoint[] {
  let carried = 0;
  return windows.flatMap(({ outOfSample }) => {
    const own = outOfSample?.equity ?? [];
    const base = capitalOf(outOfSample);
    const before = carried;
    carried += (own.at(-1)?.equity ?? base) - base;
    return own.map((point) => ({ ...point, equity: capitalBase + before + point.equity - base }));
  });
}

/** Of all test spans together, over the mean of what the choices reached in training. */
function pooledRatio(
  windows: readonly WalkedWindow[],
  figures: Figures,
  objective: Objective,
): Measure {
  const reached = windows.flatMap(({ inSample, window }) => {
    const value = inSample?.[objective.name].value ?? null;
    return value === null ? [] : [objective.growsWithTime ? value / lengthOf(window.train) : value];
  });
  if (reached.length === 0) return { value: null, reason: 'nothing chosen' };
  const sessions = windows.reduce((sum, { window }) => sum + lengthOf(window.test), 0);
  return overfittingRatio(
    { value: { value: mean(reached), reason: null }, sessions: 1 },
    { value: figures[objective.name], sessions },
    objective,
  );
}
