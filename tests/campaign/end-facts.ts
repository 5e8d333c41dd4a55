/** Heals the world, runs the commands again until they come to rest, and gathers what the end is judged by. */
import type { EndFacts } from './end-invariants.ts';
import { sharesOf } from '../../src/domain/quantity.ts';
import { isOurs } from './owner.ts';
import { CANARY, SIGNALS, type Command, type Ran } from './process.ts';
import type { Scenario, Step } from './scenario.ts';
import { rowsOf } from './statements.ts';
import type { Checked, Prepared } from './story.ts';
import { healMarket, isTidyMarket, tablesOf, type World } from './world.ts';

type Run = (world: World, command: Command) => Promise<Checked>;

const RUNS = 3;
const MS_PER_MINUTE = 60_000;

export async function endFactsOf(
  world: World,
  { scenario, undisturbed }: Prepared,
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
  const codes = isAtRest ? [0] : later.map(({ ran }) => ran.code);
  const before = tablesOf(world);
  const sentBefore = world.sent.length;
  world.engine.advanceTo(world.engine.now() + MS_PER_MINUTE);
  const again = await run(world, lastExecutor(scenario));
  const after = tablesOf(world);
  const all = [...runs, ...later.map(({ ran }) => ran), again.ran];
  return {
    last: again.facts,
    codes,
    mayEndWith: endingsOf(world, scenario, all),
    rerun: {
      sent: world.sent.length - sentBefore,
      changed: changedTables(before, after),
      code: again.ran.code,
    },
    cash: cashOf(world),
    profit: profitOf(world),
    undisturbed,
    excused: excusedOf(world, all, Object.keys(undisturbed ?? {})),
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
    await run(world, planner);
  }
  for (let count = 0; count < RUNS; count += 1) {
    engine.advanceTo(engine.now() + MS_PER_MINUTE);
    const done = await run(world, executor);
    checked.push(done);
    if (endingsOf(world, scenario, [done.ran]).includes(done.ran.code ?? -1)) break;
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

/** Beside what the story allows: the kill switch while it is on, and a session nobody began in time. */
function endingsOf(world: World, { ends = [0], steps }: Scenario, runs: readonly Ran[]): number[] {
  const isOn = world.store.killSwitch().level !== 'off';
  const isLate = runs.some(({ code }) => code === 10) || steps.length === 0;
  return [...ends, ...(isOn ? [3] : []), ...(isLate ? [10] : [])];
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

/** A position knows its average prices to a ten-thousandth, before and after a split. */
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
  const rounding = 0.01 + (fills?.shares ?? 0) / 10_000;
  return { fills: fills?.profit ?? 0, book: book?.profit ?? 0, rounding };
}

/** Whose order was not sent for a reason that was told, and all of a session that came too late or was stopped. */
function excusedOf(
  world: World,
  runs: readonly Ran[],
  wanted: readonly string[],
): ReadonlySet<string> {
  const isOver = runs.some(({ code }) => code === 10 || code === 3 || code === 5) || isMissed(runs);
  const symbols = isOver ? [...Object.keys(world.engine.state.positions), ...wanted] : [];
  const planned = isOver ? plannedTickers(world) : [];
  const told = runs.flatMap(({ out }) => [...out.matchAll(/(\b[A-Z]{2,5}) was not ordered/g)]);
  return new Set([...symbols, ...planned, ...told.map((match) => match[1] ?? '')]);
}

/** A session in which no executor came to an end as long as it was tried, or an earlier one that was left unfinished. */
function isMissed(runs: readonly Ran[]): boolean {
  const ends = new Map<string, number | null>();
  for (const { command, code } of runs)
    if (command.name === 'executor') ends.set(command.date, code);
  const last = [...ends.keys()].sort().at(-1);
  return [...ends].some(
    ([date, code]) => code === null || [6, 7, 8].includes(code) || (date !== last && code !== 0),
  );
}

function plannedTickers({ database }: World): readonly string[] {
  const texts = rowsOf<{ content: string }>(database, 'SELECT content FROM signal_files');
  return texts.flatMap(({ content }) =>
    [...content.matchAll(/"ticker": ?"([A-Z]+)"/g)].map((one) => one[1] ?? ''),
  );
}
