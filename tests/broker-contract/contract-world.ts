/** The emulator as the contract meets it: in process, or on a port of this machine. */
import type { ContractClient } from '../../live/emulator/contract/contract-client.ts';
import type { Memory } from '../../live/emulator/contract/run-steps.ts';
import { contractClient } from '../../live/wiring/contract-client.ts';
import { inProcessTransport } from '../../src/adapters/alpaca/in-process-transport.ts';
import type { HttpOptions } from '../../src/adapters/alpaca/alpaca-http.ts';
import { Secret } from '../../src/adapters/environment/secret.ts';
import { serveOnLoopback } from '../../src/adapters/server/loopback-server.ts';
import {
  emulatorWorld,
  type EmulatorWorld,
  type WorldOptions,
} from '../live/emulator/emulator-world.ts';
import { at, FRI } from '../paper-broker/paper-world.ts';

/** An account of 100,000 on Friday at that time of New York. */
export function contractWorld(time: string, options: WorldOptions = {}): EmulatorWorld {
  const world = emulatorWorld(options);
  world.emulator.engine.advanceTo(at(FRI, time));
  return world;
}

export function memory(runId = 'run'): Memory {
  return { values: new Map(), runId, symbol: 'AAPL' };
}

export function inProcess(world: EmulatorWorld): ContractClient {
  return clientOf(world, 'http://localhost', {
    transport: inProcessTransport((request) => world.fetch(request)),
  });
}

function clientOf(
  { emulator: { engine } }: EmulatorWorld,
  origin: string,
  http: Pick<HttpOptions, 'transport'>,
): ContractClient {
  const { keyId, secretKey } = engine.keys ?? { keyId: '', secretKey: '' };
  const credentials = { keyId: new Secret(keyId), secretKey: new Secret(secretKey) };
  return contractClient(origin, { credentials, ...http }, (milliseconds) => {
    engine.advanceTo(engine.now() + milliseconds);
    return Promise.resolve();
  });
}

export type Served = {
  readonly origin: string;
  readonly client: ContractClient;
  close(): Promise<void>;
};

export async function overHttp(world: EmulatorWorld): Promise<Served> {
  const server = await serveOnLoopback({
    port: 0,
    fetch: (request) => world.fetch(request),
    plain: world.plain,
    sockets: { path: '/stream', open: () => ({ received: nothing, closed: nothing }) },
  });
  const { origin } = server;
  return { origin, client: clientOf(world, origin, {}), close: () => server.close() };
}

function nothing(): void {}
