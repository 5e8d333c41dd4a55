import { describe, expect, it } from 'vitest';

import { at, FRI } from '../../paper-broker/paper-world.ts';
import { client, GROUP, MARKET } from './emulator-client.ts';

describe('the emulator', () => {
  it('lets nobody in without keys, and only its own where it has some', async () => {
    const open = client();
    const bare = await open.app.fetch(new Request('http://emulator/v2/account'));
    expect(bare.status).toBe(401);
    expect(await bare.text()).toContain('<h1>401 Authorization Required</h1>');
    expect((await open.call('GET', '/v2/account')).status).toBe(200);
    const locked = client({ keys: { keyId: 'PK1', secretKey: 'other' } });
    expect(await locked.call('GET', '/v2/account')).toMatchObject({
      status: 401,
      body: { message: 'unauthorized.' },
    });
  });

  it('names every reply and shows the rate limit', async () => {
    const { headers } = await client().call('GET', '/v2/clock');
    expect(headers.get('X-Request-ID')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('X-RateLimit-Limit')).toBe('200');
    expect(headers.get('X-RateLimit-Remaining')).toBe('199');
    expect(headers.get('X-RateLimit-Reset')).toBe(String(at(FRI, '09:16') / 1000));
  });

  it('answers an address that it does not have with 404 and a body', async () => {
    expect(await client().call('GET', '/v2/ordersX')).toMatchObject({
      status: 404,
      body: { code: 40410000, message: 'endpoint not found' },
    });
  });

  it('shows the account with decimals as strings', async () => {
    const emulator = client();
    await emulator.post(MARKET);
    expect(await emulator.get('/v2/account')).toMatchObject({
      account_number: 'PA0000000001',
      status: 'ACTIVE',
      cash: '250000.00',
      equity: '250000.00',
      buying_power: '499000.00',
      multiplier: '2',
      trading_blocked: false,
    });
  });

  it('shows the clock in New York time, before, in and after the session', async () => {
    const emulator = client();
    expect(await emulator.get('/v2/clock')).toEqual({
      timestamp: '2015-10-23T09:15:00-04:00',
      is_open: false,
      next_open: '2015-10-23T09:30:00-04:00',
      next_close: '2015-10-23T16:00:00-04:00',
    });
    emulator.engine.advanceTo(at(FRI, '10:00'));
    expect(await emulator.get('/v2/clock')).toMatchObject({
      is_open: true,
      next_open: '2015-10-26T09:30:00-04:00',
      next_close: '2015-10-23T16:00:00-04:00',
    });
    emulator.engine.advanceTo(at(FRI, '16:00'));
    expect(await emulator.get('/v2/clock')).toMatchObject({
      is_open: false,
      next_open: '2015-10-26T09:30:00-04:00',
      next_close: '2015-10-26T16:00:00-04:00',
    });
  });

  it('shows the calendar with the early close after Thanksgiving', async () => {
    expect(await client().get('/v2/calendar?start=2015-11-25&end=2015-11-28')).toEqual([
      {
        date: '2015-11-25',
        open: '09:30',
        close: '16:00',
        session_open: '0400',
        session_close: '2000',
        settlement_date: '2015-12-01',
      },
      {
        date: '2015-11-27',
        open: '09:30',
        close: '13:00',
        session_open: '0400',
        session_close: '1700',
        settlement_date: '2015-12-02',
      },
    ]);
  });
});

describe('positions and activities over HTTP', () => {
  it('show what was bought and at what price', async () => {
    const emulator = client();
    const order = await emulator.post(GROUP);
    emulator.engine.advanceTo(at(FRI, '14:00'));
    expect(await emulator.get('/v2/positions/AAPL')).toMatchObject({
      symbol: 'AAPL',
      side: 'long',
      qty: '10',
      qty_available: '0',
      avg_entry_price: '100.00',
      current_price: '110.00',
      market_value: '1100.00',
      unrealized_pl: '100.00',
      unrealized_plpc: '0.10',
    });
    expect(await emulator.rows('/v2/positions')).toHaveLength(1);
    expect(await emulator.call('GET', '/v2/positions/AMD')).toMatchObject({
      status: 404,
      body: { code: 40410000, message: 'position does not exist' },
    });
    const [fill] = await emulator.rows('/v2/account/activities?activity_types=FILL');
    expect(fill).toMatchObject({
      activity_type: 'FILL',
      type: 'fill',
      order_id: order['id'],
      side: 'buy',
      qty: '10',
      price: '100.00',
      cum_qty: '10',
      leaves_qty: '0',
      transaction_time: '2015-10-23T13:30:00.000Z',
    });
    expect(fill?.['id']).toMatch(/^20151023093000000::/);
  });

  it('page through activities by the last row seen', async () => {
    const emulator = client();
    for (let count = 0; count < 3; count += 1) await emulator.post({ ...MARKET, qty: '1' });
    emulator.engine.advanceTo(at(FRI, '09:30'));
    const first = await emulator.rows('/v2/account/activities/FILL?page_size=2');
    const token = encodeURIComponent(String(first[1]?.['id']));
    const second = await emulator.rows(`/v2/account/activities?page_size=2&page_token=${token}`);
    expect([first.length, second.length]).toEqual([2, 1]);
    expect(new Set([...first, ...second].map((row) => row['id'])).size).toBe(3);
  });
});

describe('market data over HTTP', () => {
  it('shows the last trade as a number and leaves unknown symbols out', async () => {
    expect(await client().get('/v2/stocks/trades/latest?symbols=AAPL,NOPE&feed=iex')).toMatchObject(
      {
        trades: { AAPL: { p: 100 } },
      },
    );
    expect(await client().get('/v2/stocks/trades/latest?symbols=NOPE')).toEqual({ trades: {} });
  });

  it('shows finished sessions only', async () => {
    const path = '/v2/stocks/bars?symbols=AAPL,NOPE&timeframe=1Day&start=2015-10-22&end=2015-10-27';
    expect(await client().get(path)).toMatchObject({
      bars: { AAPL: [{ t: '2015-10-22T04:00:00.000Z', o: 99, h: 101, l: 98, c: 100 }] },
      next_page_token: null,
    });
  });

  it('shows splits by kind', async () => {
    const path = '/v1/corporate-actions?symbols=AAPL&start=2015-10-20&end=2015-10-31';
    expect(await client().get(path)).toMatchObject({
      corporate_actions: {
        forward_splits: [{ symbol: 'AAPL', ex_date: '2015-10-26', new_rate: 2, old_rate: 1 }],
      },
    });
  });
});

describe('the engine', () => {
  it('counts requests that ask for a change, and reads not', async () => {
    const emulator = client();
    await emulator.rows('/v2/orders');
    await emulator.get('/v2/account');
    expect(emulator.engine.mutations()).toBe(0);
    await emulator.post({ ...MARKET, qty: '0' });
    await emulator.call('DELETE', '/v2/orders');
    expect(emulator.engine.mutations()).toBe(2);
  });

  it('has every change kept before the reply, and nothing when refused', async () => {
    const kept: (readonly string[])[] = [];
    const emulator = client({ persist: (_state, ids) => kept.push(ids) });
    const order = await emulator.post(GROUP);
    expect(new Set(kept[0])).toEqual(new Set(Object.keys(emulator.engine.state.orders)));
    expect(kept[0]).toContain(order['id']);
    await emulator.post({ ...GROUP, qty: '0' });
    expect(kept).toHaveLength(1);
  });

  it('answers 500 when a change cannot be kept', async () => {
    const emulator = client({
      persist: () => {
        throw new Error('disk full');
      },
    });
    expect(await emulator.call('POST', '/v2/orders', MARKET)).toMatchObject({
      status: 500,
      body: { message: 'internal server error: disk full' },
    });
  });
});
