/** Looks at each request the moment it leaves and at each reply the moment it is given. */
import { parseClientOrderId } from '../../src/domain/client-order-id.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { sessionHours } from '../../src/rules/new-york-time.ts';
import type { WireCall, WireReply } from '../../live/emulator/wire-call.ts';
import { problemsOfRequest, type RequestFacts } from './request-invariants.ts';
import { sharesAtBroker } from './owner.ts';
import type { Life } from './steps.ts';
import { offeredOf } from './known.ts';
import { rowsOf } from './statements.ts';
import type { World } from './world.ts';

const MS_PER_MINUTE = 60_000;
const MOST_SKEW_MS = 30_000;

/** When each id was asked for; kept beside the world, since a run that begins in the middle asks anew. */
const looks = new WeakMap<World, Map<string, number[]>>();

export function looksFor(world: World, id: string): readonly number[] {
  return looks.get(world)?.get(id) ?? [];
}

function noteLook(world: World, { query }: WireCall): void {
  const id = new URLSearchParams(query).get('client_order_id');
  if (id === null) return;
  const known = looks.get(world) ?? new Map<string, number[]>();
  looks.set(world, known.set(id, [...(known.get(id) ?? []), world.engine.now()]));
}

export function beforeSend(life: Life, call: WireCall): void {
  if (call.method === 'GET') {
    noteLook(life.world, call);
    return;
  }
  const { world, number, command } = life;
  const facts = requestFacts(life, call);
  for (const problem of problemsOfRequest(facts)) world.violations.add(problem);
  world.sent.push({
    effect: world.effects.count(),
    process: number,
    command: command.name,
    method: call.method,
    path: call.path,
    body: call.body,
    at: world.engine.now(),
  });
}

type Body = {
  readonly client_order_id?: string;
  readonly symbol?: string;
  readonly qty?: string;
  readonly side?: string;
  readonly order_class?: string;
  readonly time_in_force?: string;
};

function requestFacts(life: Life, call: WireCall): RequestFacts {
  const { world, number, command, lastEvent } = life;
  const { store, effects, config } = world;
  const body = call.body === '' ? {} : (JSON.parse(call.body) as Body);
  const id = body.client_order_id ?? null;
  const key = id === null ? undefined : parseClientOrderId(id);
  const journal = id === null ? null : store.orderByClientId(id);
  const today = key === undefined ? [] : store.ordersOfSession(key.tradeDate);
  const requested = today.filter(({ payloadHash }) => payloadHash !== 'made by the broker');
  const open = store.openPositions();
  const entries = store.unsettledOrders().filter(({ intent }) => intent === 'entry');
  return {
    method: call.method,
    command: command.name,
    id,
    body: call.body,
    hasLock: world.lockedBy === number,
    intent: key?.intent ?? null,
    isIntended: journal !== null && ['intended', 'unknown_outcome'].includes(journal.status),
    isCancelNoted: call.method !== 'DELETE' || isCancelNoted(world, call.path),
    earlierBodies: world.sent
      .filter((sent) => sent.method !== 'DELETE' && idOf(sent.body) === id)
      .map((sent) => sent.body),
    isKilled: store.killSwitch().level !== 'off' && world.killedAt < effects.count(),
    qty: Number(body.qty ?? 0),
    ledgerShares: open.find(({ ticker }) => ticker === key?.ticker)?.shares ?? 0,
    room: {
      used: new Set([...open, ...entries].map(({ ticker }) => ticker)).size,
      max: config.trading.max_positions,
    },
    trades: {
      used: requested.filter(({ intent }) => intent !== 'stop').length,
      max: config.execution.max_daily_trade_orders,
    },
    stops: {
      used: requested.filter(({ intent }) => intent === 'stop').length,
      max: config.execution.max_daily_stop_orders,
    },
    plannedQty: key?.intent === 'entry' ? plannedQty(world, key.tradeDate, key.ticker) : null,
    carriesStop: body.order_class === 'oto',
    takesGroups: world.engine.state.behaviour.oto === 'allowed',
    timeInForce: body.time_in_force ?? null,
    // Not where the machine stood still after all was looked at, with the request on its way.
    isLate: lastEvent < effects.count() && isLate(world, key?.tradeDate),
    onSale: offeredOf(world)[body.symbol ?? ''] ?? 0,
    held: sharesAtBroker(world, body.symbol ?? ''),
    booked: store
      .unsettledOrders()
      .filter(
        ({ ticker, side, clientOrderId, status }) =>
          ticker === key?.ticker && side === 'sell' && clientOrderId !== id && status !== 'held',
      )
      .reduce((sum, order) => sum + order.qty - order.filledQty, 0),
    isClockWrong:
      Math.abs(world.skew) > MOST_SKEW_MS &&
      !effects.happened().some(({ what }) => what === 'skew'),
    isQuiet: effects.happened().length === 0,
  };
}

function isLate({ engine, config }: World, date: SessionDate | undefined): boolean {
  const hours = date === undefined ? undefined : sessionHours(date);
  const minutes = config.execution.entry_cutoff_minutes;
  return hours !== undefined && engine.now() > hours.open + minutes * MS_PER_MINUTE;
}

function idOf(body: string): string | null {
  return /"client_order_id":"([^"]*)"/.exec(body)?.[1] ?? null;
}

function isCancelNoted({ database }: World, path: string): boolean {
  const brokerId = path.split('/').at(-1) ?? '';
  const rows = rowsOf(
    database,
    `SELECT 1 FROM order_events JOIN orders USING (order_id)
     WHERE alpaca_order_id = ? AND detail = 'cancel requested' LIMIT 1`,
    brokerId,
  );
  return rows.length > 0;
}

type Planned = { readonly entries: readonly { readonly ticker: string; readonly qty: number }[] };

function plannedQty({ store }: World, ...[date, ticker]: [string, string]): number {
  const record = store.signalFile(date as Parameters<typeof store.signalFile>[0], 'ema_p10');
  if (record === null) return 0;
  const { entries } = JSON.parse(record.content) as Planned;
  return entries.find((entry) => entry.ticker === ticker)?.qty ?? 0;
}

export function afterReply({ world }: Life, call: WireCall, reply: WireReply): void {
  if (call.method === 'GET') return;
  if (reply.body.includes('client_order_id must be unique'))
    world.reached.add('duplicate-id reply');
  if (call.method === 'POST' && call.body.includes('"type":"stop"') && reply.status === 200)
    world.reached.add('stop placed by itself');
  const symbol = /"symbol":"([^"]*)"/.exec(call.body)?.[1];
  if (call.body.includes('"side":"sell"') && symbol !== undefined) checkSells(world, symbol);
}

/** What is offered for sale is never more than what is there. */
function checkSells(world: World, symbol: string): void {
  const held = sharesAtBroker(world, symbol);
  const offered = offeredOf(world)[symbol] ?? 0;
  if (offered > held) world.violations.add(`I4 ${symbol}: ${offered} shares offered, ${held} held`);
}
