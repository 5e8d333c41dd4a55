/** Heals the world, runs the commands again until they come to rest, and gathers what the end is judged by. */
import { sharesOf } from '../../src/domain/quantity.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { PRIMARY } from '../../src/domain/strategy.ts';
import { workingOrders } from '../../src/paper-broker/paper-state.ts';
import { newYorkDate, sessionHours } from '../../src/rules/new-york-time.ts';
import { endingsOf, type EndFacts, type Rest, type Session } from './end-invariants.ts';
import { isOurs } from './owner.ts';
import { CANARY, SIGNALS, type Command, type Ran } from './process.ts';
import type { Scenario, Step } from './scenario.ts';
import { findingsOf } from './run-facts.ts';
import { rowsOf } from './statements.ts';
import type { Checked, Prepared } from './story.ts';
import { healMarket, isTidyMarket, tablesOf, type World } from './world.ts';

type Run = (world: World, command: Command) => Promise<Checked>;

const RUNS = 3;
const MS_PER_MINUTE = 60_000;

export async function endFactsOf(
  world: World,
  { scenario, undisturbed, plans }: Prepared,
  runs: readonly Ran[],
  run: Run,
): Promise<EndFacts> {
  // A lie of the wire may be the last thing that was read: then another run puts it right.
  const isTidy =
    isTidyMarket(world) && world.effects.happened().every(({ what }) => what === 'crash');
  healMarket(world);
  const last = runs.at(-1);
  // What has come to rest needs no further run.
  const isAtRest = isTidy && last?.command.name === 'executor' && last.code === 0;
  const later = isAtRest ? [] : await heal(world, scenario, run);
  const executed = later.filter(({ ran }) => ran.command.name === 'executor');
  const codes = isAtRest ? [0] : executed.map(({ ran }) => ran.code);
  const before = tablesOf(world);
  const sentBefore = world.sent.length;
  world.engine.advanceTo(world.engine.now() + MS_PER_MINUTE);
  const again = await run(world, lastExecutor(scenario));
  const after = tablesOf(world);
  const all = [...runs, ...later.map(({ ran }) => ran), again.ran];
  return {
    last: again.facts,
    codes,
    rest: restOf(world, scenario, all),
    rerun: {
      sent: world.sent.length - sentBefore,
      changed: changedTables(before, after),
      code: again.ran.code,
    },
    cash: cashOf(world),
    profit: profitOf(world),
    undisturbed,
    sessions: sessionsOf(world, plans, { runs: all, last: lastExecutor(scenario).date }),
    told: all.flatMap(findingsOf),
    wasBlocked: world.effects.happened().some(({ what }) => what === 'block'),
    wasClockWrong: world.effects.happened().some(({ what }) => OF_THE_CLOCK.includes(what)),
    databaseLeaks: [...world.files.values(), ...after.values()].some((text) =>
      text.includes(CANARY),
    ),
  };
}

/** The plan again where its file is missing, then the executor until it comes to rest. */
async function heal(world: World, scenario: Scenario, run: Run): Promise<readonly Checked[]> {
  const { engine } = world;
  const executor = lastExecutor(scenario);
  const checked: Checked[] = [];
  const planner = lastPlanner(scenario);
  engine.advanceTo(engine.now() + MS_PER_MINUTE);
  if (planner !== undefined && !world.files.has(SIGNALS(executor.date))) {
    if (planner.report !== null && !world.files.has(planner.report)) return checked;
    checked.push(await run(world, planner));
  }
  for (let count = 0; count < RUNS; count += 1) {
    engine.advanceTo(engine.now() + MS_PER_MINUTE);
    const done = await run(world, executor);
    checked.push(done);
    const lived = checked.map(({ ran }) => ran);
    if (endingsOf(restOf(world, scenario, lived)).includes(done.ran.code ?? -1)) break;
  }
  return checked;
}

type Executor = Extract<Command, { readonly name: 'executor' }>;
type Planner = Extract<Command, { readonly name: 'signal-generator' }>;

function commandsOf(steps: readonly Step[]): readonly Command[] {
  return steps.flatMap((step) => ('run' in step ? [step.run] : []));
}

/** Of the last session that was planned, whether or not the story carried it out. */
function lastExecutor(scenario: Scenario): Executor {
  const last = executionsOf(scenario).at(-1);
  if (last === undefined) throw new Error(`${scenario.name} executes nothing`);
  const planned = lastPlanner(scenario)?.date ?? last.date;
  return { ...last, date: planned > last.date ? planned : last.date, phase: 'all' };
}

/** The executor's commands of a story; one without any has no end to judge. */
export function executionsOf({ steps, before }: Scenario): readonly Executor[] {
  return commandsOf([...before, ...steps]).filter(
    (one): one is Executor => one.name === 'executor',
  );
}

function lastPlanner({ steps }: Scenario): Planner | undefined {
  return commandsOf(steps).findLast((one): one is Planner => one.name === 'signal-generator');
}

const MS_OF_ENTRIES = 60_000;

function restOf(world: World, scenario: Scenario, runs: readonly Ran[]): Rest {
  const { store, engine, config, killedAt } = world;
  const date = lastExecutor(scenario).date as SessionDate;
  const hours = sessionHours(date);
  const cutoff = (hours?.open ?? 0) + config.execution.entry_cutoff_minutes * MS_OF_ENTRIES;
  return {
    ends: scenario.ends ?? [0],
    killSwitch: store.killSwitch().level,
    isSwitchExplained: killedAt < Infinity || isSwitchOfARun(world),
    isBegun: isBegun(world, date),
    // A day that is no session has no time for entries.
    isLate: hours !== undefined && engine.now() > cutoff,
    isDayOver: newYorkDate(engine.now()) > date,
    isPlanRefused: !hasPlan(world, date) && isRefused(runs),
    isSaleWaiting: workingOrders(engine.state).some(
      ({ side, type, clientOrderId, createdAt }) =>
        side === 'sell' &&
        type === 'market' &&
        isOurs(clientOrderId) &&
        createdAt >= (hours?.close ?? Infinity),
    ),
  };
}

/** A run that could not place a stop sets it, and then alarms: it can be killed between the two. */
function isSwitchOfARun({ alerts, effects }: World): boolean {
  if (alerts.some(({ code }) => code === 'UNPROTECTED')) return true;
  const list = effects.list();
  return list.some(
    ({ kind, what }, at) =>
      kind === 'commit' && what === 'setKillSwitch' && list[at + 1]?.hits.includes('crash'),
  );
}

const MISMATCH = 4;

/** Recorded, and there as a file. */
function hasPlan({ store, files }: World, date: SessionDate): boolean {
  return store.signalFile(date, PRIMARY) !== null && files.has(SIGNALS(date));
}

function isRefused(runs: readonly Ran[]): boolean {
  return runs.findLast(({ command }) => command.name === 'signal-generator')?.code === MISMATCH;
}

function isBegun({ store }: World, date: string): boolean {
  return store.signalFile(date as SessionDate, PRIMARY)?.begun === true;
}

const OF_THE_CLOCK = ['skew', 'pause', 'sleep'];

type Lived = { readonly runs: readonly Ran[]; readonly last: string };

const BROKE_OFF: readonly (number | null)[] = [null, 6, 7, 8];

/** Of each day of the story, what its plan was about: this run's, or the quiet one's where this one made none. */
function sessionsOf(world: World, plans: Plans, { runs, last }: Lived): readonly Session[] {
  const own = plansOf(world);
  const isHalted = world.store.killSwitch().level === 'halt';
  return [...new Set([...own.keys(), ...plans.keys()])].map((date) => {
    const ended = runs.findLast(
      ({ command }) => command.name === 'executor' && command.date === date,
    );
    const isEnded = ended !== undefined && !BROKE_OFF.includes(ended.code);
    return {
      date,
      isCarriedOut: isEnded && isBegun(world, date),
      isLast: date === last,
      // Nobody turns it off again before the end.
      isHalted: ended !== undefined && isHalted && world.killedAt < ended.effects[1],
      isOtherPlan: own.has(date) && plans.has(date) && textOf(own, date) !== textOf(plans, date),
      tickers: [...(own.get(date) ?? []), ...(plans.get(date) ?? [])],
    };
  });
}

const textOf = (plans: Plans, date: string): string => plans.get(date)?.join(' ') ?? '';

/** The tickers of the plan of each session. */
export type Plans = ReadonlyMap<string, readonly string[]>;

export function plansOf({ database }: World): Plans {
  const rows = rowsOf<{ readonly date: string; readonly content: string }>(
    database,
    'SELECT trade_date AS date, content FROM signal_files WHERE strategy = ?',
    PRIMARY,
  );
  const tickersOf = (content: string): readonly string[] =>
    [...content.matchAll(/"ticker": ?"([A-Z]+)"/g)].map((one) => one[1] ?? '');
  return new Map(rows.map(({ date, content }) => [date, tickersOf(content)]));
}

type Tables = ReturnType<typeof tablesOf>;

function changedTables(before: Tables, after: Tables): readonly string[] {
  return [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
}

type FillRow = { readonly side: string; readonly qty: number; readonly price: number };

/**
 * Opening cash, all our fills and what companies paid out, against the broker's cash without what the owner traded. The
 * broker tells the average of an order that filled in parts to a ten-thousandth: its fills may be off by that a share.
 */
function cashOf({ database, engine }: World): EndFacts['cash'] {
  const { state } = engine;
  const fills = rowsOf<FillRow>(database, 'SELECT side, qty, price FROM fills');
  const paidOut = state.activities.reduce(
    (sum, activity) => sum + (activity.kind === 'fill' ? 0 : cashIn(activity)),
    0,
  );
  const ours = fills.reduce<number>(
    (cash, { side, qty, price }) =>
      cash + (side === 'buy' ? -1 : 1) * Math.round(price * 10_000) * qty,
    state.openingCash + paidOut,
  );
  const orders = Object.values(state.orders).filter(({ filledQty }) => filledQty > 0);
  // The order that takes the place of a stop after a split has a name of the broker's.
  const journal = rowsOf<{ readonly id: string }>(
    database,
    'SELECT alpaca_order_id AS id FROM orders',
  );
  const known = new Set(journal.map(({ id }) => id));
  const byHand = orders
    .filter(
      ({ id, clientOrderId, role }) => role === null && !isOurs(clientOrderId) && !known.has(id),
    )
    .reduce<number>(
      (cash, { side, filledValue }) => (side === 'buy' ? cash + filledValue : cash - filledValue),
      0,
    );
  const inParts = orders.filter(
    ({ id }) =>
      state.activities.filter((one) => one.kind === 'fill' && one.orderId === id).length > 1,
  );
  const rounding = inParts.reduce((sum, { filledQty }) => sum + sharesOf(filledQty), 0);
  return { ours, theirs: state.cash + byHand, rounding };
}

type Activity = World['engine']['state']['activities'][number];

function cashIn(activity: Activity): number {
  return 'cash' in activity ? activity.cash : 0;
}

type ProfitRow = { readonly profit: number | null; readonly shares: number | null };

/**
 * A position knows its average prices to a ten-thousandth, before and after a split. What a reverse split pays out for a
 * part of a share is no fill and no trade: the part leaves the book at what it cost.
 */
function profitOf({ database }: World): EndFacts['profit'] {
  const [fills] = rowsOf<ProfitRow>(
    database,
    `SELECT sum(CASE f.side WHEN 'buy' THEN -f.qty * f.price ELSE f.qty * f.price END) AS profit,
       sum(f.qty) AS shares
     FROM fills f JOIN orders o USING (order_id) JOIN positions p USING (position_id)
     WHERE p.status = 'closed'`,
  );
  const [book] = rowsOf<ProfitRow>(
    database,
    `SELECT sum(pnl) AS profit, 0 AS shares FROM positions WHERE status = 'closed'`,
  );
  const [parts] = rowsOf<ProfitRow>(
    database,
    `SELECT sum((s.shares_before * s.ratio - s.shares_after) * p.entry_price) AS profit, 0 AS shares
     FROM splits_applied s JOIN positions p USING (position_id) WHERE p.status = 'closed'`,
  );
  const rounding = 0.01 + (fills?.shares ?? 0) / 10_000;
  return {
    fills: (fills?.profit ?? 0) + (parts?.profit ?? 0),
    book: book?.profit ?? 0,
    rounding,
  };
}
