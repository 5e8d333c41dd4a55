/** Lives through a story with its troubles, heals the world, and says what was wrong. */
import { createEffects, type Effect, type Trace, type Trouble } from './effects.ts';
import { problemsOfEnd } from './end-invariants.ts';
import { endFactsOf, plansOf, type Plans } from './end-facts.ts';
import { scopeOf } from './events.ts';
import { campaignMarket } from './market.ts';
import { problemsOfQuiet } from './quiet-days.ts';
import { runProcess, type Command, type Ran } from './process.ts';
import { factsOf, type Facts } from './run-facts.ts';
import { problemsOfRun } from './run-invariants.ts';
import { reportText } from '../support/report-text.ts';
import { instantOf, type Scenario, type Step } from './scenario.ts';
import { noteStates } from './states.ts';
import {
  closeWorld,
  configOf,
  healMarket,
  newWorld,
  restoreWorld,
  snapshotOf,
  type Snapshot,
  type World,
} from './world.ts';

/** A moment between two steps, from which a run can go on. */
type Moment = {
  readonly snapshot: Snapshot;
  readonly trace: Trace;
  readonly runs: readonly Ran[];
  /** How many steps are behind it. */
  readonly steps: number;
};

/** A scenario with its beginning lived through once. */
export type Prepared = {
  readonly scenario: Scenario;
  readonly options: Parameters<typeof newWorld>[0];
  /** The first is the beginning of the troubles; others follow when the quiet run has been there. */
  readonly moments: Moment[];
  /** Holdings of the quiet run; filled by it. */
  undisturbed: Readonly<Record<string, number>> | null;
  /** What its plans were about; filled by it too. */
  plans: Plans;
};

export type Verdict = {
  readonly violations: readonly string[];
  readonly hash: string;
  readonly effects: readonly Effect[];
  readonly happened: readonly Trouble[];
  readonly reached: readonly string[];
  readonly runs: readonly Ran[];
  readonly sessions: number;
  readonly processes: number;
  readonly holdings: Readonly<Record<string, number>>;
};

const RETRY_MS = 5_000;
const TRIES = 3;
/** Nobody, or nothing that this machine can help: the caller tries again at once. */
const TRY_AGAIN: readonly (number | null)[] = [null, 6, 7, 8];

export async function prepare(scenario: Scenario): Promise<Prepared> {
  const options = {
    market: campaignMarket(scenario.stocks, scenario.splits),
    config: configOf(scenario.config ?? {}),
    effects: createEffects([], scopeOf),
    keepsPast: false,
  };
  const first = [...scenario.before, ...scenario.steps][0];
  if (first === undefined) throw new Error(`${scenario.name} has no steps`);
  const world = await newWorld(options, {
    now: instantOf(first.at),
    cash: scenario.cash ?? 250_000,
    behaviour: scenario.behaviour ?? {},
  });
  for (const step of scenario.before) {
    const [ran] = await takeStep(world, step);
    if (ran !== undefined && ran.code !== 0)
      throw new Error(`${scenario.name}, before: ${ran.code}\n${ran.out}\n${ran.err}`);
  }
  const trace = { effects: [], lines: [] };
  const moments = [{ snapshot: snapshotOf(world), trace, runs: [], steps: 0 }];
  world.database.close();
  return { scenario, options, moments, undisturbed: null, plans: new Map() };
}

/** Without troubles first: what the others are compared with. */
export async function quietRun(prepared: Prepared): Promise<Verdict> {
  const verdict = await tell(prepared, [], KEPT_MOMENTS);
  if (prepared.scenario.isUneven !== true) prepared.undisturbed = verdict.holdings;
  return verdict;
}

const KEPT_MOMENTS = 3;

export async function tell(
  prepared: Prepared,
  troubles: readonly Trouble[],
  keepMoments = 0,
): Promise<Verdict> {
  const { scenario, moments } = prepared;
  const from = lastBefore(moments, troubles);
  const effects = createEffects(troubles, scopeOf, from.trace);
  const keepsPast = troubles.some(({ what }) => what === 'stale');
  const world = restoreWorld(
    { ...prepared.options, effects, keepsPast },
    from.snapshot,
    keepMoments > 0,
  );
  try {
    const runs: Ran[] = [...from.runs];
    for (const [at, step] of scenario.steps.entries()) {
      if (at < from.steps) continue;
      runs.push(...(await takeStep(world, step)));
      if (at + 1 < scenario.steps.length && moments.length <= keepMoments)
        moments.push({
          snapshot: snapshotOf(world),
          trace: effects.trace(),
          runs: [...runs],
          steps: at + 1,
        });
    }
    const counted = effects.list().slice();
    const end = await endFactsOf(world, prepared, runs, checkedRun);
    for (const problem of problemsOfEnd(end)) world.violations.add(problem);
    const { atBroker: holdings, killSwitch } = end.last.now;
    const quiet = { codes: runs.map(({ code }) => code), holdings, killSwitch };
    if (troubles.length === 0)
      for (const problem of problemsOfQuiet(scenario.name, quiet)) world.violations.add(problem);
    noteStates(world, runs, effects.happened());
    if (keepMoments > 0) prepared.plans = plansOf(world);
    return {
      violations: [...world.violations],
      hash: effects.hash(),
      effects: counted,
      happened: effects.happened(),
      reached: [...world.reached],
      runs,
      processes: world.processes - from.snapshot.processes,
      sessions: sessionsOf(scenario, from.steps),
      holdings: end.last.now.atBroker,
    };
  } finally {
    closeWorld(world);
  }
}

/** The latest moment before anything goes wrong: until there, every run is the same. */
function lastBefore(moments: readonly Moment[], troubles: readonly Trouble[]): Moment {
  const first = Math.min(...troubles.map(({ at }) => at));
  const isStale = troubles.some(({ what }) => what === 'stale');
  const [beginning] = moments;
  const found = isStale
    ? beginning
    : moments.findLast(({ trace }) => trace.effects.length < first && troubles.length > 0);
  const moment = found ?? beginning;
  if (moment === undefined) throw new Error('nothing is prepared');
  return moment;
}

function sessionsOf({ steps }: Scenario, from: number): number {
  return new Set(steps.slice(from).map(({ at }) => at.slice(0, 10))).size;
}

/** Time goes on to the step; a command that fails for want of a world to work in is run again. */
async function takeStep(world: World, step: Step): Promise<readonly Ran[]> {
  const { engine } = world;
  engine.advanceTo(Math.max(engine.now(), instantOf(step.at)));
  // What a lagging read may show is what was, not a day lived through again by other steps of the clock.
  world.past?.note();
  if ('change' in step) {
    step.change(world);
    // Nor is it a day on which that never happened.
    world.past?.note();
    return [];
  }
  if (step.report !== undefined && 'report' in step.run && step.run.report !== null)
    world.files.set(step.run.report, reportText(step.at.slice(0, 10), step.report));
  const runs: Ran[] = [];
  do {
    if (runs.length > 0) engine.advanceTo(engine.now() + RETRY_MS);
    runs.push((await checkedRun(world, step.run)).ran);
  } while (TRY_AGAIN.includes(runs.at(-1)?.code ?? null) && runs.length < TRIES);
  return runs;
}

export type Checked = { readonly ran: Ran; readonly facts: Facts };

async function checkedRun(world: World, command: Command): Promise<Checked> {
  const ran = await runProcess(world, command);
  const facts = factsOf(world, ran);
  for (const problem of problemsOfRun(facts)) world.violations.add(problem);
  world.reached.add(ran.code === null ? 'crash' : `exit code ${ran.code}`);
  return { ran, facts };
}

export { healMarket };
