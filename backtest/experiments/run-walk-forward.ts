import type { ExperimentJob, JobDone } from '../../src/contracts/experiment-job.ts';
import {
  experimentJson,
  renderExperimentManifest,
  renderRows,
  type ExperimentManifest,
  type Row,
} from '../../src/contracts/experiment-files.ts';
import { renderEquityFile, renderTradesFile } from '../../src/contracts/trades-file.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import type { Objective } from '../../src/rules/objective.ts';
import { walkWindows, type WalkWindow, type WindowKind } from '../../src/rules/walk-forward.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { VERSION } from '../../src/terminal/version.ts';
import { renderWalkForward } from '../../src/views/render-walk-forward.ts';
import { readFigures, writtenFigures } from './do-job.ts';
import type { ExperimentOptions } from './experiment-cli.ts';
import { portable } from './job-id.ts';
import { gridOf, parseVariation, type Grid, type Variation } from './parameter-grid.ts';
import { figureRow, pointRows, runPoints, valueText } from './point-table.ts';
import { atBench, baseOf, objectiveOf, simulationOf, type Bench } from './run-experiment.ts';
import { longestLookback } from './run-grid.ts';
import { chooseIn, pool, walked, type Pooled, type WalkedWindow } from './walk-forward.ts';

export function runWalkForward(options: ExperimentOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => walkForward(options, streams));
}

type Question = {
  readonly variations: readonly Variation[];
  readonly grid: Grid;
  readonly objective: Objective;
  readonly minTrades: number;
  readonly kinds: readonly WindowKind[];
  readonly trainSessions: number;
  readonly testSessions: number;
};

type Walk = {
  readonly kind: WindowKind;
  readonly windows: readonly WalkedWindow[];
  readonly pooled: Pooled;
};

async function walkForward(options: ExperimentOptions, streams: Streams): Promise<CommandResult> {
  const base = await baseOf(options, 'walk-forward');
  const { vary, window, trainSessions, testSessions, minTrades } = options.own;
  if (vary.length === 0)
    throw new CommandError('usage', 'nothing is varied', 'add --vary stop_loss=5,8,10');
  if (trainSessions === 0 || testSessions === 0)
    throw new CommandError(
      'usage',
      'a span of no sessions',
      'give --train-sessions and --test-sessions at least 1',
    );
  const variations = vary.map((option) => parseVariation(option, base));
  const question: Question = {
    variations,
    grid: gridOf(base, variations),
    objective: objectiveOf(options.own.objective),
    minTrades,
    kinds: window === 'both' ? ['expanding', 'rolling'] : [window],
    trainSessions,
    testSessions,
  };
  const bench = { own: options.own, streams, lookbackDays: longestLookback(question.grid) };
  return atBench(base, bench, (open) => ask(question, open));
}

/** Train everywhere, choose, trade the choices, pool. */
async function ask(question: Question, bench: Bench): Promise<CommandResult> {
  const windows = windowsOf(bench.candidates, question);
  const trained = await bench.finish(windows.flatMap((window) => trainingOf(window, question)));
  const size = question.grid.points.length;
  const choices = windows.map((window, at) =>
    chooseIn(window, question.grid.points, trained.slice(at * size, (at + 1) * size), question),
  );
  const tests = choices.map(({ window, point }) => testOf(window, point, question));
  const tested = await bench.finish(tests.flatMap((test) => test ?? []));
  const results = tested.values();
  const all = choices.map((choice, at) => {
    const done: JobDone | null = tests[at] === null ? null : (results.next().value ?? null);
    return walked(choice, done, question.objective);
  });
  const names = question.variations.map(({ name }) => name);
  const walks = question.kinds.map((kind): Walk => {
    const own = all.filter(({ window }) => window.kind === kind);
    return { kind, windows: own, pooled: pool(own, question.grid.points, names, question) };
  });
  return resultOf(question, bench, { walks, training: trainingRows(windows, trained, question) });
}

function windowsOf(candidates: readonly Candidate[], question: Question): WalkWindow[] {
  const dates = candidates.map(({ reportDate }) => reportDate).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  const sessions = first === undefined || last === undefined ? [] : sessionsBetween(first, last);
  const windows = question.kinds.flatMap((kind) => walkWindows(sessions, kind, question));
  if (windows.length > 0) return windows;
  throw new CommandError(
    'usage',
    `the reports span ${sessions.length} sessions: after ${question.trainSessions} of training nothing is left to trade`,
    'give a smaller --train-sessions, or more reports',
  );
}

function trainingOf(window: WalkWindow, { grid, minTrades }: Question): ExperimentJob['work'][] {
  return grid.points.map(({ config }) =>
    simulationOf(config, { window: window.train, fewest_trades: minTrades }),
  );
}

/** One row for each point of each window: what was there to choose from. */
function trainingRows(
  windows: readonly WalkWindow[],
  trained: readonly JobDone[],
  { grid, variations }: Question,
): Row[] {
  const names = variations.map(({ name }) => name);
  const size = grid.points.length;
  return windows.flatMap((window, at) => {
    const points = runPoints(grid.points, trained.slice(at * size, (at + 1) * size));
    const { kind, number, train } = window;
    const span = { kind, window: number, train_from: train.from, train_to: train.to };
    return pointRows(names, points).map((row) => ({ ...span, ...row }));
  });
}

/** A test span is short: a figure of few trades is shown, and the pooled one is judged. */
function testOf(
  window: WalkWindow,
  point: number | null,
  { grid }: Question,
): ExperimentJob['work'] | null {
  const chosen = point === null ? undefined : grid.points[point];
  if (chosen === undefined) return null;
  return simulationOf(chosen.config, { window: window.test, fewest_trades: 1, detail: true });
}

type Answer = { readonly walks: readonly Walk[]; readonly training: readonly Row[] };

function resultOf(question: Question, bench: Bench, { walks, training }: Answer): CommandResult {
  const manifest = manifestOf(question, bench, walks);
  const trades = walks.map(({ kind, pooled }): [string, string] => [
    `trades-${kind}.csv`,
    renderTradesFile(pooled.trades),
  ]);
  const equity = walks.map(({ kind, pooled }): [string, string] => [
    `equity-${kind}.csv`,
    renderEquityFile(pooled.equity),
  ]);
  const files = bench.write({
    'windows.csv': renderRows(
      walks.flatMap(({ windows }) => windows.map((window) => rowOf(window, question))),
    ),
    'training.csv': renderRows(training),
    ...Object.fromEntries<string>([...trades, ...equity]),
    'experiment.json': renderExperimentManifest(manifest),
  });
  const names = question.variations.map(({ name }) => name);
  return {
    outcome: 'done',
    text: (paint) =>
      renderWalkForward(
        {
          parameters: names,
          points: question.grid.points.length,
          objective: question.objective,
          walks: walks.map(({ kind, windows, pooled }) => ({
            kind,
            pooled,
            windows: windows.map((one) => ({
              ...one.window,
              values: names.map((name) => chosenText(one, question, name)),
              inSample: one.inSample,
              outOfSample: one.outOfSample && readFigures(one.outOfSample.figures),
              ratio: one.ratio,
            })),
          })),
          findings: [...bench.noticed, ...manifest.findings],
          files,
        },
        paint,
      ),
    json: { command: 'experiment walk-forward', files, ...experimentJson(manifest) },
  };
}

function chosenText({ point }: WalkedWindow, { grid }: Question, name: Variation['name']): string {
  const chosen = point === null ? undefined : grid.points[point];
  return chosen === undefined ? '' : valueText(chosen.values[name]);
}

/** One row a window: what was chosen, what it had reached, what it gave. */
function rowOf(one: WalkedWindow, question: Question): Row {
  const { window, inSample, outOfSample, ratio } = one;
  const { objective, variations } = question;
  const reached = inSample === null ? null : (writtenFigures(inSample)[objective.name] ?? null);
  return {
    kind: window.kind,
    window: window.number,
    train_from: window.train.from,
    train_to: window.train.to,
    test_from: window.test.from,
    test_to: window.test.to,
    ...Object.fromEntries(variations.map(({ name }) => [name, chosenText(one, question, name)])),
    [`in_sample_${objective.name}`]: reached ?? 'not enough trades',
    in_sample_trades: inSample?.trades.value ?? null,
    overfitting_ratio: ratio.value ?? ratio.reason,
    ...figureRow(outOfSample ?? { kind: 'simulated', figures: {}, exits: {}, skipped: 0 }),
  };
}

function manifestOf(question: Question, bench: Bench, walks: readonly Walk[]): ExperimentManifest {
  const { variations, objective, minTrades, kinds, trainSessions, testSessions, grid } = question;
  return {
    experiment: 'walk-forward',
    version: VERSION,
    config: portable(bench.base),
    inputs: bench.digests,
    asked: {
      varied: Object.fromEntries(variations.map(({ name, values }) => [name, values])),
      objective: objective.name,
      min_trades: minTrades,
      windows: kinds,
      train_sessions: trainSessions,
      test_sessions: testSessions,
    },
    results: {
      points: grid.points.length,
      folded: grid.folded,
      ...Object.fromEntries(
        walks.map(({ kind, pooled: { windows, idle, figures, ratio, stability } }) => [
          kind,
          {
            windows,
            idle,
            out_of_sample: writtenFigures(figures),
            overfitting_ratio: ratio.value ?? ratio.reason,
            stability: Object.fromEntries(
              Object.entries(stability).map(([name, { mostChosen, mostChosenPct, ...rest }]) => [
                name,
                { ...rest, most_chosen: mostChosen, most_chosen_pct: mostChosenPct },
              ]),
            ),
          },
        ]),
      ),
    },
    findings: bench.findings,
  };
}
