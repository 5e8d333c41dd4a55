/** Carries out one piece of a campaign, and makes what fails as small as it gets. */
import { writePlan, type Trouble } from './effects.ts';
import { executionsOf } from './end-facts.ts';
import { scenarioNamed } from './scenarios/all.ts';
import { prepare, quietRun, tell, type Prepared, type Verdict } from './story.ts';
import { countVerdict, emptyTally, type Tally } from './tally.ts';
import { plansOf, type Unit } from './units.ts';

export type Kept = { readonly prepared: Prepared; readonly quiet: Verdict };

/** Scenarios are prepared once a worker. */
const kept = new Map<string, Promise<Kept>>();

export function keptScenario(name: string): Promise<Kept> {
  if (name.startsWith('swarm:')) return prepareWhole(name, []);
  const found = kept.get(name) ?? prepareWhole(name, null);
  kept.set(name, found);
  return found;
}

async function prepareWhole(name: string, quietPlan: readonly Trouble[] | null): Promise<Kept> {
  const prepared = await prepare(scenarioNamed(name));
  // Weeks are lived through once, with their troubles: what they would be without is nobody's concern.
  const quiet = quietPlan === null ? await quietRun(prepared) : NOTHING;
  return { prepared, quiet };
}

const NOTHING: Verdict = {
  violations: [],
  hash: '',
  effects: [],
  happened: [],
  reached: [],
  runs: [],
  sessions: 0,
  processes: 0,
  holdings: {},
};

/** Of one kind of problem in one scenario this many are kept. */
const MOST_ALIKE = 3;

export type Stop = { readonly atFirst: boolean };

export async function carryOut(unit: Unit, { atFirst }: Stop): Promise<Tally> {
  const tally = emptyTally();
  const start = process.hrtime.bigint();
  const begun = await keptScenario(unit.scenario).catch(String);
  if (typeof begun === 'string') {
    const problems = [`I18 not even the quiet days go well: ${begun}`];
    tally.violations.push({ scenario: unit.scenario, plan: '', problems, hash: '' });
    return tally;
  }
  const { prepared, quiet } = begun;
  const alike = new Map<string, number>();
  for (const plan of plansOf(unit, quiet)) {
    const verdict = await tell(prepared, plan);
    countVerdict(tally, unit, verdict);
    if (verdict.violations.length === 0) continue;
    const key = verdict.violations.map((problem) => problem.split(' ')[0]).join(' ');
    const count = (alike.get(key) ?? 0) + 1;
    alike.set(key, count);
    if (count > MOST_ALIKE && !atFirst) {
      tally.violations.push(violationOf(unit.scenario, plan, verdict));
      continue;
    }
    const small = atFirst
      ? { scenario: unit.scenario, plan, verdict }
      : await shrink({ scenario: unit.scenario, plan, verdict }, prepared);
    tally.violations.push(violationOf(small.scenario, small.plan, small.verdict));
    if (atFirst) break;
  }
  tally.seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return tally;
}

function violationOf(scenario: string, plan: readonly Trouble[], { violations, hash }: Verdict) {
  return { scenario, plan: writePlan(plan), problems: violations, hash };
}

export type Small = {
  readonly scenario: string;
  readonly plan: readonly Trouble[];
  readonly verdict: Verdict;
};

/** Stories that are told to make one violation small: a campaign that finds many must end too. */
const MOST_TRIES = 60;

type Again = (troubles: readonly Trouble[], inside: Prepared) => Promise<Verdict | null>;

/** The fewest troubles that still do the same harm, then the fewest sessions. */
export async function shrink(failed: Small, prepared: Prepared): Promise<Small> {
  const wanted = idsOf(failed.verdict);
  let tries = MOST_TRIES;
  const stillFails: Again = async (troubles, inside) => {
    tries -= 1;
    if (tries < 0) return null;
    const again = await tell(inside, troubles);
    return wanted.some((id) => idsOf(again).includes(id)) ? again : null;
  };
  let small = failed;
  for (let size = failed.plan.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < small.plan.length;) {
      const fewer = [...small.plan.slice(0, from), ...small.plan.slice(from + size)];
      const again = await stillFails(fewer, prepared);
      if (again === null) from += size;
      else small = { ...small, plan: fewer, verdict: again };
    }
  }
  return failed.scenario.startsWith('swarm:') ? fewerSessions(small, stillFails) : small;
}

async function fewerSessions(small: Small, stillFails: Again): Promise<Small> {
  const [, seed = '0'] = small.scenario.split(':');
  for (let sessions = 1; sessions < 22; sessions += 1) {
    const scenario = `swarm:${seed}:${sessions}`;
    if (executionsOf(scenarioNamed(scenario)).length === 0) continue;
    const { prepared } = await keptScenario(scenario);
    const verdict = await stillFails(small.plan, prepared);
    if (verdict !== null) return { ...small, scenario, verdict };
  }
  return small;
}

function idsOf({ violations }: Verdict): readonly string[] {
  return violations.map((problem) => problem.split(' ')[0] ?? '');
}
