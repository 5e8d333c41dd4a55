import { describe, expect, it } from 'vitest';

import { GROUP, MARKET } from '../emulator-client.ts';
import { at, FRI } from '../../../paper-broker/paper-world.ts';
import { always, faultyClient, type FaultyClient } from './faulty-client.ts';

const ID = '20151023_AAPL_entry_buy';
const BUY = { ...MARKET, client_order_id: ID };

const orderIds = async ({ broker }: FaultyClient): Promise<readonly unknown[]> =>
  (await broker.rows('/v2/orders?status=all')).map((row) => row['client_order_id']);

describe('a lost connection', () => {
  it('before the broker acted leaves no order behind', async () => {
    const made = always({ kind: 'request_lost' });
    const { line } = await made.send('POST', '/v2/orders', BUY);
    expect(line).toBe('ConnectionLost: the request is lost');
    expect(await orderIds(made)).toEqual([]);
  });

  it('after the broker acted leaves the order: response lost after commit', async () => {
    const made = always({ kind: 'reply_lost' });
    const { line } = await made.send('POST', '/v2/orders', BUY);
    expect(line).toBe('ConnectionLost: the reply is lost');
    expect(await orderIds(made)).toEqual([ID]);
  });

  it('in the middle of the body has sent its beginning, and nobody gets the rest', async () => {
    const made = always({ kind: 'cut_off', bytes: 10 });
    const reply = made.app.fetch(new Request('http://emulator/v2/clock'));
    await expect(reply).rejects.toMatchObject({
      name: 'ConnectionLost',
      sent: { status: 401, body: expect.stringMatching(/^.{10}$/s) as string },
    });
  });
});

describe('an error of the server', () => {
  it.each([
    [false, []],
    [true, [ID]],
  ])('504, acted %s: the order exists or it does not', async (acted, ids) => {
    const made = always({ kind: 'server_error', status: 504, acted });
    const { line, text, headers } = await made.send('POST', '/v2/orders', BUY);
    expect(line).toBe('504');
    expect(headers.get('content-type')).toBe('text/html');
    expect(text).toContain('<h1>504 Gateway Time-out</h1>');
    expect(await orderIds(made)).toEqual(ids);
  });

  it('is the HTML 502 page of nginx where nothing else is said', async () => {
    const { text, line } = await always({ kind: 'server_error' }).send('GET', '/v2/account');
    expect(line).toBe('502');
    expect(text).toMatch(/^<html>\r\n<head><title>502 Bad Gateway<\/title>[^]*<center>nginx</);
  });

  it('is 500 with code 50010000, or 503 without a body, on demand', async () => {
    const json = always({ kind: 'server_error', status: 500, body: 'json' });
    expect(JSON.parse((await json.send('GET', '/v2/account')).text)).toMatchObject({
      code: 50010000,
    });
    const empty = always({ kind: 'server_error', status: 503, body: 'empty' });
    expect(await empty.send('GET', '/v2/account')).toMatchObject({ line: '503', text: '' });
  });
});

describe('429 with code 42910000 "rate limit exceeded"', () => {
  it('comes with X-RateLimit headers up to the end of the minute', async () => {
    const { line, text, headers } = await always({ kind: 'rate_limited' }).send('GET', '/v2/clock');
    expect([line, JSON.parse(text)]).toEqual([
      '429',
      { code: 42910000, message: 'rate limit exceeded' },
    ]);
    expect(headers.get('X-RateLimit-Remaining')).toBe('0');
    expect(headers.get('X-RateLimit-Reset')).toBe(String(at(FRI, '09:16') / 1000));
    expect(headers.get('Retry-After')).toBeNull();
  });

  it('comes without headers, or with Retry-After, on demand', async () => {
    const bare = always({ kind: 'rate_limited', headers: false, retry_after: 7 });
    const { headers } = await bare.send('GET', '/v2/clock');
    expect(headers.get('X-RateLimit-Reset')).toBeNull();
    expect(headers.get('Retry-After')).toBe('7');
  });
});

describe('a slow reply', () => {
  it('leaves after the time of the broker went on; the order arrived before', async () => {
    const made = always({ kind: 'slow', ms: 60_000 });
    await made.send('POST', '/v2/orders', BUY);
    expect(made.broker.engine.now()).toBe(at(FRI, '09:16'));
    const [order] = await made.broker.rows('/v2/orders?status=all');
    expect(order?.['created_at']).toBe('2015-10-23T13:15:00.000Z');
  });

  it('may be a slow request: the order arrives late', async () => {
    const made = always({ kind: 'slow', ms: 60_000, before: 'request' });
    await made.send('POST', '/v2/orders', BUY);
    const [order] = await made.broker.rows('/v2/orders?status=all');
    expect(order?.['created_at']).toBe('2015-10-23T13:16:00.000Z');
  });

  it('may drip: each piece of the body costs time', async () => {
    const made = always({ kind: 'dripping', bytes: 40, ms: 1_000 });
    const { text } = await made.send('GET', '/v2/clock');
    const pieces = Math.ceil(text.length / 40);
    expect(JSON.parse(text)).toHaveProperty('is_open', false);
    expect(made.broker.engine.now()).toBe(at(FRI, '09:15') + pieces * 1_000);
  });
});

describe('a body', () => {
  it('ends early, as if it were whole', async () => {
    const whole = (await faultyClient([]).send('GET', '/v2/clock')).text;
    const half = await always({ kind: 'truncated' }).send('GET', '/v2/clock');
    expect(half).toMatchObject({ line: '200', text: whole.slice(0, whole.length / 2) });
    const some = await always({ kind: 'truncated', bytes: 12 }).send('GET', '/v2/clock');
    expect(some.text).toBe(whole.slice(0, 12));
  });

  it('is malformed, oversized or mislabelled', async () => {
    const malformed = await always({ kind: 'malformed' }).send('GET', '/v2/clock');
    expect(() => JSON.parse(malformed.text) as unknown).toThrow(SyntaxError);
    const oversized = await always({ kind: 'oversized', bytes: 6_000_000 }).send(
      'GET',
      '/v2/clock',
    );
    expect(oversized.text).toHaveLength(6_000_000);
    const mislabelled = await always({ kind: 'content_type' }).send('GET', '/v2/clock');
    expect(mislabelled.headers.get('content-type')).toBe('text/html');
    expect(JSON.parse(mislabelled.text)).toHaveProperty('is_open');
  });

  it('that is empty by its status stays empty', async () => {
    const made = faultyClient([{ match: { method: 'DELETE' }, fault: { kind: 'malformed' } }]);
    const { id } = await made.broker.post(BUY);
    expect(await made.send('DELETE', `/v2/orders/${String(id)}`)).toMatchObject({
      line: '204',
      text: '',
    });
  });
});

describe('the fields of a reply', () => {
  const order = async (fault: Parameters<typeof always>[0]): Promise<unknown> => {
    const made = always(fault);
    await made.broker.post({ ...GROUP, client_order_id: ID });
    const path = `/v2/orders:by_client_order_id?client_order_id=${ID}&nested=true`;
    return JSON.parse((await made.send('GET', path)).text);
  };

  it('are removed everywhere: fields removed by an update of the interface', async () => {
    const shown = await order({ kind: 'fields_missing', fields: ['status', 'legs'] });
    expect(shown).not.toHaveProperty('status');
    expect(shown).not.toHaveProperty('legs');
    expect(shown).toHaveProperty('client_order_id', ID);
  });

  it('take new enum values, in legs too', async () => {
    const shown = await order({ kind: 'fields_set', fields: { status: 'under_water' } });
    expect(shown).toMatchObject({ status: 'under_water', legs: [{ status: 'under_water' }] });
  });

  it('change between strings and numbers', async () => {
    expect(await order({ kind: 'fields_as_numbers', fields: ['qty', 'symbol'] })).toMatchObject({
      qty: 10,
      symbol: 'AAPL',
    });
    expect(
      await order({ kind: 'fields_as_strings', fields: ['extended_hours', 'qty'] }),
    ).toMatchObject({ extended_hours: 'false', qty: '10' });
  });

  it('are added, or named twice', async () => {
    expect(await order({ kind: 'fields_added', fields: { venue: 'MOON' } })).toMatchObject({
      venue: 'MOON',
      legs: [{ venue: 'MOON' }],
    });
    const twice = await always({ kind: 'duplicate_field', field: 'is_open', value: true }).send(
      'GET',
      '/v2/clock',
    );
    expect(twice.text.match(/"is_open"/g)).toHaveLength(2);
    expect(JSON.parse(twice.text)).toHaveProperty('is_open', false);
  });
});

describe('an answer of another', () => {
  it('is a redirect that a client with keys must not follow', async () => {
    const made = always({ kind: 'redirect' });
    const { line, headers } = await made.send('POST', '/v2/orders', BUY);
    expect([line, headers.get('Location')]).toEqual(['307', 'https://elsewhere.invalid/']);
    expect(await orderIds(made)).toEqual([]);
  });

  it('is whatever the schedule says, and the broker never hears of the request', async () => {
    const json = { code: 40310100, message: 'trade denied due to pattern day trading protection' };
    const made = always({ kind: 'answer', status: 403, json });
    const { line, text } = await made.send('POST', '/v2/orders', BUY);
    expect([line, JSON.parse(text)]).toEqual(['403', json]);
    expect(await orderIds(made)).toEqual([]);
  });
});

describe('rules', () => {
  const lines = async (made: FaultyClient, count: number): Promise<string> => {
    const got: string[] = [];
    for (let asked = 0; asked < count; asked += 1) {
      const { line } = await made.send('GET', '/v2/clock');
      got.push(line === '200' ? '.' : 'x');
    }
    return got.join('');
  };
  const fault = { kind: 'request_lost' } as const;

  it('hit the nth, every nth, or all from the nth request that matches', async () => {
    expect(await lines(faultyClient([{ match: { nth: 3 }, fault }]), 7)).toBe('..x....');
    expect(await lines(faultyClient([{ match: { every: 3 }, fault }]), 7)).toBe('..x..x.');
    expect(await lines(faultyClient([{ match: { from: 3 }, fault }]), 7)).toBe('..xxxxx');
  });

  it('hit by chance: the same seed meets the same faults, another seed others', async () => {
    const rules = [{ match: { chance: 0.3 }, fault }];
    const first = await lines(faultyClient(rules, 1), 200);
    expect(await lines(faultyClient(rules, 1), 200)).toBe(first);
    expect(await lines(faultyClient(rules, 2), 200)).not.toBe(first);
    const hits = first.split('x').length - 1;
    expect(hits).toBeGreaterThan(40);
    expect(hits).toBeLessThan(80);
  });

  it('look at method, path, body and the clock of the broker', async () => {
    const made = faultyClient([
      { match: { method: 'POST', path: '/v2/orders', body: '"type":"stop"' }, fault },
      { match: { path: '/v2/orders/*' }, fault },
      { match: { path: '/v2/clock', since: '2015-10-23T09:20:00-04:00' }, fault },
    ]);
    expect((await made.send('POST', '/v2/orders', BUY)).line).toBe('200');
    expect((await made.send('GET', '/v2/orders')).line).toBe('200');
    expect((await made.send('GET', '/v2/orders/1')).line).toContain('ConnectionLost');
    expect((await made.send('POST', '/v2/orders', { ...BUY, type: 'stop' })).line).toContain(
      'ConnectionLost',
    );
    expect((await made.send('GET', '/v2/clock')).line).toBe('200');
    made.broker.engine.advanceTo(at(FRI, '09:20'));
    expect((await made.send('GET', '/v2/clock')).line).toContain('ConnectionLost');
  });

  it('work on one request together, the first outermost', async () => {
    const made = faultyClient([
      { fault: { kind: 'reply_lost' } },
      { fault: { kind: 'slow', ms: 60_000 } },
    ]);
    expect((await made.send('POST', '/v2/orders', BUY)).line).toContain('the reply is lost');
    expect(made.broker.engine.now()).toBe(at(FRI, '09:16'));
    expect(await orderIds(made)).toEqual([ID]);
  });
});
