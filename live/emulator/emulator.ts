/**
 * The whole emulator as one value without a socket: an account, Alpaca's interface around it, its time, its stream of
 * updates and its log. A server puts it on a port; a test or another program uses it as it is.
 */
import type { FaultSchedule } from '../../src/contracts/fault-schedule.ts';
import type { Instant } from '../../src/domain/account.ts';
import type { Money } from '../../src/domain/money.ts';
import { DEFAULT_BEHAVIOUR } from '../../src/paper-broker/paper-state.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createEmulatorApp, type EmulatorApp, type EmulatorAppOptions } from './app.ts';
import type { Engine } from './engine.ts';
import { withMarketFaults } from './faults/market-faults.ts';
import { withFaults } from './faults/with-faults.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { createUpdates, type Updates } from './updates.ts';
import { passTime, type TimePassed, type TimeRefusal, type TimeStep } from './virtual-time.ts';
import type { WireCall, WireReply } from './wire-call.ts';

export type EmulatorOptions = {
  readonly engine: Engine;
  readonly rateLimit?: EmulatorAppOptions['rateLimit'];
  /** The account's time where it passes by itself; absent, time stands still until it is moved. */
  readonly realTime?: Clock;
  readonly faults?: FaultSchedule;
};

export type Emulator = {
  readonly engine: Engine;
  readonly log: RequestLog;
  readonly updates: Updates;
  readonly isRealTime: boolean;
  /** Alpaca's interface: trading and market data. Rejects with `ConnectionLost` where a fault takes the reply. */
  fetch(request: Request): Promise<Response>;
  /** The same without faults, at once. */
  answer(call: WireCall): WireReply;
  /** Whether `fetch` and `answer` say the same. */
  isFaithful(): boolean;
  passTime(step: TimeStep): TimePassed | TimeRefusal;
  /** Brings the account to real time; does nothing where time is moved. */
  keepUp(): void;
  /** Other faults in the place of those before; null: none, and a tidy market again. */
  setFaults(schedule: FaultSchedule | null): void;
  /** A new account with new keys; connections of the old one are told to end. */
  reset(cash?: Money): void;
};

export function createEmulator(options: EmulatorOptions): Emulator {
  const { realTime, faults } = options;
  const log = createRequestLog();
  const updates = createUpdates(options.engine, log);
  const { engine, setMarket } = engineOfManyMarkets(options.engine);
  const app = createEmulatorApp(engine, { rateLimit: options.rateLimit ?? {} });
  const clock = realTime ?? movedClock(engine);
  const behind = (schedule: FaultSchedule): EmulatorApp => {
    setMarket(schedule);
    return withFaults(app, schedule, { clock, engine });
  };
  let front = faults === undefined ? app : behind(faults);
  const keepUp = (): void => {
    if (realTime !== undefined) engine.advanceTo(Math.max(engine.now(), realTime.now()));
  };
  return {
    engine,
    log,
    updates,
    isRealTime: realTime !== undefined,
    keepUp,
    fetch: (request) => {
      keepUp();
      return fetchLogged(front, request, { log, at: engine.now() });
    },
    answer: (call) => {
      keepUp();
      return answerLogged(app, call, { log, at: engine.now() });
    },
    isFaithful: () => front === app,
    passTime: (step) =>
      realTime === undefined
        ? passTime(engine, step)
        : { kind: 'refused', message: 'this emulator lives in real time: nobody moves its clock' },
    setFaults: (schedule) => {
      setMarket(null);
      front = schedule === null ? app : behind(schedule);
    },
    reset: (cash) => {
      engine.reset(cash);
      updates.endAll();
    },
  };
}

/** The engine everybody holds, in a market that can be changed. */
function engineOfManyMarkets(tidy: Engine): {
  readonly engine: Engine;
  readonly setMarket: (schedule: FaultSchedule | null) => void;
} {
  let current = tidy;
  const engine: Engine = {
    ...tidy,
    get keys() {
      return tidy.keys;
    },
    advanceTo: (instant) => current.advanceTo(instant),
  };
  const setMarket = (schedule: FaultSchedule | null): void => {
    if (schedule === null) tidy.configure({ behaviour: TIDY_MARKET, flags: NO_FLAGS });
    current = schedule === null ? tidy : withMarketFaults(tidy, schedule);
  };
  return { engine, setMarket };
}

const { partialFillChance, cancelDwell, cancelDwellBySymbol } = DEFAULT_BEHAVIOUR;
const { haltedSymbols, untradableSymbols, rejectedSymbols } = DEFAULT_BEHAVIOUR;
const TIDY_MARKET = {
  partialFillChance,
  cancelDwell,
  cancelDwellBySymbol,
  haltedSymbols,
  untradableSymbols,
  rejectedSymbols,
};
const NO_FLAGS = { tradingBlocked: false, accountBlocked: false };

/** What waits moves the account's time. */
function movedClock(engine: Engine): Clock {
  return {
    now: () => engine.now(),
    sleep: (milliseconds) => {
      engine.advanceTo(engine.now() + milliseconds);
      return Promise.resolve();
    },
  };
}

type Notes = { readonly log: RequestLog; readonly at: Instant };

async function fetchLogged(
  app: EmulatorApp,
  request: Request,
  { log, at }: Notes,
): Promise<Response> {
  const { method, url } = request;
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  try {
    const response = await app.fetch(request);
    const code = response.status < 400 ? null : codeIn(await textOf(response));
    log.addRequest({ at, method, path, status: response.status, code });
    return response;
  } catch (error) {
    log.addRequest({ at, method, path, status: 0, code: null });
    throw error;
  }
}

function answerLogged(app: EmulatorApp, call: WireCall, { log, at }: Notes): WireReply {
  const reply = app.answer(call);
  const { method, query } = call;
  const path = query === '' ? call.path : `${call.path}?${query}`;
  const code = reply.status < 400 ? null : codeIn(reply.body);
  log.addRequest({ at, method, path, status: reply.status, code });
  return reply;
}

/** Empty when a fault cuts it off. */
async function textOf(response: Response): Promise<string> {
  try {
    return await response.clone().text();
  } catch {
    return '';
  }
}

function codeIn(body: string): number | null {
  const [, digits] = /"code":(\d{1,9})/.exec(body) ?? [];
  return digits === undefined ? null : Number(digits);
}
