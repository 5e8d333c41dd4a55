/** Both commands for every session, run again as cron would, and what is looked at when a session is over. */
import type { SessionDate } from '../../src/domain/session-date.ts';
import { workingOrders } from '../../src/paper-broker/paper-state.ts';
import { booksAgree } from '../campaign/end-invariants.ts';
import { runProcess, type Command, type Ran } from '../campaign/process.ts';
import { randomOf } from '../campaign/random.ts';
import { factsOf, type Facts } from '../campaign/run-facts.ts';
import { problemsOfRun } from '../campaign/run-invariants.ts';
import { instantOf } from '../campaign/scenario.ts';
import { rowsOf } from '../campaign/statements.ts';
import type { World } from '../campaign/world.ts';
import type { MildFaults } from './mild-faults.ts';
import { layOut, type RealSessions } from './real-world.ts';

export type Lived = {
  readonly date: SessionDate;
  /** Of all runs of the session, in order. */
  readonly codes: readonly (number | null)[];
  /** What its runs said: results, errors, alerts. */
  readonly said: string;
};

export type Life = {
  readonly world: World;
  readonly effects: MildFaults;
  /** Null: nothing goes wrong. */
  readonly seed: number | null;
  /** Sessions that cannot come to rest without faults either: a stock that is to be sold has no bar. */
  readonly restless: ReadonlySet<SessionDate>;
  readonly onSession: (date: SessionDate, done: number) => void;
};

const MOST_RUNS = 3;
const AGAIN_MS = 60_000;
const SESSIONS_TO_A_CRASH = 20;
/** The plan was carried out, or the operator has stopped it. */
const AT_REST: readonly (number | null)[] = [0, 3];

export async function liveThrough(sessions: RealSessions, life: Life): Promise<readonly Lived[]> {
  const { world, effects, seed, onSession } = life;
  const random = randomOf((seed ?? 0) + 0xc4a5);
  const lived: Lived[] = [];
  let effectsOfRun = 40;
  for (const [done, date] of sessions.dates.entries()) {
    onSession(date, done);
    openDay(world, date);
    const planning = await plan(sessions, world, date);
    const isCrashDue = seed !== null && done % SESSIONS_TO_A_CRASH === SESSIONS_TO_A_CRASH - 1;
    if (isCrashDue) effects.crashAfter(1 + random.whole(effectsOfRun));
    const execution = await carryOut(world, date);
    const [first] = execution;
    if (first?.ran.code === 0) effectsOfRun = first.ran.effects[1] - first.ran.effects[0];
    checkDay(life, date, execution);
    lived.push(livedOf(date, [...planning, ...execution]));
  }
  return lived;
}

type Done = { readonly ran: Ran; readonly facts: Facts };

/** Nine o'clock: the operator has read the alerts of yesterday. */
function openDay({ engine, store }: World, date: SessionDate): void {
  engine.advanceTo(Math.max(engine.now(), instantOf(`${date} 09:00`)));
  if (store.killSwitch().level !== 'off') store.setKillSwitch('off', 'looked at', engine.now());
}

/** A report that is refused keeps nobody from judging the exits. */
async function plan(
  { reports }: RealSessions,
  world: World,
  date: SessionDate,
): Promise<readonly Done[]> {
  world.engine.advanceTo(instantOf(`${date} 09:05`));
  const source = reports.get(date);
  const report = source === undefined ? null : layOut(world, source);
  const done = await untilRest(world, { name: 'signal-generator', date, report }, [5]);
  if (report === null || done.at(-1)?.ran.code !== 5) return done;
  return [...done, ...(await untilRest(world, { name: 'signal-generator', date, report: null }))];
}

function carryOut(world: World, date: SessionDate): Promise<readonly Done[]> {
  const { engine } = world;
  engine.advanceTo(Math.max(engine.now(), instantOf(`${date} 09:15`)));
  return untilRest(world, { name: 'executor', date, phase: 'all' });
}

async function untilRest(
  world: World,
  command: Command,
  fine: readonly number[] = [],
): Promise<readonly Done[]> {
  const { engine, violations } = world;
  const done: Done[] = [];
  for (let runs = 0; runs < MOST_RUNS; runs += 1) {
    if (runs > 0) engine.advanceTo(engine.now() + AGAIN_MS);
    const ran = await runProcess(world, command);
    const facts = factsOf(world, ran);
    done.push({ ran, facts });
    for (const problem of problemsOfRun(facts)) violations.add(`${dateOf(command)} ${problem}`);
    if (AT_REST.includes(ran.code) || fine.includes(ran.code ?? -1)) return done;
  }
  return done;
}

function dateOf({ date }: Command): string {
  return date ?? '';
}

/** When the last run of a session has ended: one book, one stop for each position, and no id twice. */
function checkDay(
  { world, seed, restless }: Life,
  date: SessionDate,
  execution: readonly Done[],
): void {
  const last = execution.at(-1);
  if (last === undefined) return;
  const { facts, ran } = last;
  const told = (ticker: string): boolean =>
    ran.code !== 0 && ran.alerts.some(({ subject }) => subject === ticker);
  const isRestless = seed === null || restless.has(date) || hasHalfSold(world, date);
  const problems = [
    ...(AT_REST.includes(ran.code) || (ran.code === 9 && isRestless)
      ? []
      : [restlessness(execution)]),
    ...booksAgree({ last: facts } as Parameters<typeof booksAgree>[0]),
    ...facts.book.flatMap(({ ticker, shares }) => {
      const stops = stopsOf(world, ticker);
      const isCovered = stops.length === 1 && facts.now.offered[ticker] === shares;
      if (isCovered || told(ticker) || facts.leftOut.has(ticker)) return [];
      return [
        `I3 ${ticker}: ${stops.length} stops for ${facts.now.offered[ticker] ?? 0} of ${shares}`,
      ];
    }),
    ...idsTwice(world).map((id) => `I1 two orders at the broker have the id ${id}`),
  ];
  for (const problem of problems) world.violations.add(`${date} ${problem}`);
}

/** A sell that nobody takes whole: its stop is back, somebody was told, and the next session sells the rest. */
function hasHalfSold({ database }: World, date: SessionDate): boolean {
  const sql = `SELECT 1 FROM orders WHERE trade_date = ? AND intent = 'exit' AND filled_qty BETWEEN 1 AND qty - 1`;
  return rowsOf(database, sql, date).length > 0;
}

function restlessness(execution: readonly Done[]): string {
  const codes = execution.map(({ ran }) => String(ran.code)).join(', ');
  const said = execution.at(-1)?.facts.said.match(/^ *act!.*$/gm) ?? [];
  return `I16 the executor ended with ${codes}: ${said.join(' ')}`;
}

function stopsOf({ engine }: World, ticker: string) {
  return workingOrders(engine.state).filter(
    ({ symbol, side, type, status }) =>
      symbol === ticker && side === 'sell' && type === 'stop' && status !== 'held',
  );
}

function idsTwice({ engine }: World): readonly string[] {
  const seen = new Set<string>();
  return Object.values(engine.state.orders).flatMap(({ clientOrderId }) => {
    const isTwice = seen.has(clientOrderId);
    seen.add(clientOrderId);
    return isTwice ? [clientOrderId] : [];
  });
}

function livedOf(date: SessionDate, done: readonly Done[]): Lived {
  return {
    date,
    codes: done.map(({ ran }) => ran.code),
    said: done.map(({ facts }) => facts.said).join('\n'),
  };
}
