import { dirname, join, resolve } from 'node:path';

import { moneyFromNumber } from '../../src/domain/money.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { Broker, BrokerReads } from '../../src/ports/broker.ts';
import { createPaperBroker, type PaperMarket } from '../../src/paper-broker/paper-state.ts';
import { createAlpacaBroker } from '../../src/adapters/alpaca/alpaca-broker.ts';
import { createAlpacaReads } from '../../src/adapters/alpaca/alpaca-reads.ts';
import { inProcessTransport } from '../../src/adapters/alpaca/in-process-transport.ts';
import { Secret } from '../../src/adapters/environment/secret.ts';
import { createCsvPriceSource } from '../../src/adapters/prices/csv-price-source.ts';
import { createPaperMarket } from '../../src/adapters/prices/paper-market.ts';
import { copyToScratch } from '../../src/adapters/sqlite/scratch-copy.ts';
import { openEmulatorStore, type EmulatorStore } from '../../src/adapters/sqlite/emulator-store.ts';
import { createEmulatorApp } from '../emulator/app.ts';
import { createEngine, type Engine } from '../emulator/engine.ts';
import type { BrokerOptions, OpenBroker } from '../wiring.ts';

const ACCOUNT_NUMBER = 'EMULATOR';
const SEED = 'openbell';
const ORIGIN = 'http://localhost';

export type EmbeddedBroker = OpenBroker<Broker> & { readonly reads: BrokerReads };

/**
 * The paper broker in this process, behind the same adapter and the same wire format as the real one. Its account lives
 * in `emulator.db` beside the state database; a dry run uses a copy that is thrown away.
 */
export async function openEmbeddedBroker(options: BrokerOptions): Promise<EmbeddedBroker> {
  const path = join(dirname(options.stateDb), 'emulator.db');
  const scratch = options.dryRun ? copyToScratch(path) : null;
  const store = await openEmulatorStore(scratch?.path ?? path);
  const close = (): void => {
    store.close();
    scratch?.remove();
  };
  try {
    const folder = priceFolder(options, store);
    const engine = startEngine(options, store, createPaperMarket(folder));
    const prices = createCsvPriceSource(folder);
    const { tap } = options;
    return { ...connect(engine, tap), prices: tap?.prices(prices) ?? prices, close };
  } catch (cause) {
    close();
    throw cause;
  }
}

/** The folder given now, or the one the account was made with: the paper world fills from its bars. */
function priceFolder({ prices, config }: BrokerOptions, store: EmulatorStore): string {
  const wanted = prices ?? store.meta('prices') ?? config.prices;
  if (wanted !== null && wanted !== 'alpaca' && wanted !== 'fmp') {
    const folder = resolve(wanted);
    store.setMeta('prices', folder);
    return folder;
  }
  throw new CommandError(
    'usage',
    'the emulator needs a folder of daily bars to fill from',
    'add --prices DIR with TICKER.csv files',
  );
}

/** First lives through the sessions since it was last asked, up to the time this run begins at. */
export function startEngine(
  options: Pick<BrokerOptions, 'config' | 'startAt'>,
  store: EmulatorStore,
  market: PaperMarket,
): Engine {
  const saved = store.load();
  const { cash, multiplier } = options.config.emulator;
  if (saved === null && options.startAt === 0) {
    throw new CommandError(
      'input-refused',
      'the emulator has not lived through any day yet',
      'run signal-generator first',
    );
  }
  const state =
    saved ??
    createPaperBroker({
      now: options.startAt,
      cash: moneyFromNumber(cash),
      multiplier,
      accountNumber: ACCOUNT_NUMBER,
      seed: SEED,
    });
  const engine = createEngine({
    state,
    market,
    persist: (changed, orderIds) => {
      store.save(changed, orderIds);
    },
  });
  engine.advanceTo(Math.max(engine.now(), options.startAt));
  return engine;
}

export function connect(
  engine: Engine,
  tap?: BrokerOptions['tap'],
): Pick<EmbeddedBroker, 'broker' | 'reads' | 'clock' | 'address'> {
  const ownClock = {
    now: () => engine.now(),
    sleep: (milliseconds: number) => {
      engine.advanceTo(engine.now() + milliseconds);
      return Promise.resolve();
    },
  };
  const key = new Secret('emulator');
  const app = createEmulatorApp(engine);
  const clock = tap?.clock(ownClock) ?? ownClock;
  const ownTransport = inProcessTransport((request) => app.fetch(request));
  const address = { tradingOrigin: ORIGIN, dataOrigin: ORIGIN, feed: 'iex' as const };
  const options = {
    ...address,
    credentials: { keyId: key, secretKey: key },
    clock,
    transport: tap?.transport(ownTransport) ?? ownTransport,
  };
  return { broker: createAlpacaBroker(options), reads: createAlpacaReads(options), clock, address };
}
