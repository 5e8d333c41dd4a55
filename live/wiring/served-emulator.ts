/** The emulator on a port of this machine: prices, state, clock, faults and sockets put together. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

import type { Instant } from '../../src/domain/account.ts';
import type { Money } from '../../src/domain/money.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { createPaperBroker, type PaperBrokerState } from '../../src/paper-broker/paper-state.ts';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { readFaultSchedule } from '../../src/adapters/files/read-fault-schedule.ts';
import { createPaperMarket } from '../../src/adapters/prices/paper-market.ts';
import { listenForInterruption } from '../../src/adapters/process/interruption.ts';
import { serveOnLoopback } from '../../src/adapters/server/loopback-server.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { PAGE_STYLE } from '../../src/views/emulator-page/page-style.ts';
import { keysOf } from '../emulator/api-keys.ts';
import { createEmulator, type Emulator } from '../emulator/emulator.ts';
import { createEngine } from '../emulator/engine.ts';
import { PAGE_SCRIPT } from '../emulator/page-script.ts';
import { createServedApp } from '../emulator/served-app.ts';
import { openStream } from '../emulator/stream-connections.ts';
import { morningOf } from '../emulator/virtual-time.ts';
import { firstDayOf } from './first-day.ts';
import { openServedState } from './served-state.ts';

export type ServedOptions = {
  readonly version: string;
  /** A folder of bars. */
  readonly prices: string;
  /** Where a new account begins; null: near the end of the bars, or now where time is real. */
  readonly date: SessionDate | null;
  readonly isRealTime: boolean;
  readonly port: number;
  readonly seed: string;
  /** Files; null for none. */
  readonly faults: string | null;
  readonly state: string | null;
  readonly cash: Money;
  readonly multiplier: 1 | 2 | 4;
  readonly isRateLimited: boolean;
};

export type ServedEmulator = {
  readonly emulator: Emulator;
  readonly origin: string;
  /** Resolves on Ctrl-C or SIGTERM. */
  readonly interrupted: Promise<void>;
  close(): Promise<void>;
};

/** How often the account is brought to real time when nobody asks. */
const TICK_MS = 250;

export async function openServedEmulator(options: ServedOptions): Promise<ServedEmulator> {
  const interruption = listenForInterruption();
  const prices = resolve(options.prices);
  const faults = options.faults === null ? null : readFaultSchedule(options.faults);
  const market = createPaperMarket(prices);
  const kept = await openServedState(options.state, { prices, seed: seedOf(options) });
  try {
    const clock = systemClock();
    const begin = beginning(options, prices, clock);
    const state = kept.saved ?? newAccount(options, begin);
    const engine = createEngine({
      state,
      market,
      keys: keysOf,
      persist: kept.save,
    });
    const emulator = createEmulator({
      engine,
      rateLimit: { isEnforced: options.isRateLimited },
      ...(options.isRealTime && { realTime: flowing(clock, Math.max(begin, state.now)) }),
      ...(faults !== null && { faults }),
    });
    engine.advanceTo(Math.max(engine.now(), begin));
    const { fetch, plain } = createServedApp(emulator, {
      version: options.version,
      hashes: HASHES,
    });
    const server = await serveOnLoopback({
      port: options.port,
      fetch,
      plain,
      sockets: { path: '/stream', open: (peer, url) => openStream(emulator, peer, url) },
    });
    if (options.isRealTime) void keepUp(emulator, clock, interruption.signal);
    return {
      emulator,
      origin: server.origin,
      interrupted: whenAborted(interruption.signal),
      close: async () => {
        interruption.stopListening();
        await server.close();
        kept.close();
      },
    };
  } catch (cause) {
    interruption.stopListening();
    kept.close();
    throw cause;
  }
}

const HASHES = { script: hashOf(PAGE_SCRIPT), style: hashOf(PAGE_STYLE) };

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function seedOf({ seed }: ServedOptions): string {
  return `openbell/${seed}`;
}

function beginning({ date, isRealTime }: ServedOptions, prices: string, clock: Clock): Instant {
  if (date !== null) return morningOf(date);
  return isRealTime ? clock.now() : morningOf(firstDayOf(prices));
}

function newAccount(options: ServedOptions, now: Instant): PaperBrokerState {
  const { cash, multiplier } = options;
  const seed = seedOf(options);
  return createPaperBroker({ now, cash, multiplier, seed, accountNumber: `PA${numberOf(seed)}` });
}

/** Ten characters that follow from the seed. */
function numberOf(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 10).toUpperCase();
}

/** The account's time at wall speed, from `begin` on. */
function flowing(clock: Clock, begin: Instant): Clock {
  const started = clock.now();
  return { ...clock, now: () => begin + clock.now() - started };
}

async function keepUp(emulator: Emulator, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(TICK_MS);
    try {
      emulator.keepUp();
    } catch {
      // The same will meet the next request, whose reply says why.
      return;
    }
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    signal.addEventListener(
      'abort',
      () => {
        done();
      },
      { once: true },
    );
  });
}
