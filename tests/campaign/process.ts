/**
 * One process in a world: a production command from its options to its exit code, whose every effect goes through the
 * central count. When it crashes it is dead: what waits never goes on, and what it still tries comes to nothing.
 */
import { runExecutor } from '../../live/executor/run.ts';
import { runSignalGenerator } from '../../live/signal-generator/run.ts';
import { withHands, type Hands } from '../../live/wiring/hands.ts';
import { createAlpacaBroker, createAlpacaReads } from '../../src/adapters/alpaca/alpaca-broker.ts';
import type { Answer } from '../../src/adapters/alpaca/alpaca-http.ts';
import { Secret } from '../../src/adapters/environment/secret.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { ConnectionLost } from '../../src/ports/connection-lost.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Alert, Notifier } from '../../src/ports/notifier.ts';
import { NO_PAINT } from '../../src/views/paint.ts';
import type { Known } from './known.ts';
import { stateOf } from './process-state.ts';
import { step, stepSync, type Life } from './steps.ts';
import { afterReply, beforeSend } from './watch.ts';
import { WIRE_FAULTS } from './wire-faults.ts';
import type { World } from './world.ts';
import type { WireCall, WireReply } from '../../live/emulator/wire-call.ts';

export type Command =
  | {
      readonly name: 'signal-generator';
      readonly date: string | null;
      readonly report: string | null;
    }
  | {
      readonly name: 'executor';
      readonly date: string;
      readonly phase: 'all' | 'place' | 'settle';
      readonly skipTimeCheck?: boolean;
    };

export type Ran = {
  readonly number: number;
  readonly command: Command;
  /** Null: it crashed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly alerts: readonly Alert[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** Numbers of its first effect and of the one after its last. */
  readonly effects: readonly [number, number];
  /** Whether it wrote to the shadow tables. */
  readonly shadowChanged: boolean;
  /** Somebody did something after the last answer that it got: what it could know. Null: all there is. */
  readonly known: Known | null;
  /** The machine stood still while it ran. */
  readonly isPaused: boolean;
};

/** Looked for in everything a process says and leaves. */
export const CANARY = 'CANARY-5f0c1d9e7a';
const MOST_EFFECTS = 4_000;
export const SIGNALS = (date: string): string => `signals/trade_signals_${date}_ema_p10.json`;

export async function runProcess(world: World, command: Command): Promise<Ran> {
  world.processes += 1;
  const number = world.processes;
  const startedAt = world.engine.now();
  const first = world.effects.count() + 1;
  const texts = { out: [] as string[], err: [] as string[] };
  let die: () => void = () => undefined;
  const death = new Promise<number>((resolve) => {
    die = () => {
      resolve(-1);
    };
  });
  const life: Life = {
    world,
    number,
    command,
    alerts: [],
    dead: false,
    shadowChanged: false,
    lastEvent: 0,
    lastReceive: 0,
    known: null,
    isPaused: false,
    depth: 0,
    die,
    limit: first + MOST_EFFECTS,
  };
  world.effects.note(`process ${number} ${JSON.stringify(command)} at ${startedAt}`);
  const code = await Promise.race([started(life, texts), death]);
  if (world.lockedBy === number) world.lockedBy = null;
  if (life.depth > 0) throw new Error('a dead process left a transaction open');
  world.effects.note(`ended ${life.dead ? 'crashed' : String(code)} at ${world.engine.now()}`);
  return {
    number,
    command,
    code: life.dead ? null : code,
    out: texts.out.join('\n'),
    err: texts.err.join('\n'),
    alerts: life.alerts,
    startedAt,
    endedAt: world.engine.now(),
    effects: [first, world.effects.count() + 1],
    shadowChanged: life.shadowChanged,
    known: life.lastEvent >= life.lastReceive ? life.known : null,
    isPaused: life.isPaused,
  };
}

type Texts = { readonly out: string[]; readonly err: string[] };

function started(life: Life, texts: Texts): Promise<number> {
  const streams = {
    out: (text: string) => void texts.out.push(text),
    err: (text: string) => void texts.err.push(text),
    paint: NO_PAINT,
  };
  const { command } = life;
  const common = { stateDb: 'state.db', broker: 'emulator' as const, json: true };
  const runWith = withHands(handsOf(life));
  if (command.name === 'executor') {
    const { date, phase, skipTimeCheck } = command;
    const options = {
      ...common,
      signalsFile: SIGNALS(date),
      phase,
      ...(skipTimeCheck === true && { skipTimeCheck }),
    };
    return runExecutor(options, streams, runWith);
  }
  const { date, report } = command;
  const options = {
    ...common,
    outputDir: 'signals',
    report: report !== null,
    ...(report !== null && { reportFile: report }),
    ...(date !== null && { tradeDate: date }),
  };
  return runSignalGenerator(options, streams, runWith);
}

function handsOf(life: Life): Partial<Hands> {
  const { world } = life;
  const read = (path: string, what: string): Uint8Array => {
    const content = world.files.get(path);
    if (content !== undefined) return new TextEncoder().encode(content);
    throw new CommandError(
      'input-refused',
      `the ${what} ${path} does not exist or cannot be read`,
      `give the path of a ${what}`,
    );
  };
  const clock = clockOf(life);
  const { config, configSha256 } = world;
  return {
    openConfiguration: () => ({ config, configSha256, tested: true }),
    // A process of the campaign dies, or lives to its end: nobody asks it to stop.
    listenForInterruption: () => ({
      signal: new AbortController().signal,
      stopListening: () => undefined,
    }),
    readInput: read,
    readReportInput: (path) => ({
      fileName: path.split('/').at(-1) ?? path,
      bytes: read(path, 'report'),
      twin: null,
    }),
    openState: () => Promise.resolve(stateOf(life)),
    openBroker: () =>
      Promise.resolve({ ...opened(life, clock), broker: createAlpacaBroker(lineOf(life, clock)) }),
    openBrokerReads: () =>
      Promise.resolve({ ...opened(life, clock), broker: createAlpacaReads(lineOf(life, clock)) }),
    openNotifier: () => Promise.resolve(notifierOf(life)),
    now: () => clock.now(),
    writeFile: (path, content) => {
      stepSync(life, 'file', path);
      world.files.set(path, content);
    },
  };
}

const ORIGINS = { tradingOrigin: 'http://localhost', dataOrigin: 'http://localhost' };
const FEED = { feed: 'iex' as const };

function opened(life: Life, clock: Clock) {
  const { prices } = life.world.market;
  const address = { ...ORIGINS, ...FEED };
  return { clock, prices, address, close: () => undefined };
}

function lineOf(life: Life, clock: Clock) {
  const key = new Secret(CANARY);
  return {
    ...ORIGINS,
    ...FEED,
    credentials: { keyId: key, secretKey: key },
    clock,
    answer: answererOf(life),
  };
}

function clockOf(life: Life): Clock {
  const { world } = life;
  return {
    now: () => world.engine.now() + world.skew,
    sleep: (milliseconds) => {
      if (life.dead) return new Promise(() => undefined);
      world.engine.advanceTo(world.engine.now() + milliseconds);
      world.past?.note();
      return Promise.resolve();
    },
  };
}

/** The broker as the adapter asks it: no client and no socket between, whose faults are the campaign's own. */
function answererOf(life: Life): Answer {
  return async ({ method, url, headers, body }) => {
    const { world } = life;
    const names = new Map(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const call: WireCall = {
      method,
      path: url.pathname,
      query: url.search.slice(1),
      body,
      header: (name) => names.get(name.toLowerCase()),
    };
    const what = `${method} ${url.pathname}${url.search}`;
    const hits = await step(life, 'send', `${what} ${body}`);
    try {
      const reply = answerOf(world, life, call, hits);
      await step(life, 'receive', `${what} ${reply.status}`);
      return reply;
    } catch (error) {
      if (error instanceof ConnectionLost) await step(life, 'receive', `${what} lost`);
      throw error;
    }
  };
}

/** The first fault of the wire that hits decides; with none the broker answers. */
function answerOf(world: World, life: Life, call: WireCall, hits: readonly string[]): WireReply {
  beforeSend(life, call);
  const deliver = (): WireReply => {
    const reply = world.app.answer(call);
    if (call.method !== 'GET') world.past?.note();
    afterReply(life, call, reply);
    return reply;
  };
  const fault = hits.map((hit) => WIRE_FAULTS[hit]).find((found) => found !== undefined);
  if (fault === undefined) return deliver();
  const name = hits.find((hit) => WIRE_FAULTS[hit] === fault) ?? '';
  noteFault(world, call, name);
  const reply = fault({
    method: call.method,
    path: call.path,
    deliver,
    past: (seconds) => world.past?.answer(call, seconds) ?? deliver(),
    now: () => world.engine.now(),
    wait: (milliseconds) => {
      world.engine.advanceTo(world.engine.now() + milliseconds);
    },
  });
  if (
    name === 'stale' &&
    call.path === '/v2/positions' &&
    reply.body !== world.app.answer(call).body
  )
    world.reached.add('stale position read that contradicts an order');
  return reply;
}

const ACTS = ['reply_lost', 'gateway_504', 'server_500', 'timeout', 'late', 'truncated'];

function noteFault(world: World, { method, path }: WireCall, name: string): void {
  if (method === 'POST' && path === '/v2/orders' && ACTS.includes(name))
    world.reached.add('POST lost after acceptance');
}

function notifierOf(life: Life): Notifier {
  return {
    notify: async (alert) => {
      const hits = await step(life, 'alert', `${alert.code} ${alert.subject ?? ''}`);
      life.alerts.push(alert);
      life.world.alerts.push(alert);
      return { delivered: !hits.includes('alert_down') };
    },
  };
}
