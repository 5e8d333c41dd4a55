import { describe, expect, it } from 'vitest';

import { at, FRI, MON } from '../../paper-broker/paper-world.ts';
import { GROUP, MARKET } from './emulator-client.ts';
import { emulatorWorld, type EmulatorWorld } from './emulator-world.ts';

const lines = (text: string): readonly Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('commands to the emulator', () => {
  it('move time in every form and say what time it is', async () => {
    const { call } = emulatorWorld();
    const move = async (body: unknown) => (await call('POST', '/emulator/time', body)).body;
    expect(await move({ by_ms: 60_000 })).toEqual({
      summary: 'It is 2015-10-23T09:16:00-04:00.',
      now: '2015-10-23T13:16:00.000Z',
    });
    expect(await move({ next: 'open' })).toMatchObject({ now: '2015-10-23T13:30:00.000Z' });
    expect(await move({ to: '2015-10-23T10:00:00-04:00' })).toMatchObject({
      now: '2015-10-23T14:00:00.000Z',
    });
    expect(await move({ next: 'close' })).toMatchObject({ now: '2015-10-23T20:00:00.000Z' });
    expect(await move({ to_date: MON })).toMatchObject({ now: '2015-10-26T13:15:00.000Z' });
    expect(await move({ next: 'event' })).toMatchObject({ now: '2015-10-26T20:00:00.000Z' });
    expect((await call('GET', '/emulator/time')).body).toMatchObject({
      now: '2015-10-26T20:00:00.000Z',
    });
  });

  it.each([
    [{}],
    [{ by_ms: -1 }],
    [{ by_ms: 1, next: 'open' }],
    [{ next: 'war' }],
    [{ to: 'tomorrow' }],
    [{ to_date: '2015-02-30' }],
    ['not json'],
  ])('are refused with 422 when they are not understood: %j', async (body) => {
    const { call, emulator } = emulatorWorld();
    expect(await call('POST', '/emulator/time', body)).toMatchObject({ status: 422 });
    expect(emulator.engine.now()).toBe(at(FRI, '09:15'));
  });

  it('do not move a clock that runs by itself; it is looked at with every request', async () => {
    let now = at(FRI, '09:20');
    const { call } = emulatorWorld({
      realTime: { now: () => now, sleep: () => Promise.resolve() },
    });
    expect(await call('POST', '/emulator/time', { next: 'open' })).toMatchObject({ status: 422 });
    now = at(FRI, '11:00');
    expect((await call('GET', '/v2/clock')).body).toMatchObject({
      timestamp: '2015-10-23T11:00:00-04:00',
      is_open: true,
    });
  });

  it('account reset (new account_number, keys refused): orders are gone and the stream is told', async () => {
    const world = emulatorWorld();
    const { keys: old } = world.emulator.engine;
    await world.call('POST', '/v2/orders', MARKET);
    let ended = 0;
    world.emulator.updates.subscribe({ heard: () => undefined, ended: () => (ended += 1) });
    const reset = await world.call('POST', '/emulator/reset', { cash: '5000' });
    const { keys } = world.emulator.engine;
    expect(reset.body).toMatchObject({ key_id: keys?.keyId, secret_key: keys?.secretKey });
    expect(keys).not.toEqual(old);
    const asOld = {
      'apca-api-key-id': old?.keyId ?? '',
      'apca-api-secret-key': old?.secretKey ?? '',
    };
    expect(await world.call('GET', '/v2/account', undefined, asOld)).toMatchObject({
      status: 401,
      body: { message: 'unauthorized.' },
    });
    const account = (await world.call('GET', '/v2/account')).body as Record<string, unknown>;
    expect(account).toMatchObject({ cash: '5000.00' });
    expect(account['account_number']).not.toBe('PA0000000001');
    expect((await world.call('GET', '/v2/orders?status=all')).body).toEqual([]);
    expect(ended).toBe(1);
  });

  it('cancel every open order, groups as one', async () => {
    const { call } = emulatorWorld();
    await call('POST', '/v2/orders', GROUP);
    await call('POST', '/v2/orders', MARKET);
    expect((await call('POST', '/emulator/cancel-orders', {})).body).toMatchObject({
      canceled: 2,
      summary: 'Asked to cancel 2 of 2 orders.',
    });
    expect((await call('GET', '/v2/orders')).body).toEqual([]);
  });

  it('set faults while it runs, and take them back', async () => {
    const { call } = emulatorWorld();
    const outage = {
      rules: [{ match: { path: '/v2/clock' }, fault: { kind: 'server_error', status: 503 } }],
      market: [{ halted: ['AAPL'] }],
    };
    expect(await call('POST', '/emulator/faults', outage)).toMatchObject({ status: 200 });
    expect(await call('GET', '/v2/clock')).toMatchObject({ status: 503 });
    const halted = (await call('GET', '/emulator/state')).body;
    expect(halted).toMatchObject({ account: { behaviour: { haltedSymbols: ['AAPL'] } } });
    await call('POST', '/emulator/faults', null);
    expect(await call('GET', '/v2/clock')).toMatchObject({ status: 200 });
    const tidy = (await call('GET', '/emulator/state')).body;
    expect(tidy).toMatchObject({ account: { behaviour: { haltedSymbols: [] } } });
    expect(
      await call('POST', '/emulator/faults', { rules: [{ fault: { kind: 'war' } }] }),
    ).toMatchObject({ status: 422 });
  });

  it('choose what the paper world does where Alpaca is silent', async () => {
    const { call } = emulatorWorld();
    expect(await call('POST', '/emulator/behaviour', { oto: 'refused' })).toMatchObject({
      status: 200,
    });
    expect(await call('POST', '/v2/orders', GROUP)).toMatchObject({ status: 422 });
    expect(await call('POST', '/emulator/behaviour', { oto: 'maybe' })).toMatchObject({
      status: 422,
    });
  });

  it('show the whole state, without a key in it', async () => {
    const { call, emulator } = emulatorWorld();
    const { text, body } = await call('GET', '/emulator/state');
    expect(body).toMatchObject({
      account: { accountNumber: 'PA0000000001', seed: 'world' },
      stream: { frames: 'binary', drop: 0 },
    });
    expect(text).not.toContain(emulator.engine.keys?.secretKey);
  });

  it('are known only by their names', async () => {
    const { call } = emulatorWorld();
    expect((await call('POST', '/emulator/war', {})).status).toBe(404);
    expect((await call('DELETE', '/emulator/time')).status).toBe(404);
  });
});

describe('commands from a page in a browser', () => {
  const from = (headers: Record<string, string>) =>
    emulatorWorld().call('POST', '/emulator/time', { next: 'open' }, headers);

  it('are taken from the emulator’s own page', async () => {
    const own = { host: '127.0.0.1:8787', origin: 'http://127.0.0.1:8787' };
    expect(await from({ ...own, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
  });

  it.each([
    [{ host: '127.0.0.1:8787', origin: 'http://evil.example' }],
    [{ host: '127.0.0.1:8787', origin: 'http://127.0.0.1:9999' }],
    [{ host: '127.0.0.1:8787', origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('are refused from any other: %j', async (headers) => {
    expect(await from(headers)).toMatchObject({ status: 403 });
  });

  it('are refused as a form sends them', async () => {
    expect(await from({ 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
  });
});

describe('the log', () => {
  async function script({ call }: EmulatorWorld): Promise<string> {
    await call('GET', '/v2/account');
    await call('POST', '/v2/orders', GROUP);
    await call('POST', '/v2/orders', { ...MARKET, qty: '0' });
    await call('POST', '/emulator/time', { next: 'open' });
    await call('GET', '/v2/positions?x=1');
    await call('POST', '/emulator/time', { next: 'close' });
    await call('DELETE', '/v2/orders');
    await call('POST', '/emulator/reset', {});
    await call('POST', '/v2/orders', MARKET);
    return (await call('GET', '/emulator/log')).text;
  }

  it('names every request with its status and code, and what happened between them', async () => {
    const shown = lines(await script(emulatorWorld()));
    expect(shown.map(({ n }) => n)).toEqual(shown.map((_line, at) => at + 1));
    expect(shown[0]).toEqual({
      n: 1,
      at: '2015-10-23T13:15:00.000Z',
      method: 'GET',
      path: '/v2/account',
      status: 200,
      code: null,
    });
    const refused = shown.find(({ status }) => status === 422);
    expect(refused).toMatchObject({ method: 'POST', path: '/v2/orders' });
    expect(refused?.['code']).toBeGreaterThan(40_000_000);
    expect(shown).toContainEqual(
      expect.objectContaining({ event: 'fill', symbol: 'AAPL', price: '100.00', qty: '10' }),
    );
    expect(shown).toContainEqual(
      expect.objectContaining({ path: '/emulator/time', body: '{"next":"open"}' }),
    );
    expect(shown).toContainEqual(expect.objectContaining({ path: '/v2/positions?x=1' }));
  });

  it('is the same to the byte for the same seed and commands, and another for another seed', async () => {
    const first = await script(emulatorWorld());
    expect(await script(emulatorWorld())).toBe(first);
    expect(await script(emulatorWorld({ seed: 'other' }))).not.toBe(first);
  });

  it('is read from a number on, and does not grow by being read', async () => {
    const world = emulatorWorld();
    const whole = await script(world);
    const tail = (await world.call('GET', '/emulator/log?after=3')).text;
    expect(whole.endsWith(tail)).toBe(true);
    expect(lines(tail)[0]).toMatchObject({ n: 4 });
    await world.call('GET', '/emulator/facts');
    expect((await world.call('GET', '/emulator/log')).text).toBe(whole);
    expect((await world.call('GET', '/emulator/log?after=x')).status).toBe(422);
  });
});
