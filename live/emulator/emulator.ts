/**
 * The whole emulator as one value without a socket: an account, Alpaca's interface around it, its time, its stream of
 * updates and its log. A server puts it on a port; a test or another program uses it as it is.
 */
import type { Instant } from '../../src/domain/account.ts';
import type { Money } from '../../src/domain/money.ts';
import { createEmulatorApp, type EmulatorApp, type EmulatorAppOptions } from './app.ts';
import type { Engine } from './engine.ts';
import type { RequestLog } from './request-log.ts';
import type { Updates } from './updates.ts';
import { passTime, type TimePassed, type TimeRefusal, type TimeStep } from './virtual-time.ts';
import type { WireCall, WireReply } from './wire-call.ts';

export type EmulatorOptions = {
  /** Made with `updates.publish` as its listener. */
  readonly engine: Engine;
  readonly updates: Updates;
  readonly log: RequestLog;
  readonly rateLimit?: EmulatorAppOptions['rateLimit'];
  /** The account's time where it passes by itself; absent, time stands still until it is moved. */
  readonly realTime?: () => Instant;
  /** Puts a bad line in front of the application. */
  readonly withFaults?: (app: EmulatorApp) => EmulatorApp;
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
  passTime(step: TimeStep): TimePassed | TimeRefusal;
  /** Brings the account to real time; does nothing where time is moved. */
  keepUp(): void;
  /** Puts another bad line in front of the application, or none. */
  setFaults(withFaults: ((app: EmulatorApp) => EmulatorApp) | null): void;
  /** A new account with new keys; connections of the old one are told to end. */
  reset(cash?: Money): void;
};

export function createEmulator(options: EmulatorOptions): Emulator {
  const { engine, updates, log, realTime } = options;
  const app = createEmulatorApp(engine, { rateLimit: options.rateLimit ?? {} });
  let front = options.withFaults?.(app) ?? app;
  const keepUp = (): void => {
    if (realTime !== undefined) engine.advanceTo(Math.max(engine.now(), realTime()));
  };
  return {
    engine,
    log,
    updates,
    isRealTime: realTime !== undefined,
    keepUp,
    fetch: async (request) => {
      keepUp();
      const at = engine.now();
      const path = request.url.slice(request.url.indexOf('/', 8));
      const note = (status: number, code: number | null): void => {
        log.addRequest({ at, method: request.method, path, status, code });
      };
      try {
        const response = await front.fetch(request);
        note(response.status, response.status < 400 ? null : await codeOf(response));
        return response;
      } catch (error) {
        note(0, null);
        throw error;
      }
    },
    answer: (call) => {
      keepUp();
      const at = engine.now();
      const reply = app.answer(call);
      const path = call.query === '' ? call.path : `${call.path}?${call.query}`;
      const code = reply.status < 400 ? null : codeIn(reply.body);
      log.addRequest({ at, method: call.method, path, status: reply.status, code });
      return reply;
    },
    passTime: (step) =>
      realTime === undefined
        ? passTime(engine, step)
        : { kind: 'refused', message: 'this emulator lives in real time: nobody moves its clock' },
    setFaults: (withFaults) => {
      front = withFaults?.(app) ?? app;
    },
    reset: (cash) => {
      engine.reset(cash);
      updates.endAll();
    },
  };
}

async function codeOf(response: Response): Promise<number | null> {
  return codeIn(await response.clone().text());
}

function codeIn(body: string): number | null {
  const [, digits] = /"code":(\d{1,9})/.exec(body) ?? [];
  return digits === undefined ? null : Number(digits);
}
