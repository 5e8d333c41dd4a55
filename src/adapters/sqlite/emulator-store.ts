import { CommandError } from '../../domain/outcome.ts';
import type {
  PaperActivity,
  PaperBrokerState,
  PaperOrder,
} from '../../paper-broker/paper-state.ts';
import { openDatabase, storageError, type Database } from './open-database.ts';

/** The paper account between two commands. Orders and activities are rows; the rest of the state is one document. */
export type EmulatorStore = {
  /** Null when nothing was saved yet. */
  load(): PaperBrokerState | null;
  /** Writes what is new in one transaction: these orders, the activities since the last save, the account. */
  save(state: PaperBrokerState, changedOrderIds: Iterable<string>): void;
  /** What the state depends on and does not hold, such as the price folder it was made with. */
  meta(key: string): string | null;
  setMeta(key: string, value: string): void;
  close(): void;
};

/** 1: whole shares, no reset. 2: quantities of nine decimals, settings, generations of an account. */
const VERSION = 2;

type Row = { readonly body: string };
type Account = Omit<PaperBrokerState, 'orders' | 'orderIdByClientId' | 'activities'>;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS paper_account (
  only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS paper_orders (
  sequence INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS paper_activities (
  position INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS emulator_meta (
  key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT`;

/** Opens or creates the emulator's database. Losing its last writes in a power cut is accepted: no money is in it. */
export async function openEmulatorStore(path: string): Promise<EmulatorStore> {
  const database = await openDatabase(path, { durability: 'off' });
  try {
    checkVersion(database, path);
    database.exec(SCHEMA);
    database.pragma(`user_version = ${VERSION}`);
    return storeOf(database);
  } catch (cause) {
    database.close();
    throw storageError(path, cause);
  }
}

/** An account is a paper one: rather begun anew than translated. */
function checkVersion(database: Database, path: string): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  const isEmpty =
    database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table'").get() === undefined;
  if (version === VERSION || (version === 0 && isEmpty)) return;
  throw new CommandError(
    'storage',
    `${path} holds a paper account of version ${Math.max(version, 1)}; this openbell knows ${VERSION}`,
    'move the file away to begin a new paper account, or use the openbell version that wrote it',
  );
}

function storeOf(database: Database): EmulatorStore {
  const saveAccount = database.prepare('REPLACE INTO paper_account (only, body) VALUES (1, ?)');
  const saveOrder = database.prepare('REPLACE INTO paper_orders (sequence, body) VALUES (?, ?)');
  const saveActivity = database.prepare('INSERT INTO paper_activities VALUES (?, ?)');
  const lastActivity = database
    .prepare('SELECT coalesce(max(position), 0) FROM paper_activities')
    .pluck();
  const generation = database.prepare("SELECT body ->> 'generation' FROM paper_account").pluck();
  const readMeta = database.prepare('SELECT value FROM emulator_meta WHERE key = ?').pluck();
  const writeMeta = database.prepare('REPLACE INTO emulator_meta (key, value) VALUES (?, ?)');
  return {
    load: () => load(database),
    save: database.transaction((state: PaperBrokerState, changed: Iterable<string>) => {
      if ((generation.get() ?? 0) !== state.generation) database.exec(FORGET);
      saveAccount.run(accountText(state));
      for (const id of new Set(changed)) {
        const order = state.orders[id];
        if (order !== undefined) saveOrder.run(order.sequence, JSON.stringify(order));
      }
      const saved = lastActivity.get() as number;
      state.activities.slice(saved).forEach((activity, index) => {
        saveActivity.run(saved + index + 1, JSON.stringify(activity));
      });
    }),
    meta: (key) => (readMeta.get(key) as string | undefined) ?? null,
    setMeta: (key, value) => void writeMeta.run(key, value),
    close: () => void database.close(),
  };
}

/** A reset account has no history. */
const FORGET = 'DELETE FROM paper_orders; DELETE FROM paper_activities';

/** What has tables of its own, or follows from them, stays out of the document. */
function accountText(state: PaperBrokerState): string {
  const apart = { orders: undefined, orderIdByClientId: undefined, activities: undefined };
  return JSON.stringify({ ...state, ...apart });
}

function load(database: Database): PaperBrokerState | null {
  const account = bodiesOf(database, 'paper_account', 'only')[0] as Account | undefined;
  if (account === undefined) return null;
  const orders = bodiesOf(database, 'paper_orders', 'sequence') as PaperOrder[];
  return {
    ...account,
    orders: Object.fromEntries(orders.map((order) => [order.id, order])),
    orderIdByClientId: Object.fromEntries(orders.map((order) => [order.clientOrderId, order.id])),
    activities: bodiesOf(database, 'paper_activities', 'position') as PaperActivity[],
  };
}

function bodiesOf(database: Database, table: string, order: string): unknown[] {
  const rows = database.prepare(`SELECT body FROM ${table} ORDER BY ${order}`).all() as Row[];
  return rows.map(({ body }) => JSON.parse(body) as unknown);
}
