/** The work of a suite, cut into pieces that a worker can take one by one. */
import { EVENT_NAMES } from './events.ts';
import type { Trouble } from './effects.ts';
import { DISK_FAULTS } from './steps.ts';
import { randomOf } from './random.ts';
import { SCENARIOS } from './scenarios/all.ts';
import type { Scenario } from './scenario.ts';
import type { Verdict } from './story.ts';
import { SWARM_SESSIONS, swarmTroubles } from './swarm.ts';
import { WIRE_FAULTS } from './wire-faults.ts';

/** Every `of`-th plan of one kind for one scenario, beginning with `part`. */
export type Unit = {
  readonly scenario: string;
  readonly kind: keyof typeof PLANS;
  readonly part: number;
  readonly of: number;
  readonly seed: number;
};

type Plans = (quiet: Verdict, unit: Unit) => Iterable<readonly Trouble[]>;

const FAULT_KINDS = Object.keys(WIRE_FAULTS);
/** In the order of the list every other kind, so that each fault is met at some call of every story. */
const STRIDE = 7;

const PLANS = {
  quiet: () => [[]],
  /** Before each effect; after one is before the next. */
  crashes: ({ effects }) => [...effects.map(({ number: at }) => [{ at, what: 'crash' }])],
  faults: ({ effects }) => faultsAt(effects, false),
  lasting: ({ effects }) => faultsAt(effects, true),
  /** One kind at each effect, another one at the next; each fourth lasts. */
  'some faults': ({ effects }, { seed }) => someFaults(effects, seed),
  events: ({ effects }) =>
    effects.flatMap(({ number: at }) => EVENTS.map((what) => [{ at, what }])),
  /** Again a little later, in the run that was to put it right. */
  'crash again': ({ effects }) =>
    effects.flatMap(({ number: at }) =>
      [3, 11, 29].map((later) => [
        { at, what: 'crash' },
        { at: at + later, what: 'crash' },
      ]),
    ),
  /**
   * An order arrives, its reply is lost, and for a while nobody finds it; or it is lost, and before it is sent again
   * somebody turns the kill switch on; or it is refused.
   */
  doubts: ({ effects }) =>
    effects
      .filter(({ kind, what }) => kind === 'send' && /^(POST|PATCH)/.test(what))
      .flatMap(({ number: at }) => [
        [
          { at, what: 'reply_lost' },
          { at: at + 1, what: 'not_found', onwards: true },
        ],
        [
          { at, what: 'reply_lost' },
          { at: at + 1, what: 'stale', onwards: true },
        ],
        [
          { at, what: 'request_lost' },
          { at: at + 1, what: 'kill' },
        ],
        [{ at, what: 'unauthorized' }],
      ]),
  /** One look that shows what was some seconds ago. */
  'stale looks': ({ effects }) => sendsOf(effects).map((at) => [{ at, what: 'stale' }]),
  'crash and crash': ({ effects }) =>
    effects.flatMap(({ number: at }) =>
      Array.from({ length: effects.length }, (_, later) => [
        { at, what: 'crash' },
        { at: at + 1 + later, what: 'crash' },
      ]),
    ),
  /** A part of all pairs, another one for each seed. */
  'fault and crash': ({ effects }, { seed }) => everyNth(PAIRS_APART, seed, faultAndCrash(effects)),
  random: ({ effects }, { seed }) =>
    Array.from({ length: RANDOM_PLANS }, (_, at) => randomPlan(effects.length, seed + at)),
  swarm: (_quiet, { scenario }) => {
    const [, seed = '0', sessions] = scenario.split(':');
    const effects = sessions === undefined ? undefined : Number(sessions) * 120;
    return [swarmTroubles(Number(seed), effects)];
  },
} satisfies Readonly<Record<string, Plans>>;

const RANDOM_PLANS = 40;
/** Of the pairs of a fault and a later crash, one in so many. */
const PAIRS_APART = 8;
/** What the owner trades makes a dispute of every story; that is told in stories of its own. */
const EVENTS = EVENT_NAMES.filter((name) => name !== 'hand_buy' && name !== 'hand_sell');

/** One by one: of some kinds there are too many to hold. */
export function plansOf(unit: Unit, quiet: Verdict): Iterable<readonly Trouble[]> {
  const plans: Plans = PLANS[unit.kind];
  return everyNth(unit.of, unit.part, plans(quiet, unit));
}

function* everyNth<T>(of: number, part: number, all: Iterable<T>): Iterable<T> {
  let at = 0;
  for (const one of all) {
    if (at % of === part % of) yield one;
    at += 1;
  }
}

function* faultAndCrash(effects: Verdict['effects']): Iterable<readonly Trouble[]> {
  for (const at of sendsOf(effects))
    for (const what of FAULT_KINDS)
      for (let later = 1; later <= effects.length; later += 1)
        yield [
          { at, what },
          { at: at + later, what: 'crash' },
        ];
}

function sendsOf(effects: Verdict['effects']): readonly number[] {
  return effects.filter(({ kind }) => kind === 'send').map(({ number }) => number);
}

function faultsAt(effects: Verdict['effects'], onwards: boolean): Trouble[][] {
  return effects.flatMap(({ number: at, kind }) =>
    kindsFor(kind).map((what) => [{ at, what, ...(onwards && { onwards }) }]),
  );
}

function kindsFor(kind: string): readonly string[] {
  if (kind === 'send') return FAULT_KINDS;
  if (kind === 'alert') return ['alert_down'];
  return kind === 'receive' ? [] : Object.keys(DISK_FAULTS);
}

function someFaults(effects: Verdict['effects'], seed: number): Trouble[][] {
  return effects.flatMap(({ number: at, kind }) => {
    const kinds = kindsFor(kind);
    const what = kinds[(seed + at * STRIDE) % kinds.length];
    return what === undefined ? [] : [[{ at, what, ...(at % 4 === 0 && { onwards: true }) }]];
  });
}

function randomPlan(effects: number, seed: number): readonly Trouble[] {
  const random = randomOf(seed);
  const kinds = [
    'crash',
    ...FAULT_KINDS,
    ...Object.keys(DISK_FAULTS),
    'kill',
    'pause',
    'hand_cancel',
  ];
  return Array.from({ length: 2 + random.whole(5) }, () => ({
    at: 1 + random.whole(Math.ceil(effects * 1.5)),
    what: random.chance(0.3) ? 'crash' : random.pick(kinds),
    ...(random.chance(0.1) && { onwards: true }),
  }));
}

export type SuiteName = 'push' | 'nightly' | 'mutants';

/** Stories that last longer than this many effects are not paired with themselves. */
const PARTS = 4;

export function unitsOf(suite: SuiteName, seed: number): readonly Unit[] {
  if (suite === 'mutants') return mutantUnits(seed);
  return suite === 'push' ? pushUnits(seed) : [...pushUnits(seed), ...nightlyUnits(seed)];
}

function unit(scenario: string, kind: Unit['kind'], seed: number, of = 1): readonly Unit[] {
  return Array.from({ length: of }, (_, part) => ({ scenario, kind, part, of, seed }));
}

const PUSH_SWARM = 50;
const SWARM_SEEDS = 1_000;

/** Weeks of their own for each seed of a campaign. */
function swarm(seed: number, from: number, count: number): readonly Unit[] {
  return Array.from({ length: count }, (_, at) =>
    unit(`swarm:${seed * SWARM_SEEDS + from + at}`, 'swarm', seed),
  ).flat();
}

/** The seeds of the weeks among those pieces, first and last; undefined without any. */
export function swarmSeedsOf(units: readonly Unit[]): readonly [number, number] | undefined {
  const seeds = units
    .filter(({ kind }) => kind === 'swarm')
    .map(({ scenario }) => Number(scenario.split(':')[1]));
  return seeds.length === 0 ? undefined : [Math.min(...seeds), Math.max(...seeds)];
}
const deep = (): readonly Scenario[] => SCENARIOS.filter(({ isDeep }) => isDeep === true);

function pushUnits(seed: number): readonly Unit[] {
  return [
    ...SCENARIOS.flatMap(({ name }) => unit(name, 'quiet', seed)),
    ...deep().flatMap(({ name }) => unit(name, 'faults', seed, PARTS)),
    ...SCENARIOS.flatMap(({ name }) => unit(name, 'doubts', seed)),
    ...deep()
      .slice(0, 2)
      .flatMap(({ name }) => [
        ...unit(name, 'crash again', seed),
        ...unit(name, 'events', seed, PARTS),
      ]),
    ...deep().flatMap(({ name }) => unit(name, 'lasting', seed, PARTS)),
    ...SCENARIOS.flatMap(({ name }) => unit(name, 'crashes', seed)),
    ...SCENARIOS.filter(({ isDeep }) => isDeep !== true).flatMap(({ name }) =>
      // The other half is met with the next seed, and all of it by night.
      unit(name, 'some faults', seed, 2).slice(seed % 2, (seed % 2) + 1),
    ),
    ...swarm(seed, 0, PUSH_SWARM),
  ];
}

/** What notices soonest comes first. */
function mutantUnits(seed: number): readonly Unit[] {
  return [
    ...SCENARIOS.flatMap(({ name }) => unit(name, 'quiet', seed)),
    ...SCENARIOS.flatMap(({ name }) => unit(name, 'doubts', seed)),
    ...deep().flatMap(({ name }) => unit(name, 'faults', seed, PARTS).slice(0, 1)),
    ...SCENARIOS.flatMap(({ name }) => unit(name, 'some faults', seed, 3).slice(0, 1)),
    ...SCENARIOS.flatMap(({ name }) => unit(name, 'crashes', seed, 3).slice(0, 1)),
    ...deep().flatMap(({ name }) => unit(name, 'events', seed, PARTS).slice(0, 1)),
    ...swarm(seed, 0, MUTANT_SWARM),
  ];
}

const MUTANT_SWARM = 20;

const NIGHTLY_SWARM = 300;
const NIGHTLY_ROUNDS = 10;

function nightlyUnits(seed: number): readonly Unit[] {
  return [
    ...deep().flatMap(({ name }) => [
      ...unit(name, 'crash and crash', seed, 16),
      ...unit(name, 'fault and crash', seed, 64),
    ]),
    ...SCENARIOS.flatMap(({ name }) => [
      ...unit(name, 'faults', seed, PARTS),
      ...unit(name, 'lasting', seed, PARTS),
      ...unit(name, 'events', seed, PARTS),
    ]),
    ...Array.from({ length: NIGHTLY_ROUNDS }, (_, round) =>
      SCENARIOS.flatMap(({ name }) => unit(name, 'random', seed + (round + 1) * 10_000)),
    ).flat(),
    ...swarm(seed, PUSH_SWARM, NIGHTLY_SWARM),
  ];
}

export { SWARM_SESSIONS };
