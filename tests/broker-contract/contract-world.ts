/** The emulator as the contract meets it: in process, or on a port of this machine. */
import { serve, type ServerType } from '@hono/node-server';

import { createEmulatorApp, type EmulatorApp } from '../../live/emulator/app.ts';
import type { ContractClient } from '../../live/emulator/contract/contract-client.ts';
import type { Memory } from '../../live/emulator/contract/run-steps.ts';
import { createEngine, type Engine } from '../../live/emulator/engine.ts';
import { contractClient } from '../../live/wiring/contract-client.ts';
import { inProcessTransport } from '../../src/adapters/alpaca/in-process-transport.ts';
import { Secret } from '../../src/adapters/environment/secret.ts';
import { createPaperBroker } from '../../src/paper-broker/paper-state.ts';
import { ConnectionLost } from '../../src/ports/connection-lost.ts';
import { at, BOOK, dollars, FRI, paperMarket } from '../paper-broker/paper-world.ts';

const KEYS = { keyId: 'PKCONTRACT0123456789', secretKey: 'a secret for the contract of brokers' };
const CREDENTIALS = { keyId: new Secret(KEYS.keyId), secretKey: new Secret(KEYS.secretKey) };

/** An account of 100,000 on Friday at that time of New York. */
export function contractEngine(time: string): Engine {
  const state = createPaperBroker({
    now: at(FRI, time),
    cash: dollars('100000'),
    multiplier: 2,
    accountNumber: 'PA0000000001',
    seed: 'contract',
  });
  return createEngine({ state, market: paperMarket(BOOK), keys: KEYS });
}

export function memory(runId = 'run'): Memory {
  return { values: new Map(), runId, symbol: 'AAPL' };
}

function clockOf(engine: Engine) {
  return {
    now: () => engine.now(),
    sleep: (milliseconds: number) => {
      engine.advanceTo(engine.now() + milliseconds);
      return Promise.resolve();
    },
  };
}

export function inProcess(
  engine: Engine,
  app: EmulatorApp = createEmulatorApp(engine),
): ContractClient {
  const transport = inProcessTransport((request) => app.fetch(request));
  return contractClient(
    'http://localhost',
    { credentials: CREDENTIALS, transport },
    clockOf(engine),
  );
}

export type Served = { readonly client: ContractClient; close(): Promise<void> };

/** A lost connection ends the socket without a byte. */
export async function overHttp(
  engine: Engine,
  app: EmulatorApp = createEmulatorApp(engine),
): Promise<Served> {
  let server: ServerType | undefined;
  const port = await new Promise<number>((resolve) => {
    server = serve(
      {
        hostname: '127.0.0.1',
        port: 0,
        fetch: async (request, { incoming }) => {
          try {
            return await app.fetch(request);
          } catch (error) {
            if (error instanceof ConnectionLost) incoming.socket.destroy();
            throw error;
          }
        },
      },
      (address) => {
        resolve(address.port);
      },
    );
  });
  return {
    client: contractClient(
      `http://127.0.0.1:${port}`,
      { credentials: CREDENTIALS },
      clockOf(engine),
    ),
    close: () =>
      new Promise((resolve) => {
        server?.close(() => {
          resolve();
        });
      }),
  };
}
