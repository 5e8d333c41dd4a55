/**
 * One account, one database in memory, one folder of files, one clock: what outlives a process. It can be put away and
 * brought back, so that a thousand runs begin at the same moment of the same day.
 */
import { createEmulatorApp, type EmulatorApp } from '../../live/emulator/app.ts';
import { createEngine, type Engine } from '../../live/emulator/engine.ts';
import { sha256 } from '../../live/bookkeeping/sha256.ts';
import { migrate } from '../../src/adapters/sqlite/migrate.ts';
import { openDatabase, type Database } from '../../src/adapters/sqlite/open-database.ts';
import { stateReads } from '../../src/adapters/sqlite/state-reads.ts';
import { stateWrites } from '../../src/adapters/sqlite/state-writes.ts';
import { parseConfig, type Config } from '../../src/contracts/config.ts';
import type { Instant } from '../../src/domain/account.ts';
import { parseMoney } from '../../src/domain/money.ts';
import { advanceTo } from '../../src/paper-broker/advance-time.ts';
import {
  createPaperBroker,
  DEFAULT_BEHAVIOUR,
  type PaperBehaviour,
  type PaperBrokerState,
} from '../../src/paper-broker/paper-state.ts';
import type { Alert } from '../../src/ports/notifier.ts';
import type { StateReads, StateStore, StateWrites } from '../../src/ports/state-store.ts';
import type { WireCall, WireReply } from '../../live/emulator/wire-call.ts';
import type { Effects } from './effects.ts';
import type { CampaignMarket } from './market.ts';
import { rowsOf } from './statements.ts';

/** A request that asked for a change, as it left. */
export type Sent = {
  readonly effect: number;
  readonly process: number;
  readonly command: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly at: Instant;
};

export type World = {
  readonly engine: Engine;
  readonly app: EmulatorApp;
  readonly database: Database;
  readonly reads: StateReads;
  readonly writes: StateWrites;
  /** The database as it is, past all troubles: for checks and for what people do to it. */
  readonly store: StateStore;
  readonly market: CampaignMarket;
  readonly config: Config;
  readonly configSha256: string;
  readonly files: Map<string, string>;
  readonly effects: Effects;
  readonly sent: Sent[];
  readonly alerts: Alert[];
  /** What must never be, as it was found. */
  readonly violations: Set<string>;
  /** Interesting states that were reached. */
  readonly reached: Set<string>;
  /** Tickers that somebody else trades: their shares are not ours alone. */
  readonly foreign: Set<string>;
  readonly past: Past | null;
  /** Milliseconds that this machine's clock is ahead of the broker's. */
  skew: number;
  lockedBy: number | null;
  processes: number;
  /** Effect at which the kill switch was last set from outside; Infinity: never. */
  killedAt: number;
};

/** The database and its prepared statements, opened once. */
export type Opened = {
  readonly database: Database;
  readonly reads: StateReads;
  readonly writes: StateWrites;
  readonly store: StateStore;
};

function openedOf(database: Database): Opened {
  const [reads, writes] = [stateReads(database), stateWrites(database)];
  return { database, reads, writes, store: { ...reads, ...writes } };
}

export type Snapshot = {
  readonly broker: string;
  readonly opened: Opened;
  readonly files: readonly (readonly [string, string])[];
  readonly foreign: readonly string[];
  readonly sent: readonly Sent[];
  readonly reached: readonly string[];
  readonly processes: number;
  readonly skew: number;
  readonly killedAt: number;
};

export type WorldOptions = {
  readonly market: CampaignMarket;
  readonly config: Config;
  readonly effects: Effects;
  readonly keepsPast: boolean;
};

export function configOf(raw: unknown): Config {
  const parsed = parseConfig(raw);
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join('; '));
  return parsed.config;
}

export type Beginning = {
  readonly now: Instant;
  readonly cash: number;
  readonly behaviour: Partial<PaperBehaviour>;
};

export async function newWorld(options: WorldOptions, beginning: Beginning): Promise<World> {
  const { now, cash, behaviour } = beginning;
  const opening = parseMoney(cash.toFixed(2));
  if (opening === undefined) throw new Error(`not dollars: ${cash}`);
  const state = createPaperBroker({
    now,
    cash: opening,
    multiplier: 2,
    accountNumber: 'CAMPAIGN',
    seed: 'campaign',
    behaviour,
  });
  const database = await openDatabase(':memory:');
  migrate(database, ':memory:');
  return assemble(options, state, openedOf(database));
}

/**
 * The world of the snapshot. The database is the same one, inside of a transaction that `closeWorld` rolls back: what
 * is committed in it is committed for every process of this run, and gone for the next run. To open it anew each time
 * would cost as much as a run does.
 */
export function restoreWorld(options: WorldOptions, snapshot: Snapshot, isCopied = false): World {
  const state = JSON.parse(snapshot.broker) as PaperBrokerState;
  const opened = isCopied ? copyOf(snapshot.opened.database) : snapshot.opened;
  if (!isCopied) opened.database.exec('BEGIN');
  const world = assemble(options, state, opened);
  for (const [path, content] of snapshot.files) world.files.set(path, content);
  for (const symbol of snapshot.foreign) world.foreign.add(symbol);
  for (const state of snapshot.reached) world.reached.add(state);
  world.sent.push(...snapshot.sent);
  world.processes = snapshot.processes;
  world.skew = snapshot.skew;
  world.killedAt = snapshot.killedAt;
  return world;
}

function assemble(options: WorldOptions, state: PaperBrokerState, opened: Opened): World {
  const { market, config, effects, keepsPast } = options;
  const engine = createEngine({ state, market: market.market });
  return {
    engine,
    app: createEmulatorApp(engine),
    ...opened,
    market,
    config,
    configSha256: sha256(JSON.stringify([config.trading, config.execution])),
    files: new Map(),
    effects,
    sent: [],
    alerts: [],
    violations: new Set(),
    reached: new Set(),
    foreign: new Set(),
    past: keepsPast ? pastOf(engine) : null,
    skew: 0,
    lockedBy: null,
    processes: 0,
    killedAt: Infinity,
  };
}

/** As it is now; the database is copied into one of its own. */
export function snapshotOf(world: World): Snapshot {
  const { database, engine, files, foreign, sent, reached, processes, skew, killedAt } = world;
  return {
    broker: JSON.stringify(engine.state),
    opened: copyOf(database),
    files: [...files],
    foreign: [...foreign],
    sent: [...sent],
    reached: [...reached],
    processes,
    skew,
    killedAt,
  };
}

/** A database in memory with the bytes of another: the driver opens a buffer as it opens a path. */
function copyOf(database: Database): Opened {
  const Driver = database.constructor as new (bytes: Buffer) => Database;
  const copy = new Driver(database.serialize());
  copy.pragma('foreign_keys = ON');
  copy.pragma('trusted_schema = OFF');
  return openedOf(copy);
}

export function closeWorld(world: World): void {
  if (world.database.inTransaction) world.database.exec('ROLLBACK');
  else world.database.close();
}

/** Written by every run, whatever it does. */
const RUN_TABLES = ['run_log', 'run_log_chain', 'findings', 'sqlite_sequence'];
/** Each run takes the next number as a writer. */
const OF_A_RUN = `"key":"writer_epoch"`;

/** Every table but those, row by row as text. */
export function tablesOf({ database }: World): ReadonlyMap<string, string> {
  const tables = rowsOf<{ readonly name: string }>(
    database,
    `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`,
  );
  const names = tables.map(({ name }) => name).filter((name) => !RUN_TABLES.includes(name));
  return new Map(
    names.map((name) => {
      const rows = rowsOf(database, `SELECT * FROM ${name}`).map((row) => JSON.stringify(row));
      return [name, rows.filter((row) => !row.includes(OF_A_RUN)).join('\n')];
    }),
  );
}

/** Whether nothing is out of the ordinary with the market, the account and the clock. */
export function isTidyMarket({ engine, skew }: World): boolean {
  const { behaviour, flags } = engine.state;
  const isStandard = JSON.stringify(behaviour) === JSON.stringify(DEFAULT_BEHAVIOUR);
  return isStandard && skew === 0 && !flags.accountBlocked && !flags.tradingBlocked;
}

/** The tidy world again: no faults, no halts, cancels at once. What the account has stays. */
export function healMarket(world: World): void {
  for (const order of Object.values(world.engine.state.orders))
    if (order.status === 'pending_cancel') order.cancelDueAt ??= world.engine.now();
  world.engine.configure({
    behaviour: { ...DEFAULT_BEHAVIOUR },
    flags: { accountBlocked: false, tradingBlocked: false },
  });
  world.skew = 0;
  world.effects.heal();
}

export type Past = {
  note(): void;
  answer(call: WireCall, seconds: number): WireReply;
};

const KEPT = 40;

/** The account as it was: copies after each change, and what passed since, lived through again. */
function pastOf(engine: Engine): Past {
  const copy = () => ({ at: engine.now(), state: JSON.stringify(engine.state) });
  let copies = [copy()];
  return {
    note: () => {
      copies = [...copies.slice(-KEPT), copy()];
    },
    answer: (call, seconds) => {
      const moment = engine.now() - seconds * 1000;
      const before = copies.findLast(({ at }) => at <= moment) ?? copies[0] ?? copy();
      const state = JSON.parse(before.state) as PaperBrokerState;
      advanceTo(state, Math.max(before.at, moment), engine.market);
      return createEmulatorApp(createEngine({ state, market: engine.market })).answer(call);
    },
  };
}
