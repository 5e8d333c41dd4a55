import { VERSION } from '../../src/terminal/version.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { renderExperimentManifest, experimentJson } from '../../src/contracts/experiment-files.ts';
import { renderRows, type ExperimentManifest } from '../../src/contracts/experiment-files.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { bestOf, type Objective } from '../../src/rules/objective.ts';
import { renderGrid } from '../../src/views/render-grid.ts';
import { renderHeatmap } from '../../src/views/render-heatmap.ts';
import type { ExperimentOptions } from './experiment-cli.ts';
import { defaultAxes, heatmapFacets, type Axes } from './heatmap-facets.ts';
import { portable } from './job-id.ts';
import { gridOf, parseVariation, type Grid, type Variation } from './parameter-grid.ts';
import { pointRows, runPoints, valueText, type RunPoint } from './point-table.ts';
import { atBench, baseOf, objectiveOf, simulationOf, type Bench } from './run-experiment.ts';

const STOP_MODES = 'stop_mode=intraday,close,skip_entry_day,close_next_open';

export function runGrid(options: ExperimentOptions, streams: Streams): Promise<number> {
  const { vary } = options.own;
  return runCommand(options, streams, () => gridExperiment('grid', options, { vary, ...streams }));
}

export function runStopModes(options: ExperimentOptions, streams: Streams): Promise<number> {
  const vary = [STOP_MODES, ...options.own.vary];
  return runCommand(options, streams, () =>
    gridExperiment('stop-modes', options, { vary, ...streams }),
  );
}

type Question = {
  readonly experiment: string;
  readonly variations: readonly Variation[];
  readonly grid: Grid;
  readonly objective: Objective;
  readonly minTrades: number;
  readonly axes: Axes | null;
};

async function gridExperiment(
  experiment: string,
  options: ExperimentOptions,
  { vary, ...streams }: { readonly vary: readonly string[] } & Streams,
): Promise<CommandResult> {
  const base = await baseOf(options, experiment);
  if (vary.length === 0)
    throw new CommandError('usage', 'nothing is varied', 'add --vary stop_loss=5,8,10');
  const variations = vary.map((option) => parseVariation(option, base));
  const grid = gridOf(base, variations);
  const question = {
    experiment,
    variations,
    grid,
    objective: objectiveOf(options.own.objective),
    minTrades: options.own.minTrades,
    axes: axesOf(options.own.heatmap, grid, variations),
  };
  const bench = { own: options.own, streams, lookbackDays: longestLookback(grid) };
  return atBench(base, bench, (open) => ask(question, open));
}

export function longestLookback({ points }: Grid): number {
  return Math.max(...points.map(({ config }) => config.lookback_days));
}

/** Two of the varied parameters: those that were named, or two that make a good map. */
function axesOf(
  named: string | undefined,
  { points }: Grid,
  variations: readonly Variation[],
): Axes | null {
  const names = variations.map(({ name }) => name);
  if (named === undefined) return defaultAxes(points, names);
  const [x, y] = named.split(',').map((text) => {
    const written = text.trim().replaceAll('-', '_');
    return names.find((name) => name === written);
  });
  if (x !== undefined && y !== undefined && x !== y) return { x, y };
  throw new CommandError(
    'usage',
    `--heatmap ${named}: it takes two of the varied parameters`,
    `choose two of ${names.join(', ')}, such as --heatmap ${names.slice(0, 2).join(',')}`,
  );
}

async function ask(question: Question, bench: Bench): Promise<CommandResult> {
  const { grid, objective, minTrades } = question;
  const done = await bench.finish(
    grid.points.map(({ config }) => simulationOf(config, { fewest_trades: minTrades })),
  );
  const points = runPoints(grid.points, done);
  const best = bestOf(
    points.map(({ figures }) => figures),
    objective,
    minTrades,
  );
  const findings = [...bench.findings, ...chosenInSample(points, best)];
  const manifest = manifestOf(question, bench, { points, best, findings });
  const files = bench.write(filesOf(question, points, { best, manifest }));
  const names = question.variations.map(({ name }) => name);
  return {
    outcome: 'done',
    text: (paint) =>
      renderGrid(
        {
          title: titleOf(question),
          parameters: names,
          points: points.map(({ values, figures }) => ({
            values: names.map((name) => valueText(values[name])),
            figures,
          })),
          objective,
          minTrades,
          inOrder: question.experiment === 'stop-modes' && points.length <= 20,
          findings: [...bench.noticed, ...findings],
          files,
        },
        paint,
      ),
    json: { command: `experiment ${question.experiment}`, files, ...experimentJson(manifest) },
  };
}

/** The best of many is the luckiest too. */
function chosenInSample(points: readonly RunPoint[], best: number | null): Finding[] {
  if (best === null) {
    const message = 'no point has enough trades for a number to choose by';
    return [finding('warning', 'NO_BEST_POINT', null, message, 'lower --min-trades, or add data')];
  }
  if (points.length < 2) return [];
  const message = `the best of ${points.length} points was found on the data it is measured on: part of it is luck`;
  const remedy = 'ask `experiment walk-forward` what is left of it on data it has not seen';
  return [finding('info', 'CHOSEN_IN_SAMPLE', null, message, remedy)];
}

type Found = {
  readonly points: readonly RunPoint[];
  readonly best: number | null;
  readonly findings: readonly Finding[];
};

function manifestOf(question: Question, bench: Bench, found: Found): ExperimentManifest {
  const { variations, objective, minTrades, grid } = question;
  const best = found.best === null ? undefined : found.points[found.best];
  return {
    experiment: question.experiment,
    version: VERSION,
    config: portable(bench.base),
    inputs: bench.digests,
    asked: {
      varied: Object.fromEntries(variations.map(({ name, values }) => [name, values])),
      objective: objective.name,
      min_trades: minTrades,
    },
    results: {
      points: found.points.length,
      folded: grid.folded,
      best:
        best === undefined
          ? null
          : {
              point: (found.best ?? 0) + 1,
              parameters: best.values,
              figures: best.simulated.figures,
            },
    },
    findings: found.findings,
  };
}

function filesOf(
  { variations, objective, axes, minTrades, ...question }: Question,
  points: readonly RunPoint[],
  { best, manifest }: { readonly best: number | null; readonly manifest: ExperimentManifest },
): Record<string, string> {
  const names = variations.map(({ name }) => name);
  const heatmap =
    axes === null
      ? {}
      : {
          'heatmap.html': renderHeatmap({
            title: titleOf({ variations, objective, axes, minTrades, ...question }),
            objective,
            facets: heatmapFacets(points, names, axes, { objective, best }),
            minTrades,
          }),
        };
  return {
    'points.csv': renderRows(pointRows(names, points)),
    ...heatmap,
    // Last: it vouches for the others.
    'experiment.json': renderExperimentManifest(manifest),
  };
}

function titleOf({ experiment, grid: { points, folded } }: Question): string {
  const said = folded === 0 ? '' : `, ${folded} more mean the same as one of them`;
  return `${experiment === 'grid' ? 'Grid' : 'Stop modes'}: ${points.length} points${said}`;
}
