import { readCredentials, type Credentials } from '../../src/adapters/environment/credentials.ts';
import { Secret } from '../../src/adapters/environment/secret.ts';
import { createGet, createSend, type HttpOptions } from '../../src/adapters/alpaca/alpaca-http.ts';
import { assertTradingOrigin } from '../../src/adapters/alpaca/origin-guard.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ContractClient } from '../emulator/contract/contract-client.ts';

const DEADLINE_MS = 60_000;
const NOBODY: Credentials = {
  keyId: new Secret('PKNOBODYSKEY00000000'),
  secretKey: new Secret('a secret that belongs to nobody at all 0'),
};

/**
 * Alpaca's paper address and nothing else, or a loopback address; everything else is refused (usage). Time passes by
 * itself at Alpaca; an emulator's is moved.
 */
export function openContractClient(
  origin: string,
  environment: 'paper' | 'emulator',
  clock: Pick<Clock, 'sleep'>,
): ContractClient {
  assertTradingOrigin(origin, environment, { environmentVariables: process.env });
  const credentials = readCredentials(process.env).alpaca;
  if (credentials === null) {
    throw new CommandError(
      'broker-unreachable',
      'there are no keys of a paper account',
      'set APCA_API_KEY_ID and APCA_API_SECRET_KEY',
    );
  }
  const http = { credentials };
  const moveTime = async (milliseconds: number): Promise<void> => {
    const body = JSON.stringify({ by_ms: milliseconds });
    await createSend(http)('POST', new URL('/emulator/time', origin), body);
  };
  return contractClient(origin, http, environment === 'emulator' ? moveTime : clock.sleep);
}

/** The client by itself: `http` says with which keys, and over what; `pause` lets the broker work. */
export function contractClient(
  origin: string,
  http: HttpOptions,
  pause: ContractClient['pause'],
): ContractClient {
  const asOwner = { get: createGet(http), send: createSend(http) };
  const strange = { ...http, credentials: NOBODY };
  const asStranger = { get: createGet(strange), send: createSend(strange) };
  return {
    pause,
    async call({ method, path, body, isStranger }) {
      const { get, send } = isStranger === true ? asStranger : asOwner;
      const url = new URL(path, origin);
      const exchange = await (method === 'GET'
        ? get(url, AbortSignal.timeout(DEADLINE_MS))
        : send(method, url, ...(body === undefined ? [] : [JSON.stringify(body)])));
      if (exchange.kind !== 'reply') {
        throw new CommandError(
          'broker-unreachable',
          exchange.message,
          'check the network and the address, then run again',
        );
      }
      const { httpStatus, headers, body: text } = exchange.reply;
      return { status: httpStatus, headers, text };
    },
  };
}
