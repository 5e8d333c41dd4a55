import { describe, expect, it } from 'vitest';

import { at, FRI } from '../../paper-broker/paper-world.ts';
import { client, GROUP, MARKET, type Client, type Row } from './emulator-client.ts';

/** Three orders a minute apart: AAPL, AMD, AAPL. */
async function three(): Promise<{ readonly emulator: Client; readonly ids: readonly string[] }> {
  const emulator = client();
  const ids: string[] = [];
  for (const [minute, symbol] of [
    ['09:15', 'AAPL'],
    ['09:16', 'AMD'],
    ['09:17', 'AAPL'],
  ] as const) {
    emulator.engine.advanceTo(at(FRI, minute));
    ids.push(String((await emulator.post({ ...MARKET, symbol, qty: '1' }))['id']));
  }
  return { emulator, ids };
}

describe('the list of orders over HTTP', () => {
  it.each([
    ['direction=asc', [0, 1, 2]],
    ['', [2, 1, 0]],
    ['limit=2', [2, 1]],
    ['after=2015-10-23T13:15:00Z', [2, 1]],
    ['until=2015-10-23T13:17:00Z', [1, 0]],
    ['after=2015-10-23T09:15:00-04:00&until=2015-10-23T13:17:00Z', [1]],
    ['symbols=AMD', [1]],
    ['symbols=AMD:NASDAQ:us_equity', [1]],
    ['symbols=AAPL,AMD&side=sell', []],
    ['asset_class=us_equity', [2, 1, 0]],
    ['asset_class=all', [2, 1, 0]],
    ['asset_class=crypto', []],
    ['status=closed', []],
    ['status=all&nested=True', [2, 1, 0]],
  ])('is asked for with "%s"', async (query, expected) => {
    const { emulator, ids } = await three();
    const rows = await emulator.rows(`/v2/orders?${query}`);
    expect(rows.map(({ id }) => id)).toEqual(expected.map((at) => ids[at]));
  });

  it('is paged by order id, exclusively, in both directions', async () => {
    const { emulator, ids } = await three();
    const idsOf = async (query: string): Promise<unknown[]> =>
      (await emulator.rows(`/v2/orders?${query}`)).map(({ id }) => id);
    expect(await idsOf(`before_order_id=${String(ids[1])}`)).toEqual([ids[0]]);
    expect(await idsOf(`after_order_id=${String(ids[0])}&direction=asc`)).toEqual([ids[1], ids[2]]);
  });

  it('hides held legs from the open ones and shows them among all, in or beside their parent', async () => {
    const emulator = client();
    const { id } = await emulator.post(GROUP);
    expect(await emulator.rows('/v2/orders?status=open')).toMatchObject([{ id, legs: null }]);
    const nested = await emulator.rows('/v2/orders?status=all&nested=true');
    expect(nested).toMatchObject([{ id, legs: [{ status: 'held', legs: null }] }]);
    expect(await emulator.rows('/v2/orders?status=all')).toHaveLength(2);
  });

  it('hides a filled parent from the open ones, its active leg stands there by itself', async () => {
    const emulator = client();
    await emulator.post(GROUP);
    emulator.engine.advanceTo(at(FRI, '09:31'));
    const open = await emulator.rows('/v2/orders?status=open');
    expect(open).toMatchObject([{ type: 'stop', status: 'new', side: 'sell' }]);
    expect(await emulator.rows('/v2/orders?status=open&nested=true')).toEqual([]);
  });

  it.each([
    ['limit=0', 'limit must be between 1 and 500'],
    ['status=working', 'invalid status'],
    ['nested=perhaps', 'invalid nested'],
    ['after=noon', 'invalid after: noon'],
    ['before_order_id=7', 'invalid order id'],
    [
      'before_order_id=00000000-0000-4000-8000-000000000000&after=2015-10-23',
      'before_order_id and after_order_id cannot be used with after or until',
    ],
    [
      'before_order_id=00000000-0000-4000-8000-000000000000&after_order_id=00000000-0000-4000-8000-000000000000',
      'only one of before_order_id or after_order_id is accepted',
    ],
  ])('refuses %s with 422', async (query, message) => {
    const reply = await client().call('GET', `/v2/orders?${query}`);
    expect(reply.status).toBe(422);
    expect((reply.body as Row)['message']).toContain(message);
  });

  it('beside an order that nobody knows is 404 40410000 `order not found for {uuid}`', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    expect(await client().call('GET', `/v2/orders?after_order_id=${id}`)).toMatchObject({
      status: 404,
      body: { code: 40410000, message: `order not found for ${id}` },
    });
    expect(await client().call('GET', `/v2/orders/${id}`)).toMatchObject({
      status: 404,
      body: { code: 40410000, message: `order not found for ${id}` },
    });
  });
});

describe('an order over HTTP', () => {
  it('has every field that Alpaca documents, with null for what is not set', async () => {
    const order = await client().post({ ...MARKET, qty: '2' });
    const names = [
      'id client_order_id created_at updated_at submitted_at filled_at expired_at expires_at',
      'canceled_at failed_at replaced_at replaced_by replaces asset_id symbol asset_class notional',
      'qty filled_qty filled_avg_price order_class order_type type side position_intent',
      'time_in_force limit_price stop_price status extended_hours legs trail_percent trail_price hwm',
    ];
    for (const name of names.flatMap((line) => line.split(' '))) expect(order).toHaveProperty(name);
    const unset = ['filled_at', 'canceled_at', 'replaced_by', 'notional', 'legs', 'hwm'];
    expect(unset.map((name) => order[name])).toEqual(unset.map(() => null));
    // What Alpaca's own Python client requires.
    const required = [
      'id',
      'client_order_id',
      'created_at',
      'updated_at',
      'submitted_at',
      'status',
    ];
    for (const name of required) expect(order[name], name).toBeTypeOf('string');
    expect(order).toMatchObject({ filled_qty: '0', order_class: '', extended_hours: false });
  });
});

describe('canceling all orders over HTTP', () => {
  it('has one 207 row for each open order of a group, also for one that went with another', async () => {
    const emulator = client();
    await emulator.post({
      ...GROUP,
      order_class: 'bracket',
      take_profit: { limit_price: '200.00' },
    });
    emulator.engine.advanceTo(at(FRI, '09:31'));
    const open = await emulator.rows('/v2/orders?status=open');
    const { status, body } = await emulator.call('DELETE', '/v2/orders');
    expect(status).toBe(207);
    expect(body).toEqual([...open].reverse().map(({ id }) => ({ id, status: 200 })));
    expect(await emulator.rows('/v2/orders?status=open')).toEqual([]);
  });

  it('has an error object in the row of an order that cannot be canceled', async () => {
    const emulator = client();
    emulator.engine.configure({ behaviour: { cancelDwell: 'stuck' } });
    await emulator.post(MARKET);
    await emulator.call('DELETE', '/v2/orders');
    expect((await emulator.call('DELETE', '/v2/orders')).body).toMatchObject([
      { status: 422, body: { code: 42210000, message: expect.any(String) as unknown } },
    ]);
  });
});
