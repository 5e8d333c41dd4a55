import { resolve } from 'node:path';

import { CommandError } from '../../src/domain/outcome.ts';
import type { Broker, BrokerReads } from '../../src/ports/broker.ts';
import { createAlpacaBroker } from '../../src/adapters/alpaca/alpaca-broker.ts';
import { createAlpacaReads } from '../../src/adapters/alpaca/alpaca-reads.ts';
import { networkTransport } from '../../src/adapters/alpaca/network-transport.ts';
import { assertTradingOrigin } from '../../src/adapters/alpaca/origin-guard.ts';
import { openEmulatorClock } from '../../src/adapters/clock/emulator-clock.ts';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { readCredentials, type Credentials } from '../../src/adapters/environment/credentials.ts';
import { createCsvPriceSource } from '../../src/adapters/prices/csv-price-source.ts';
import type { PriceSource } from '../../src/ports/price-source.ts';
import type { BrokerOptions, OpenBroker } from '../wiring.ts';

export type RemoteEmulator = OpenBroker<Broker> & { readonly reads: BrokerReads };

/**
 * An emulator in another process, over HTTP on this machine and nowhere else. Its time is its own: the run is there when
 * it is there, and waits by moving its clock.
 */
export async function openRemoteEmulator(
  options: BrokerOptions,
  origin: string,
): Promise<RemoteEmulator> {
  assertTradingOrigin(origin, 'emulator', { environmentVariables: process.env });
  const { tap, dryRun } = options;
  const credentials = emulatorKeys(readCredentials(process.env).alpaca);
  const opened = await openEmulatorClock({
    origin,
    http: { credentials },
    transport: networkTransport(),
    pause: (milliseconds) => systemClock().sleep(milliseconds),
    movesTime: !dryRun,
  });
  const clock = tap?.clock(opened.clock) ?? opened.clock;
  const transport = tap?.transport(opened.transport) ?? opened.transport;
  const address = { tradingOrigin: origin, dataOrigin: origin, feed: 'iex' as const };
  const alpaca = { ...address, credentials, clock, transport };
  const prices = pricesOf(options);
  return {
    broker: createAlpacaBroker(alpaca),
    reads: createAlpacaReads(alpaca),
    address,
    clock,
    prices: prices === null ? null : (tap?.prices(prices) ?? prices),
    close: () => undefined,
  };
}

function emulatorKeys(credentials: Credentials | null): Credentials {
  if (credentials !== null) return credentials;
  throw new CommandError(
    'broker-unreachable',
    '--emulator-url needs the keys of the emulator, and there are none',
    'export APCA_API_KEY_ID and APCA_API_SECRET_KEY as `openbell emulator` prints them',
  );
}

/** An emulated market has no prices but those of a folder. */
function pricesOf({ prices, config }: BrokerOptions): PriceSource | null {
  const wanted = prices ?? config.prices;
  if (wanted === null) return null;
  if (wanted !== 'alpaca' && wanted !== 'fmp') return createCsvPriceSource(resolve(wanted));
  throw new CommandError(
    'usage',
    `the emulator does not fill at the prices of ${wanted}`,
    'add --prices DIR with the folder of bars the emulator was started with',
  );
}
