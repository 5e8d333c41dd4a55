/** A whole emulator over an invented market, without a socket. */
import { keysOf } from '../../../live/emulator/api-keys.ts';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../../live/emulator/emulator.ts';
import { createEngine } from '../../../live/emulator/engine.ts';
import { createServedApp, type ServedApp } from '../../../live/emulator/served-app.ts';
import type { PageHashes } from '../../../src/views/emulator-page/page.ts';
import { createPaperBroker } from '../../../src/paper-broker/paper-state.ts';
import { at, BOOK, dollars, FRI, paperMarket, type Book } from '../../paper-broker/paper-world.ts';

export type EmulatorWorld = {
  readonly emulator: Emulator;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly plain: ServedApp['plain'];
  /** With the account's keys; the body, and the status beside it. */
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
};

export type Answer = { readonly status: number; readonly text: string; readonly body: unknown };

export type WorldOptions = Omit<EmulatorOptions, 'engine'> & {
  readonly seed?: string;
  readonly book?: Book;
  readonly hashes?: PageHashes;
};

const HASHES = { script: 'script', style: 'style' };

/** An account of 100,000 without margin at 09:15 on Friday, unless told otherwise. */
export function emulatorWorld({
  seed = 'world',
  book = BOOK,
  hashes = HASHES,
  ...options
}: WorldOptions = {}): EmulatorWorld {
  const state = createPaperBroker({
    now: at(FRI, '09:15'),
    cash: dollars('100000'),
    multiplier: 1,
    accountNumber: 'PA0000000001',
    seed,
  });
  const engine = createEngine({
    state,
    market: paperMarket(book),
    keys: keysOf,
  });
  const emulator = createEmulator({ engine, ...options });
  const { fetch, plain } = createServedApp(emulator, { version: 'test', hashes });
  return {
    emulator,
    fetch,
    plain,
    call: async (method, path, body, headers = {}) => {
      const { keys } = engine;
      const response = await fetch(
        new Request(`http://127.0.0.1${path}`, {
          method,
          headers: {
            'apca-api-key-id': keys?.keyId ?? '',
            'apca-api-secret-key': keys?.secretKey ?? '',
            'content-type': 'application/json',
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
      const text = await response.text();
      return { status: response.status, text, body: jsonOf(text) };
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
