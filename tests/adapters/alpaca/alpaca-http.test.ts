import { Readable } from 'node:stream';
import { inspect } from 'node:util';

import type { AxiosAdapter } from 'axios';
import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { createAlpacaBroker } from '../../../src/adapters/alpaca/alpaca-broker.ts';
import { createSend } from '../../../src/adapters/alpaca/alpaca-http.ts';
import { inProcessTransport } from '../../../src/adapters/alpaca/in-process-transport.ts';
import { Secret } from '../../../src/adapters/environment/secret.ts';
import { InvariantError } from '../../../src/domain/invariant.ts';
import { alpacaOptions, KEY_ID, SECRET_KEY, TRADING } from './alpaca-fixture.ts';
import { nockTheNetwork } from '../../support/nocked-network.ts';

const ORDER_ID = '904837e3-3b76-47ec-b432-046db621571b';
const ECHO = `you sent APCA-API-KEY-ID: ${KEY_ID} APCA-API-SECRET-KEY: ${SECRET_KEY}`;

type Interceptor = nock.Interceptor;
type Setup = (interceptor: Interceptor) => unknown;

nockTheNetwork();

/** Everything a program could print of a value or an error, causes and hidden fields included. */
function everythingPrintable(value: unknown): string {
  const { stack, message } = value instanceof Error ? value : { stack: '', message: '' };
  const shown = inspect(value, { depth: Infinity, showHidden: true, getters: true });
  return [shown, JSON.stringify(value), String(value), stack, message].join('\n');
}

async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return error;
  }
}

const PATHS: readonly (readonly [string, Setup])[] = [
  ['a timeout', (call) => call.delay(60_000).reply(200, '{}')],
  [
    'a body that never ends',
    (call) => call.reply(200, () => new Readable({ read: () => undefined })),
  ],
  [
    'a reset',
    (call) => call.replyWithError(Object.assign(new Error(ECHO), { code: 'ECONNRESET' })),
  ],
  ['a 401 that echoes the request', (call) => call.reply(401, { message: ECHO })],
  ['a 403 that echoes the request', (call) => call.reply(403, { message: ECHO, extra: ECHO })],
  ['an HTML 502 that echoes the request', (call) => call.reply(502, `<html>${ECHO}</html>`)],
  ['malformed JSON that echoes the request', (call) => call.reply(200, `{"${ECHO}`)],
  ['wrong fields that echo the request', (call) => call.reply(200, { id: ECHO, side: ECHO })],
  [
    'a request id that echoes the key',
    (call) => call.reply(503, '', { 'X-Request-ID': SECRET_KEY }),
  ],
  ['a redirect', (call) => call.reply(302, '', { Location: `https://evil.example/${KEY_ID}` })],
  ['a reply that is too large', (call) => call.reply(200, ' '.repeat(5_300_000))],
];

describe('the keys [S1] [I13]', () => {
  const options = alpacaOptions({ timeoutMs: 30, deadlineMs: 60, readAttempts: 1 });

  it.each(PATHS)('appear nowhere after %s [S1] [I13]', async (_, setup) => {
    setup(nock(TRADING).get('/v2/account'));
    setup(nock(TRADING).delete(`/v2/orders/${ORDER_ID}`));
    const broker = createAlpacaBroker(options);
    const outcomes = [await outcomeOf(broker.account()), await outcomeOf(broker.cancel(ORDER_ID))];
    for (const outcome of outcomes) {
      expect(everythingPrintable(outcome)).not.toContain(KEY_ID);
      expect(everythingPrintable(outcome)).not.toContain(SECRET_KEY);
    }
  });

  it('are not to be seen in the broker or its options [S1]', () => {
    const shown = everythingPrintable({ broker: createAlpacaBroker(options), options });
    expect(shown).not.toContain(KEY_ID);
    expect(shown).not.toContain(SECRET_KEY);
    expect(shown).toContain('[redacted]');
  });

  it('are found by this test when something does leak them', () => {
    const leak = new Error('x', { cause: { headers: { key: SECRET_KEY } } });
    expect(everythingPrintable(leak)).toContain(SECRET_KEY);
  });
});

describe('a call', () => {
  const url = new URL('/v2/orders', TRADING);

  it('ignores the proxies of the environment [F17] [S2]', async () => {
    const before = process.env['HTTPS_PROXY'];
    process.env['HTTPS_PROXY'] = 'http://proxy.example:3128';
    try {
      nock(TRADING).post('/v2/orders').reply(200, '{}');
      const exchange = await createSend(alpacaOptions())('POST', url, '{}');
      expect(exchange).toMatchObject({ kind: 'reply', reply: { httpStatus: 200, body: '{}' } });
    } finally {
      if (before === undefined) delete process.env['HTTPS_PROXY'];
      else process.env['HTTPS_PROXY'] = before;
    }
  });

  it('measures a reply in process as it does one from the network', async () => {
    const transport = inProcessTransport(() => new Response(' '.repeat(5_300_000)));
    const exchange = await createSend(alpacaOptions({ transport }))('POST', url, '{}');
    expect(exchange.kind).toBe('too_large');
  });

  it('lets a broken promise of our own code through', async () => {
    const transport: AxiosAdapter = () => Promise.reject(new InvariantError('a bug'));
    const send = createSend(alpacaOptions({ transport }));
    await expect(send('POST', url, '{}')).rejects.toThrow('a bug');
  });

  it('leaves replies alone when the keys are stand-ins as short as a word', async () => {
    const credentials = { keyId: new Secret('id'), secretKey: new Secret('a') };
    nock(TRADING).post('/v2/orders').reply(200, '{"id":"a"}');
    const exchange = await createSend(alpacaOptions({ credentials }))('POST', url, '{}');
    expect(exchange).toMatchObject({ reply: { body: '{"id":"a"}' } });
  });
});
