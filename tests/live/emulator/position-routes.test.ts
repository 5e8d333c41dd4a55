import { describe, expect, it } from 'vitest';

import { at, FRI } from '../../paper-broker/paper-world.ts';
import { client, GROUP, MARKET, type Client, type Row } from './emulator-client.ts';

/** Friday 09:31, holding 10 AAPL and 100 AMD. */
async function holding(aapl: Row = MARKET): Promise<Client> {
  const emulator = client();
  await emulator.post(aapl);
  await emulator.post({ ...MARKET, symbol: 'AMD', qty: '100' });
  emulator.engine.advanceTo(at(FRI, '09:31'));
  return emulator;
}

describe('positions over HTTP', () => {
  it('have every field, decimals as strings and fractions of one', async () => {
    const emulator = await holding();
    emulator.engine.advanceTo(at(FRI, '14:00'));
    // Bought at 100.00; at 14:00 the high of 110 has been seen.
    expect(await emulator.get('/v2/positions/AAPL')).toEqual({
      asset_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      symbol: 'AAPL',
      exchange: 'NYSE',
      asset_class: 'us_equity',
      asset_marginable: true,
      qty: '10',
      qty_available: '10',
      side: 'long',
      avg_entry_price: '100.00',
      market_value: '1100.00',
      cost_basis: '1000.00',
      unrealized_pl: '100.00',
      unrealized_plpc: '0.10',
      unrealized_intraday_pl: '100.00',
      unrealized_intraday_plpc: '0.10',
      current_price: '110.00',
      lastday_price: '100.00',
      change_today: '0.10',
    });
  });

  it('are found by the id of the asset too', async () => {
    const emulator = await holding();
    const [aapl] = await emulator.rows('/v2/positions');
    expect(await emulator.get(`/v2/positions/${String(aapl?.['asset_id'])}`)).toEqual(aapl);
  });
});

describe('closing a position over HTTP', () => {
  it.each([
    ['all of it', '', '10'],
    ['so many shares', '?qty=4', '4'],
    ['a percentage', '?percentage=25', '2.5'],
  ])('sells %s at market for the day, under an id of its own', async (_what, query, qty) => {
    const emulator = await holding();
    const reply = await emulator.call('DELETE', `/v2/positions/AAPL${query}`);
    expect(reply).toMatchObject({
      status: 200,
      body: { symbol: 'AAPL', side: 'sell', type: 'market', time_in_force: 'day', qty },
    });
    expect((reply.body as Row)['client_order_id']).toMatch(/^[0-9a-f-]{36}$/);
    emulator.engine.advanceTo(at(FRI, '14:00'));
    const { status } = await emulator.call('GET', '/v2/positions/AAPL');
    expect(status).toBe(qty === '10' ? 404 : 200);
  });

  it('of a symbol that is not held is 404 40410000 `position does not exist`', async () => {
    expect(await (await holding()).call('DELETE', '/v2/positions/PENNY')).toMatchObject({
      status: 404,
      body: { code: 40410000, message: 'position does not exist' },
    });
  });

  it('whose shares a stop holds is 403 40310000 with what is available', async () => {
    const emulator = await holding(GROUP);
    expect(await emulator.call('DELETE', '/v2/positions/AAPL')).toMatchObject({
      status: 403,
      body: {
        code: 40310000,
        message: 'insufficient qty available for order (requested: 10, available: 0)',
        held_for_orders: '10',
      },
    });
  });

  it.each([
    ['qty=1&percentage=5', 'only one of qty or percentage is accepted'],
    ['percentage=101', 'percentage must be > 0 and <= 100'],
    ['qty=0', 'qty must be > 0'],
    ['qty=0.1234567891', 'invalid qty'],
  ])('by %s is refused with 422', async (query, message) => {
    const reply = await (await holding()).call('DELETE', `/v2/positions/AAPL?${query}`);
    expect(reply).toMatchObject({ status: 422, body: { message } });
  });

  it('together answers 207: an order where it went well, an error where it did not', async () => {
    const emulator = await holding(GROUP);
    const { status, body } = await emulator.call('DELETE', '/v2/positions');
    expect(status).toBe(207);
    expect(body).toMatchObject([
      {
        symbol: 'AAPL',
        status: 403,
        body: {
          code: 40310000,
          symbol: 'AAPL',
          available: '0',
          existing_qty: '10',
          held_for_orders: '10',
        },
      },
      { symbol: 'AMD', status: 200, body: { side: 'sell', qty: '100' } },
    ]);
  });

  it('together cancels the orders first when it is asked to, with True as with true', async () => {
    const emulator = await holding(GROUP);
    const { body } = await emulator.call('DELETE', '/v2/positions?cancel_orders=True');
    expect(body).toMatchObject([
      { symbol: 'AAPL', status: 200 },
      { symbol: 'AMD', status: 200 },
    ]);
    expect((await client().call('DELETE', '/v2/positions')).body).toEqual([]);
  });
});
