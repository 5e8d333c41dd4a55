/**
 * The composition root: the only file of `live` that builds adapters. Everything else is given ports.
 */
import { resolve } from 'node:path';

import { CommandError } from '../src/domain/outcome.ts';
import type { Instant } from '../src/domain/account.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { Config } from '../src/contracts/config.ts';
import type { StateRows } from '../src/contracts/run-bundle.ts';
import type { Broker, BrokerReads } from '../src/ports/broker.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { Notifier } from '../src/ports/notifier.ts';
import type { PriceSource } from '../src/ports/price-source.ts';
import type { StateStore } from '../src/ports/state-store.ts';
import { newYorkInstant } from '../src/rules/new-york-time.ts';
import { readConfig, assertManifest } from '../src/adapters/files/read-config.ts';
import type { Tap } from '../src/adapters/bundle/run-recorder.ts';
import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { readCredentials } from '../src/adapters/environment/credentials.ts';
import { logNotifier } from '../src/adapters/notify/log-notifier.ts';
import { openScratchStore, openStateStore } from '../src/adapters/sqlite/state-store.ts';
import { listenForInterruption, type Interruption } from '../src/adapters/process/interruption.ts';
import { acquireRunLock } from '../src/adapters/sqlite/run-lock.ts';
import { sha256 } from './bookkeeping/sha256.ts';
import type { ReplayQuestion, ReplayWorld } from './wiring/replay-world.ts';

export { readInput, readReportInput } from '../src/adapters/files/read-input.ts';
export { emptyFolder, listFolder } from '../src/adapters/files/folders.ts';
export { readText } from '../src/adapters/files/read-text.ts';
export { writeAtomically } from '../src/adapters/files/write-atomically.ts';
export { listenForInterruption, readConfig, systemClock };
export type { Interruption };
export type { ReplayWorld };

export type Environment = 'emulator' | 'paper' | 'live';

export const DEFAULT_CONFIG = 'openbell.yaml';
export const DEFAULT_MANIFEST = 'reports/backtest/run_manifest.json';

export type Configuration = {
  readonly config: Config;
  readonly configSha256: string;
  /** False when no manifest was there to compare the live rules with. */
  readonly tested: boolean;
};

/** Reads the configuration and holds it against the backtest's manifest. */
export function openConfiguration(options: {
  readonly config?: string;
  readonly manifest?: string;
}): Configuration {
  const config = readConfig(options.config ?? DEFAULT_CONFIG, options.config !== undefined);
  const tested = assertManifest(
    options.manifest ?? DEFAULT_MANIFEST,
    options.manifest !== undefined,
    config.trading,
  );
  return {
    config,
    configSha256: sha256(JSON.stringify([config.trading, config.execution])),
    tested,
  };
}

export type OpenState = {
  readonly store: StateStore;
  readonly rows: (before?: StateRows) => StateRows;
  readonly close: () => void;
};

/** The state for a run, locked against every other run; or a private copy of it for a dry run. */
export async function openState(path: string, dryRun: boolean): Promise<OpenState> {
  if (dryRun) return openScratchStore(path);
  const lock = await acquireRunLock(path);
  try {
    const { store, rows, close } = await openStateStore(path);
    return {
      store,
      rows,
      close() {
        close();
        lock.release();
      },
    };
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

/** The state beside a run that may be under way: for the kill switch, which must not wait for the lock. */
export function openStateBeside(path: string): Promise<OpenState> {
  return openStateStore(path);
}

/** Whether there are Alpaca keys; their values stay where they are. */
export function findKeys(): boolean {
  return readCredentials(process.env).alpaca !== null;
}

export type BrokerOptions = {
  readonly environment: Environment;
  /** An emulator in another process; absent, it is in this one. */
  readonly emulatorUrl?: string;
  readonly stateDb: string;
  readonly prices: string | undefined;
  readonly config: Config;
  /** The emulator's clock is moved here, and never back. */
  readonly startAt: Instant;
  readonly dryRun: boolean;
  /** Stands between the run and what answers it, to remember both. */
  readonly tap?: Tap;
};

/** Where requests go and which tape prices come from. */
export type BrokerAddress = {
  readonly tradingOrigin: string;
  readonly dataOrigin: string;
  readonly feed: Config['broker']['data_feed'];
};

export type OpenBroker<Kind extends BrokerReads> = {
  readonly broker: Kind;
  readonly address: BrokerAddress;
  readonly clock: Clock;
  readonly prices: PriceSource | null;
  readonly close: () => void;
};

/** A broker that can only be asked: for the signal generator and for every dry run. */
export async function openBrokerReads(options: BrokerOptions): Promise<OpenBroker<BrokerReads>> {
  if (options.environment === 'emulator') {
    const { reads, ...rest } = await openEmulator(options);
    return { ...rest, broker: reads };
  }
  const { createAlpacaReads } = await import('../src/adapters/alpaca/alpaca-reads.ts');
  const { alpaca, ...rest } = await openAlpaca(options);
  return { ...rest, broker: createAlpacaReads(alpaca) };
}

/** A broker that takes orders: for the executor. */
export async function openBroker(options: BrokerOptions): Promise<OpenBroker<Broker>> {
  if (options.environment === 'emulator') return openEmulator(options);
  const { createAlpacaBroker } = await import('../src/adapters/alpaca/alpaca-broker.ts');
  const { alpaca, ...rest } = await openAlpaca(options);
  return { ...rest, broker: createAlpacaBroker(alpaca) };
}

async function openEmulator(options: BrokerOptions) {
  const { emulatorUrl } = options;
  if (emulatorUrl !== undefined) {
    const { openRemoteEmulator } = await import('./wiring/remote-emulator.ts');
    return openRemoteEmulator(options, emulatorUrl);
  }
  const { openEmbeddedBroker } = await import('./wiring/embedded-broker.ts');
  return openEmbeddedBroker(options);
}

/** What reads and writes are made of. The source of prices waits by a clock of its own: only its answers are the run's. */
async function openAlpaca(options: BrokerOptions) {
  const { tap } = options;
  const { networkTransport } = await import('../src/adapters/alpaca/network-transport.ts');
  const ownClock = systemClock();
  const clock = tap?.clock(ownClock) ?? ownClock;
  const { credentials, ...address } = await alpacaAddress(options);
  const transport = tap?.transport(networkTransport());
  const prices = await openPrices(options, ownClock);
  return {
    alpaca: { ...address, credentials, clock, ...(transport !== undefined && { transport }) },
    address,
    clock,
    prices: prices === null ? null : (tap?.prices(prices) ?? prices),
    close: () => undefined,
  };
}

/** Keys from the environment or a private `.env`; origins by exact comparison; `live` only with everything in place. */
async function alpacaAddress({ environment, config }: BrokerOptions) {
  const { ALPACA_DATA_ORIGIN, ALPACA_TRADING_ORIGINS, assertTradingOrigin } =
    await import('../src/adapters/alpaca/origin-guard.ts');
  const { alpaca } = readCredentials(process.env);
  if (alpaca === null) {
    throw new CommandError(
      'broker-unreachable',
      `--broker ${environment} needs Alpaca keys, and there are none`,
      'set APCA_API_KEY_ID and APCA_API_SECRET_KEY, or put them into a .env file of mode 0600',
    );
  }
  const tradingOrigin = ALPACA_TRADING_ORIGINS[environment === 'live' ? 'live' : 'paper'];
  assertTradingOrigin(tradingOrigin, environment, {
    environmentVariables: process.env,
    live: {
      configured: config.broker.live_enabled,
      flag: environment === 'live',
      pinnedAccount: config.broker.account_number,
    },
  });
  const feed = config.broker.data_feed;
  return { tradingOrigin, dataOrigin: ALPACA_DATA_ORIGIN, feed, credentials: alpaca };
}

/** `alpaca`, `fmp`, or a folder of CSV files; null when nobody said. */
async function openPrices(
  { prices, config, dryRun }: BrokerOptions,
  clock: Clock,
): Promise<PriceSource | null> {
  const wanted = prices ?? config.prices;
  if (wanted === null) return null;
  if (wanted === 'alpaca' || wanted === 'fmp') {
    const { openRemotePrices } = await import('./wiring/remote-prices.ts');
    return openRemotePrices({ which: wanted, config, clock, dryRun });
  }
  const { createCsvPriceSource } = await import('../src/adapters/prices/csv-price-source.ts');
  return createCsvPriceSource(resolve(wanted));
}

/** Alerts go to the error stream (cron mails it) and, where configured, to a webhook. */
export async function openNotifier(
  config: Config,
  write: (line: string) => void,
): Promise<Notifier> {
  const log = logNotifier(write);
  if (config.alert_webhook === null) return log;
  const { webhookNotifier } = await import('../src/adapters/notify/webhook-notifier.ts');
  const webhook = webhookNotifier(config.alert_webhook);
  return {
    async notify(alert) {
      await log.notify(alert);
      return webhook.notify(alert);
    },
  };
}

/** State, account and market of a replay, which only a replay loads. */
export async function openReplayWorld(question: ReplayQuestion): Promise<ReplayWorld> {
  const world = await import('./wiring/replay-world.ts');
  return world.openReplayWorld(question);
}

/** `HH:MM` in New York on that date. */
export function instantAt(tradeDate: SessionDate, time: string): Instant {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (match === null)
    throw new CommandError(
      'usage',
      `${time} is no time of day`,
      'write it as HH:MM, New York time',
    );
  return newYorkInstant(tradeDate, Number(match[1]) * 60 + Number(match[2]));
}
