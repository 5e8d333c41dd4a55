/** What must hold of book and broker after anything that happened to a process. */
import { join } from 'node:path';

import Database from 'better-sqlite3';

import type { Ended, Trial } from './world.ts';

export type BrokerView = {
  /** `HELD 100`, one for each position. */
  readonly positions: readonly string[];
  readonly ownIds: readonly string[];
  readonly problems: readonly string[];
};

type WireOrder = {
  readonly client_order_id: string;
  readonly symbol: string;
  readonly side: string;
  readonly type: string;
  readonly status: string;
  readonly qty: string;
  readonly filled_qty: string;
};
type WirePosition = { readonly symbol: string; readonly qty: string };

const OWN_ID = /^\d{8}_[A-Z.]+_(entry_buy|exit_sell|stop_sell)(_\d+)?$/;
const ENDED = ['filled', 'canceled', 'expired', 'rejected', 'replaced'];

/** The account as the emulator shows it, and which of its facts may never be. */
export async function lookAtBroker({ emulator }: Trial): Promise<BrokerView> {
  const orders = await emulator.get<WireOrder[]>('/v2/orders?status=all&limit=500&nested=false');
  const held = await emulator.get<WirePosition[]>('/v2/positions');
  const own = orders.filter((order) => OWN_ID.test(order.client_order_id));
  return {
    positions: held.map(({ symbol, qty }) => `${symbol} ${qty}`).sort(),
    ownIds: own.map((order) => order.client_order_id).sort(),
    problems: [...duplicates(own), ...oversold(orders, held)],
  };
}

/** One entry and one exit of a stock and a session may have bought or sold; the ids themselves are unique at the broker. */
function duplicates(own: readonly WireOrder[]): string[] {
  const filled = own.filter(({ filled_qty, type }) => Number(filled_qty) > 0 && type === 'market');
  const keys = filled.map(({ client_order_id }) => client_order_id.replace(/_\d+$/, ''));
  return keys
    .filter((key, index) => keys.indexOf(key) !== index)
    .map((key) => `${key} was filled twice`);
}

function oversold(orders: readonly WireOrder[], held: readonly WirePosition[]): string[] {
  return [...new Set(orders.map(({ symbol }) => symbol))].flatMap((symbol) => {
    const selling = restingShares(orders, symbol);
    const shares = Number(held.find((position) => position.symbol === symbol)?.qty ?? 0);
    return shares < 0 || selling > shares ? [`${symbol}: ${selling} to sell, ${shares} held`] : [];
  });
}

/** A leg that waits for its parent sells nothing yet. */
function restingShares(orders: readonly WireOrder[], symbol: string): number {
  return orders
    .filter((order) => order.symbol === symbol && order.side === 'sell')
    .filter(({ status }) => !ENDED.includes(status) && status !== 'held')
    .reduce((sum, { qty, filled_qty }) => sum + Number(qty) - Number(filled_qty), 0);
}

/** Every share has its stop, where the session is over. */
export async function nakedShares({ emulator }: Trial): Promise<string[]> {
  const orders = await emulator.get<WireOrder[]>('/v2/orders?status=all&limit=500&nested=false');
  const held = await emulator.get<WirePosition[]>('/v2/positions');
  return held.flatMap(({ symbol, qty }) => {
    const resting = restingShares(orders, symbol);
    return resting === Number(qty) ? [] : [`${symbol}: ${qty} held, ${resting} protected`];
  });
}

export type BookView = {
  readonly integrity: string;
  readonly positions: readonly string[];
  readonly ids: readonly string[];
  readonly undecided: number;
};

/** The book by itself; a run may have died in it a moment ago. */
export function lookAtBook(path: string): BookView {
  const database = new Database(join(path, 'live/state.db'));
  try {
    const column = (sql: string): string[] => database.prepare<[], string>(sql).pluck().all();
    return {
      integrity: String(database.pragma('integrity_check', { simple: true })),
      positions: column(
        `SELECT ticker || ' ' || actual_shares FROM positions WHERE status = 'open' ORDER BY ticker`,
      ),
      ids: column('SELECT client_order_id FROM orders ORDER BY client_order_id'),
      undecided: column(
        `SELECT client_order_id FROM orders WHERE status IN ('intended', 'unknown_outcome')`,
      ).length,
    };
  } finally {
    database.close();
  }
}

/** Right after a process died: nothing left that was not written down, nothing sold that is not held. */
export async function checkAfterDeath(trial: Trial): Promise<string[]> {
  const broker = await lookAtBroker(trial);
  const book = lookAtBook(trial.path);
  const unknown = broker.ownIds.filter((id) => !book.ids.includes(id));
  return [
    ...(book.integrity === 'ok' ? [] : [`integrity_check: ${book.integrity}`]),
    ...unknown.map((id) => `${id} left without its intent`),
    ...broker.problems,
  ];
}

export type Aim = {
  readonly positions: readonly string[];
  /** The exit codes of a run that has nothing left to do: 0, and 10 when it is too late to begin. */
  readonly codes?: readonly number[];
};

const MOST_RUNS = 3;

/** At most three runs until one ends with 0; one more changes nothing at the broker. */
export async function checkConvergence(trial: Trial, aim: Aim): Promise<string[]> {
  const codes: (number | null)[] = [];
  const { codes: fine = [0] } = aim;
  const isDone = (code: number | null | undefined): boolean => fine.includes(code ?? -1);
  let last: Ended | null = null;
  while (codes.length < MOST_RUNS && !isDone(codes.at(-1))) {
    last = await trial.run();
    codes.push(last.code);
  }
  if (!isDone(last?.code))
    return [`no run ended with 0: ${codes.join(', ')}: ${last?.out ?? ''}${last?.err ?? ''}`];
  const before = await writesAtBroker(trial);
  const again = await trial.run();
  const after = await writesAtBroker(trial);
  const broker = await lookAtBroker(trial);
  const book = lookAtBook(trial.path);
  return [
    ...(again.code === last?.code ? [] : [`run again, it ended with ${String(again.code)}`]),
    ...(after === before ? [] : [`run again, it sent ${after - before} requests that change`]),
    ...(same(broker.positions, aim.positions) ? [] : [`holds ${broker.positions.join(', ')}`]),
    ...(same(book.positions, broker.positions) ? [] : [`the book has ${book.positions.join()}`]),
    ...(book.undecided === 0 ? [] : [`${book.undecided} orders of unknown fate`]),
    ...(await nakedShares(trial)),
    ...(await checkAfterDeath(trial)),
  ];
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Requests that place, change or cancel an order. */
export async function writesAtBroker({ emulator }: Trial): Promise<number> {
  const log = await (await fetch(`${emulator.origin}/emulator/log`)).text();
  return log
    .split('\n')
    .filter((line) => /"method":"(POST|PATCH|DELETE)","path":"\/v2\//.test(line)).length;
}
