import { resolve } from 'node:path';

import type { Config } from '../../src/contracts/config.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { PriceSource } from '../../src/ports/price-source.ts';
import { ALPACA_DATA_ORIGIN } from '../../src/adapters/alpaca/origin-guard.ts';
import { readCredentials } from '../../src/adapters/environment/credentials.ts';
import { createAlpacaPriceSource } from '../../src/adapters/prices/alpaca-price-source.ts';
import { cachedPriceSource } from '../../src/adapters/prices/cached-price-source.ts';
import { createFmpPriceSource } from '../../src/adapters/prices/fmp-price-source.ts';

const CACHE_FOLDER = '.openbell/prices';

export type RemotePricesOptions = {
  readonly which: 'alpaca' | 'fmp';
  readonly config: Config;
  readonly clock: Clock;
  /** A dry run uses what is kept and writes nothing. */
  readonly dryRun: boolean;
};

/** Bars over the network, kept in `.openbell/prices/`. Keys come from the environment or a private `.env`. */
export function openRemotePrices({
  which,
  config,
  clock,
  dryRun,
}: RemotePricesOptions): PriceSource {
  const { alpaca, fmpApiKey } = readCredentials(process.env);
  const keep = (source: PriceSource, name: string): PriceSource =>
    cachedPriceSource(source, { folder: resolve(CACHE_FOLDER), name, clock, writes: !dryRun });
  if (which === 'fmp') {
    if (fmpApiKey === null) throw noKeys('fmp', 'FMP_API_KEY');
    const source = createFmpPriceSource({ apiKey: fmpApiKey, clock });
    return keep(source, 'fmp');
  }
  if (alpaca === null) throw noKeys('alpaca', 'APCA_API_KEY_ID and APCA_API_SECRET_KEY');
  const feed = config.broker.data_feed;
  const source = createAlpacaPriceSource({
    dataOrigin: ALPACA_DATA_ORIGIN,
    feed,
    credentials: alpaca,
    clock,
  });
  return keep(source, `alpaca-${feed}`);
}

function noKeys(which: string, names: string): CommandError {
  return new CommandError(
    'broker-unreachable',
    `--prices ${which} needs keys, and there are none`,
    `set ${names}, or put them into a .env file of mode 0600`,
  );
}
