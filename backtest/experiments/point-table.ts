/** The points of an experiment with what came out, as rows for files and for people. */
import { EXIT_REASONS } from '../../src/domain/position.ts';
import type { JobDone, Simulated } from '../../src/contracts/experiment-job.ts';
import type { Row } from '../../src/contracts/experiment-files.ts';
import { FIGURES, type Figures } from '../../src/rules/objective.ts';
import { readFigures } from './do-job.ts';
import type { GridPoint, ParameterName, ParameterValue } from './parameter-grid.ts';

export type RunPoint = GridPoint & { readonly figures: Figures; readonly simulated: Simulated };

export function simulatedOf(done: JobDone | undefined): Simulated {
  if (done?.kind === 'simulated') return done;
  throw new Error('a simulation ended as something else');
}

export function runPoints(points: readonly GridPoint[], done: readonly JobDone[]): RunPoint[] {
  return points.map((point, at) => {
    const simulated = simulatedOf(done[at]);
    return { ...point, simulated, figures: readFigures(simulated.figures) };
  });
}

/** Empty where the run does not use the parameter. */
export function valueText(value: ParameterValue | undefined): string {
  if (value === undefined) return '';
  return value === null ? 'none' : String(value);
}

/** What is said in a cell: the number, or why there is none. */
export function figureRow({ figures, exits, skipped }: Simulated): Row {
  return {
    ...Object.fromEntries(FIGURES.map((name) => [name, figures[name] ?? null])),
    ...Object.fromEntries(EXIT_REASONS.map((reason) => [`exit_${reason}`, exits[reason] ?? 0])),
    skipped,
  };
}

export function pointRows(names: readonly ParameterName[], points: readonly RunPoint[]): Row[] {
  return points.map(({ values, simulated }, at) => ({
    point: at + 1,
    ...Object.fromEntries(names.map((name) => [name, valueText(values[name])])),
    ...figureRow(simulated),
  }));
}
