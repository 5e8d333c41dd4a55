import { describe, expect, it } from 'vitest';

import { createRateCounter } from '../../../live/emulator/rate-limit.ts';
import { htmlReply } from '../../../live/emulator/replies.ts';
import { createRoutes } from '../../../live/emulator/routes.ts';
import { queryOf } from '../../../live/emulator/wire-call.ts';
import { at, FRI } from '../../paper-broker/paper-world.ts';
import { client, GROUP, MARKET } from './emulator-client.ts';

const LOCKED = { keys: { keyId: 'PK1', secretKey: 'secret' } };

describe('keys', () => {
  const statusWith = async (headers: Record<string, string>): Promise<number> => {
    const request = new Request('http://emulator/v2/account', { headers });
    return (await client(LOCKED).app.fetch(request)).status;
  };

  it.each([
    ['the two headers', { 'APCA-API-KEY-ID': 'PK1', 'APCA-API-SECRET-KEY': 'secret' }, 200],
    ['HTTP Basic', { Authorization: `Basic ${btoa('PK1:secret')}` }, 200],
    ['a Bearer token, which is the secret', { Authorization: 'Bearer secret' }, 200],
    ['another secret', { 'APCA-API-KEY-ID': 'PK1', 'APCA-API-SECRET-KEY': 'other' }, 401],
    ['HTTP Basic with another key', { Authorization: `Basic ${btoa('PK2:secret')}` }, 401],
    ['HTTP Basic that is none', { Authorization: 'Basic %%%' }, 401],
    ['another token', { Authorization: 'Bearer other' }, 401],
    ['one header alone', { 'APCA-API-KEY-ID': 'PK1' }, 401],
    ['nothing', {}, 401],
  ])('shown as %s are answered', async (_what, headers, status) => {
    expect(await statusWith(headers as Record<string, string>)).toBe(status);
  });

  it('that are wrong are 401 `unauthorized.` without a code, missing ones 401 with a page', async () => {
    const ask = (headers: Record<string, string>): Promise<Response> =>
      client(LOCKED).app.fetch(new Request('http://emulator/v2/account', { headers }));
    const wrong = await ask({ 'APCA-API-KEY-ID': 'PK1', 'APCA-API-SECRET-KEY': 'x' });
    expect(await wrong.json()).toEqual({ message: 'unauthorized.' });
    const missing = await ask({});
    expect(missing.headers.get('content-type')).toBe('text/html');
    expect(missing.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await missing.text()).toContain('401 Authorization Required');
  });
});

describe('the rate limit', () => {
  it('is counted and shown, and refuses nobody where time stands still', async () => {
    const emulator = client();
    let last = await emulator.call('GET', '/v2/clock');
    for (let count = 0; count < 250; count += 1) last = await emulator.call('GET', '/v2/clock');
    expect(last.status).toBe(200);
    expect(last.headers.get('X-RateLimit-Remaining')).toBe('0');
    emulator.engine.advanceTo(at(FRI, '09:16'));
    const { headers } = await emulator.call('GET', '/v2/clock');
    expect(headers.get('X-RateLimit-Remaining')).toBe('199');
    expect(headers.get('X-RateLimit-Reset')).toBe(String(at(FRI, '09:17') / 1000));
  });

  it('is 429 42910000 `rate limit exceeded` above 200 a minute where it is enforced, until the next one', async () => {
    let now = at(FRI, '09:15');
    const rateLimit = { isEnforced: true, now: () => now };
    const emulator = client({}, { rateLimit });
    for (let count = 0; count < 200; count += 1) {
      expect((await emulator.call('GET', '/v2/clock')).status).toBe(200);
    }
    const refused = await emulator.call('POST', '/v2/orders', MARKET);
    expect(refused).toMatchObject({
      status: 429,
      body: { code: 42910000, message: 'rate limit exceeded' },
    });
    expect(refused.headers.get('X-RateLimit-Limit')).toBe('200');
    expect(refused.headers.get('X-RateLimit-Remaining')).toBe('0');
    expect(emulator.engine.state.sequence).toBe(0);
    // Market data have a budget of their own.
    expect((await emulator.call('GET', '/v2/stocks/AAPL/trades/latest')).status).toBe(200);
    now = at(FRI, '09:16');
    expect((await emulator.call('POST', '/v2/orders', MARKET)).status).toBe(200);
  });

  it('may be another one', () => {
    const count = createRateCounter({ requestsPerMinute: 1, isEnforced: true, now: () => 90_000 });
    expect(count()).toEqual({ remaining: 0, resetSeconds: 120, isRefused: false });
    expect(count()).toEqual({ remaining: 0, resetSeconds: 120, isRefused: true });
  });
});

describe('addresses and bodies', () => {
  it.each(['/v2/nothing', '/v2/orders/', '/', '/v1/orders'])(
    '%s is 404 40410000 `endpoint not found`',
    async (path) => {
      expect(await client().call('GET', path)).toMatchObject({
        status: 404,
        body: { code: 40410000, message: 'endpoint not found' },
      });
    },
  );

  it('with a method that they do not have answer 405 and name those they have', async () => {
    const reply = await client().call('PATCH', '/v2/orders', {});
    expect(reply).toMatchObject({ status: 405, body: { message: 'method not allowed' } });
    expect(reply.headers.get('allow')).toBe('GET, POST, DELETE');
  });

  it.each(['', 'qty=1', '{"symbol":', '\u0000'])('%j is no body of an order: 400', async (body) => {
    expect(await client().call('POST', '/v2/orders', body)).toMatchObject({
      status: 400,
      body: { code: 40010000, message: 'request body format is invalid' },
    });
  });

  it.each(['null', '[]', '"AAPL"', '7'])('%s is JSON and still no order: 422', async (body) => {
    expect((await client().call('POST', '/v2/orders', body)).status).toBe(422);
  });

  it('answer 204 with nothing in it, not even a type', async () => {
    const emulator = client();
    const { id } = await emulator.post(MARKET);
    const reply = await emulator.call('DELETE', `/v2/orders/${String(id)}`);
    expect(reply).toMatchObject({ status: 204, body: undefined });
    expect(reply.headers.get('content-type')).toBeNull();
  });

  it('of a proxy that gets no answer are pages', () => {
    expect(htmlReply(502, 'Bad Gateway')).toMatchObject({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: expect.stringContaining('<h1>502 Bad Gateway</h1>') as unknown,
    });
  });
});

describe('fields that are passed over', () => {
  const unknownIn = async (body: unknown, isStrict = true): Promise<string | null> => {
    const options = isStrict ? { isStrict } : {};
    const { headers } = await client({}, options).call('POST', '/v2/orders', body);
    return headers.get('X-Emulator-Unknown-Fields');
  };

  it.each([
    ['misspelt', { ...MARKET, stopprice: '5' }, 'stopprice'],
    [
      'a time in force inside a leg',
      { ...GROUP, stop_loss: { stop_price: '94', time_in_force: 'gtc' } },
      'stop_loss.time_in_force',
    ],
    ['a leg without a class', { ...MARKET, stop_loss: { stop_price: '94' } }, 'stop_loss'],
    ['none', GROUP, null],
    ['none of what is no object', '[]', null],
  ])('are named when the client asks: %s', async (_what, body, fields) => {
    expect(await unknownIn(body)).toBe(fields);
  });

  it('are named to a request with X-Emulator-Strict', () => {
    const headers: Record<string, string> = { 'x-emulator-strict': 'true' };
    const reply = client().app.answer({
      method: 'POST',
      path: '/v2/orders',
      query: '',
      body: JSON.stringify({ ...MARKET, stopprice: '5' }),
      header: (name) => headers[name] ?? 'key',
    });
    expect(reply.headers['x-emulator-unknown-fields']).toBe('stopprice');
  });

  it('are passed over in silence otherwise, as at Alpaca', async () => {
    expect(await unknownIn({ ...MARKET, stopprice: '5' }, false)).toBeNull();
    expect((await client().call('POST', '/v2/orders', { ...MARKET, stopprice: '5' })).status).toBe(
      200,
    );
  });
});

describe('a query', () => {
  it.each([
    ['', {}],
    ['a=1&b=x%20y', { a: '1', b: 'x y' }],
    ['a=1+2', { a: '1 2' }],
    ['symbols[]=A&symbols%5B%5D=B', { symbols: 'A,B' }],
    ['a=1&a=2', { a: '1,2' }],
    ['flag&empty=', { flag: '', empty: '' }],
    ['a=%zz', { a: '%zz' }],
    ['__proto__=1', Object.fromEntries([['__proto__', '1']])],
  ])('"%s" is read', (query, parameters) => {
    expect(Object.entries(queryOf({ query }))).toEqual(Object.entries(parameters));
  });
});

describe('routes', () => {
  it('decode the named parts of a path, and take a plus for a plus', () => {
    const routes = createRoutes();
    routes.add('GET', '/things/:name', (_call, { name = '' }) => htmlReply(200, name));
    const titleOf = (path: string): string => {
      const found = routes.find({ method: 'GET', path });
      return found.kind === 'handler' ? (found.params['name'] ?? '') : found.kind;
    };
    expect(['/things/BRK.B', '/things/a%2Fb', '/things/a+b', '/things/%zz'].map(titleOf)).toEqual([
      'BRK.B',
      'a/b',
      'a+b',
      '%zz',
    ]);
    expect(titleOf('/things/a/b')).toBe('nothing');
  });
});
