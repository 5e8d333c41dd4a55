import { describe, expect, it } from 'vitest';

import { at, FRI } from '../../paper-broker/paper-world.ts';
import { client, GROUP, MARKET, type Row } from './emulator-client.ts';

describe('orders over HTTP', () => {
  it('carry every field, unset ones as null, with the legs in the reply to POST', async () => {
    const order = await client().post(GROUP);
    expect(order).toMatchObject({
      client_order_id: '20151023_AAPL_entry_buy',
      created_at: '2015-10-23T13:15:00.000Z',
      submitted_at: '2015-10-23T13:15:00.000Z',
      expires_at: '2016-01-21T21:15:00.000Z',
      filled_at: null,
      notional: null,
      qty: '10',
      filled_qty: '0',
      filled_avg_price: null,
      order_class: 'oto',
      type: 'market',
      order_type: 'market',
      limit_price: null,
      stop_price: null,
      status: 'accepted',
      extended_hours: false,
      trail_percent: null,
      hwm: null,
    });
    expect(order['legs']).toMatchObject([{ status: 'held', stop_price: '94.00', legs: null }]);
  });

  it('have an empty class when they are simple, and may say qty as a number', async () => {
    const order = await client().post({ ...MARKET, qty: 10 });
    expect(order).toMatchObject({ qty: '10', order_class: '', legs: null });
  });

  it('are found by id, with legs only when nested, and by client id under the literal colon', async () => {
    const emulator = client();
    const { id } = await emulator.post(GROUP);
    expect(await emulator.get(`/v2/orders/${String(id)}`)).toMatchObject({ id, legs: null });
    expect(await emulator.get(`/v2/orders/${String(id)}?nested=True`)).toMatchObject({
      legs: [{ status: 'held' }],
    });
    const byClient = '/v2/orders:by_client_order_id?client_order_id=20151023_AAPL_entry_buy';
    expect(await emulator.get(byClient)).toMatchObject({ id });
    const missing = '/v2/orders:by_client_order_id?client_order_id=constructor';
    expect(await emulator.call('GET', missing)).toMatchObject({
      status: 404,
      body: { code: 40410000, message: 'order not found for constructor' },
    });
    expect(await emulator.call('GET', '/v2/orders/not-an-id')).toMatchObject({
      status: 422,
      body: { code: 40010001, message: 'order_id is missing' },
    });
  });

  it('are listed newest first, open ones by default, fifty at most unless asked', async () => {
    const emulator = client();
    for (let count = 0; count < 60; count += 1) await emulator.post({ ...MARKET, qty: '1' });
    expect(await emulator.rows('/v2/orders')).toHaveLength(50);
    expect(await emulator.rows('/v2/orders?limit=500&nested=true')).toHaveLength(60);
    expect((await emulator.call('GET', '/v2/orders?limit=501')).status).toBe(422);
    emulator.engine.advanceTo(at(FRI, '09:30'));
    expect(await emulator.rows('/v2/orders')).toEqual([]);
    const closed = await emulator.rows('/v2/orders?status=closed&limit=2&symbols=AAPL,AMD');
    expect(closed).toMatchObject([{ status: 'filled', filled_avg_price: '100.00' }, {}]);
    const after = '/v2/orders?status=all&after=2015-10-23T13:15:00Z';
    expect(await emulator.rows(after)).toEqual([]);
  });

  it('are canceled with 204 and an empty body, and refused the second time', async () => {
    const emulator = client();
    const { id } = await emulator.post(GROUP);
    const path = `/v2/orders/${String(id)}`;
    expect(await emulator.call('DELETE', path)).toMatchObject({ status: 204, body: undefined });
    expect(await emulator.call('DELETE', path)).toMatchObject({
      status: 422,
      body: { code: 42210000, message: 'order is already in "canceled" state' },
    });
  });

  it('are canceled together with 207, one row each', async () => {
    const emulator = client();
    const { id } = await emulator.post(GROUP);
    expect(await emulator.call('DELETE', '/v2/orders')).toMatchObject({
      status: 207,
      body: [{ id, status: 200 }],
    });
    expect((await emulator.call('DELETE', '/v2/orders')).body).toEqual([]);
  });

  it('are replaced by PATCH under a new id', async () => {
    const emulator = client();
    const { id } = await emulator.post(GROUP);
    emulator.engine.advanceTo(at(FRI, '09:31'));
    const [leg] = await emulator.rows('/v2/orders');
    const reply = await emulator.call('PATCH', `/v2/orders/${String(leg?.['id'])}`, {
      stop_price: '94.50',
      client_order_id: '20151023_AAPL_stop_sell',
    });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        replaces: leg?.['id'],
        client_order_id: '20151023_AAPL_stop_sell',
        stop_price: '94.50',
        status: 'pending_new',
      },
    });
    expect(await emulator.get(`/v2/orders/${String(id)}?nested=true`)).toMatchObject({
      status: 'filled',
      legs: [{ status: 'replaced', replaced_by: (reply.body as Row)['id'] }],
    });
  });

  it.each([
    ['no JSON', '{"symbol":', 400, 40010000, 'request body format is invalid'],
    ['no symbol', { ...MARKET, symbol: undefined }, 422, 40010001, 'symbol is required'],
    ['an unknown side', { ...MARKET, side: 'hold' }, 422, 40010001, 'invalid side'],
    ['an unknown type', { ...MARKET, type: 'magic' }, 422, 40010001, 'invalid order type'],
    ['an unknown time', { ...MARKET, time_in_force: 'x' }, 422, 40010001, 'invalid time_in_force'],
    ['no quantity', { ...MARKET, qty: undefined }, 422, 40010001, 'qty or notional is required'],
    [
      'two quantities',
      { ...MARKET, notional: '5' },
      422,
      40010001,
      'only one of qty or notional is accepted',
    ],
    ['a quantity of words', { ...MARKET, qty: 'ten' }, 422, 40010001, 'qty must be a decimal'],
    [
      'a price finer than any tick',
      { ...MARKET, type: 'limit', limit_price: '90.10001' },
      422,
      42210000,
      'invalid limit_price 90.10001. sub-penny increment does not fulfill minimum pricing criteria',
    ],
  ])('with %s are refused in the words of the broker', async (...row) => {
    const [, body, status, code, message] = row;
    const reply = await client().call('POST', '/v2/orders', body);
    expect(reply).toMatchObject({ status, body: { code, message } });
  });

  it('show the extra fields of a refusal beside code and message', async () => {
    const emulator = client();
    await emulator.post(MARKET);
    emulator.engine.advanceTo(at(FRI, '09:31'));
    const sell = { ...MARKET, side: 'sell', qty: '11' };
    expect(await emulator.call('POST', '/v2/orders', sell)).toMatchObject({
      status: 403,
      body: {
        code: 40310000,
        symbol: 'AAPL',
        available: '10',
        existing_qty: '10',
        held_for_orders: '0',
      },
    });
  });
});
