import { readFileSync } from 'node:fs';

import type { AlpacaOptions } from '../../../src/adapters/alpaca/alpaca-broker.ts';
import { Secret } from '../../../src/adapters/environment/secret.ts';
import type { Clock } from '../../../src/ports/clock.ts';

export const TRADING = 'https://paper-api.alpaca.markets';
export const DATA = 'https://data.alpaca.markets';
export const KEY_ID = 'PKCANARY0123456789AB';
export const SECRET_KEY = 'canary/Secret+0123456789abcdefghijklmnop';
export const START = Date.UTC(2015, 9, 23, 13, 15);

export type CountingClock = Clock & { readonly sleeps: number[] };

/** Sleeping moves it and is written down. */
export function countingClock(): CountingClock {
  let now = START;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    sleep: (milliseconds) => {
      sleeps.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}

export function alpacaOptions(changes: Partial<AlpacaOptions> = {}): AlpacaOptions {
  return {
    tradingOrigin: TRADING,
    dataOrigin: DATA,
    feed: 'iex',
    credentials: { keyId: new Secret(KEY_ID), secretKey: new Secret(SECRET_KEY) },
    clock: countingClock(),
    ...changes,
  };
}

export function fixtureText(name: string): string {
  return readFileSync(`tests/fixtures/alpaca/${name}.json`, 'utf8');
}

export function fixtureRow(
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { ...(JSON.parse(fixtureText(name)) as Record<string, unknown>), ...changes };
}
