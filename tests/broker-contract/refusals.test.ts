/** Refusals of Alpaca that concern stocks, but for the 422s, on the wire: HTTP status, code, words and extra fields. */
import { describe, expect, it } from 'vitest';

import type { Answer } from '../live/emulator/emulator-world.ts';
import { contractWorld } from './contract-world.ts';
import {
  BUY,
  SELL,
  LIMIT,
  STOP,
  UUID,
  ID,
  holding,
  post,
  placed,
  refused,
  withFault,
} from './refused-orders.ts';

describe('401 and 404', () => {
  it('401 unauthorized. without a code for keys of somebody else', async () => {
    const keys = { 'apca-api-key-id': 'PKOTHER', 'apca-api-secret-key': 'other' };
    const answer = contractWorld('10:00').call('GET', '/v2/account', undefined, keys);
    await refused(answer, [401, undefined, 'unauthorized.']);
  });

  it('401 as an HTML page when the key headers are missing', async () => {
    const reply = await contractWorld('10:00').fetch(new Request('http://127.0.0.1/v2/account'));
    expect(reply.status).toBe(401);
    expect(await reply.text()).toContain('<h1>401 Authorization Required</h1>');
  });

  it('404 40410000 order not found for {uuid}, position does not exist, endpoint not found', async () => {
    const world = contractWorld('10:00');
    const get = (path: string): Promise<Answer> => world.call('GET', path);
    await refused(get(`/v2/orders/${UUID}`), [404, 40410000, `order not found for ${UUID}`]);
    await refused(get('/v2/positions/AAPL'), [404, 40410000, 'position does not exist']);
    await refused(get('/v2/nowhere'), [404, 40410000, 'endpoint not found']);
  });

  it('422 40010001 order_id is missing for an id that is no UUID', async () => {
    const answer = contractWorld('10:00').call('GET', '/v2/orders/17');
    await refused(answer, [422, 40010001, 'order_id is missing']);
  });
});

describe('403 40310000', () => {
  it('insufficient buying power, with buying_power and cost_basis', async () => {
    const answer = post(contractWorld('10:00'), { ...LIMIT, qty: '2001' });
    const fields = { buying_power: expect.any(String) as string, cost_basis: '100050.00' };
    await refused(answer, [403, 40310000, 'insufficient buying power'], fields);
  });

  it('insufficient qty available for order, with available, existing_qty and held_for_orders', async () => {
    const world = await holding();
    await placed(world, { ...STOP, qty: '6' });
    const message = 'insufficient qty available for order (requested: 10, available: 4)';
    const fields = { symbol: 'AAPL', available: '4', existing_qty: '10', held_for_orders: '6' };
    await refused(post(world, SELL), [403, 40310000, message], fields);
  });

  it('potential wash trade detected against a stop, with existing_order_id and reject_reason', async () => {
    const world = await holding();
    const stop = await placed(world, STOP);
    const message = 'potential wash trade detected. use complex orders';
    const reason = 'opposite side market/stop order exists';
    const fields = { existing_order_id: stop, reject_reason: reason };
    await refused(post(world, BUY), [403, 40310000, message], fields);
  });

  it('potential wash trade detected against a limit, with its own reject_reason', async () => {
    const world = await holding();
    await placed(world, { ...SELL, type: 'limit', limit_price: '150.00' });
    const message = 'potential wash trade detected. use complex orders';
    const fields = { existing_order_id: ID, reject_reason: 'opposite side limit order exists' };
    await refused(post(world, BUY), [403, 40310000, message], fields);
  });

  it('account is not allowed to short, when nothing is held', async () => {
    await refused(post(contractWorld('10:00'), SELL), [
      403,
      40310000,
      'account is not allowed to short',
    ]);
  });

  it('cannot open a short sell while a long buy order is open', async () => {
    const world = contractWorld('10:00');
    await placed(world, LIMIT);
    const sale = { ...SELL, type: 'limit', limit_price: '150.00' };
    const message = 'cannot open a short sell while a long buy order is open';
    await refused(post(world, sale), [403, 40310000, message]);
  });

  it('account is not authorized to trade, when the account is blocked or suspended', async () => {
    const world = contractWorld('10:00');
    world.emulator.engine.configure({ flags: { tradingBlocked: true } });
    await refused(post(world, BUY), [403, 40310000, 'account is not authorized to trade']);
    const suspended = contractWorld('10:00');
    await suspended.call('PATCH', '/v2/account/configurations', { suspend_trade: true });
    await refused(post(suspended, BUY), [403, 40310000, 'account is not authorized to trade']);
  });
});

describe('403 of other days and other accounts, as answers of a fault schedule', () => {
  it.each([
    [403, 40310100, 'trade denied due to pattern day trading protection'],
    [403, 40310000, 'insufficient day trading buying power'],
    [403, 40310000, 'account is restricted to liquidation only'],
    [403, 42210000, 'subscription does not permit querying recent SIP data'],
  ])(
    '403 for day trades, liquidation only, recent SIP data: %i %i %s',
    async (status, code, message) => {
      const world = withFault({ kind: 'answer', status, json: { code, message } });
      await refused(post(world, BUY), [status, code, message]);
      expect(world.emulator.engine.state.orders).toEqual({});
    },
  );

  it('403 forbidden. without a code', async () => {
    const world = withFault({ kind: 'answer', status: 403, json: { message: 'forbidden.' } });
    await refused(world.call('GET', '/v2/account'), [403, undefined, 'forbidden.']);
  });
});

describe('429 and 5xx', () => {
  it('429 42910000 rate limit exceeded, at more than 200 requests in a minute', async () => {
    const world = contractWorld('10:00', { rateLimit: { isEnforced: true } });
    const answers: Answer[] = [];
    for (let asked = 0; asked <= 200; asked += 1)
      answers.push(await world.call('GET', '/v2/clock'));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(200);
    await refused(answers[200] ?? answers[0] ?? Promise.reject(new Error('none')), [
      429,
      42910000,
      'rate limit exceeded',
    ]);
  });

  it('500 50010000, 503 and 504 on demand, the order placed or not', async () => {
    for (const status of [500, 503, 504]) {
      for (const acted of [false, true]) {
        const world = withFault({ kind: 'server_error', status, body: 'json', acted });
        expect(await post(world, BUY)).toMatchObject({ status, body: { code: 50010000 } });
        expect(Object.keys(world.emulator.engine.state.orders)).toHaveLength(acted ? 1 : 0);
      }
    }
  });
});
