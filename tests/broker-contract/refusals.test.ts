/** Every refusal of Alpaca that concerns stocks, on the wire: HTTP status, code, words and extra fields. */
import { describe, expect, it } from 'vitest';

import type { Answer, EmulatorWorld } from '../live/emulator/emulator-world.ts';
import {
  parseFaultSchedule,
  type WrittenFaultSchedule,
} from '../../src/contracts/fault-schedule.ts';
import { contractWorld } from './contract-world.ts';

type Body = Readonly<Record<string, unknown>>;

const BUY: Body = { symbol: 'AAPL', side: 'buy', qty: '10', type: 'market', time_in_force: 'day' };
const SELL: Body = { ...BUY, side: 'sell' };
const LIMIT: Body = { ...BUY, type: 'limit', limit_price: '50.00' };
const STOP: Body = { ...SELL, type: 'stop', stop_price: '90.00', time_in_force: 'gtc' };
const OTO: Body = { ...BUY, order_class: 'oto', stop_loss: { stop_price: '90.00' } };
const UUID = '00000000-0000-4000-8000-000000000000';
const ID = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;

/** 10:00 in the session, ten AAPL held. */
async function holding(): Promise<EmulatorWorld> {
  const world = contractWorld('09:15');
  await post(world, BUY);
  world.emulator.passTime({ kind: 'by', milliseconds: 45 * 60_000 });
  return world;
}

const post = (world: EmulatorWorld, body: Body): Promise<Answer> =>
  world.call('POST', '/v2/orders', body);

async function placed(world: EmulatorWorld, body: Body): Promise<string> {
  const { status, body: order, text } = await post(world, body);
  if (status !== 200) throw new Error(text);
  return String((order as Body)['id']);
}

/** Refuses all of it. */
async function refused(
  answer: Promise<Answer> | Answer,
  [status, code, message]: readonly [status: number, code: number | undefined, message: string],
  fields: Body = {},
): Promise<void> {
  const { status: httpStatus, body } = await answer;
  const said = { ...(code !== undefined && { code }), message, ...fields };
  expect({ httpStatus, body }).toMatchObject({ httpStatus: status, body: said });
  if (code === undefined) expect(body).not.toHaveProperty('code');
}

function withFault(
  fault: NonNullable<WrittenFaultSchedule['rules']>[number]['fault'],
): EmulatorWorld {
  const schedule = parseFaultSchedule({ rules: [{ fault }] });
  if (schedule.kind === 'refused') throw new Error(JSON.stringify(schedule.problems));
  const world = contractWorld('10:00');
  world.emulator.setFaults(schedule.schedule);
  return world;
}

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

describe('422 40010001', () => {
  const without = (name: string): Body =>
    Object.fromEntries(Object.entries(LIMIT).filter(([field]) => field !== name));
  const invalid = (body: Body, message: string): Promise<void> =>
    refused(post(contractWorld('10:00'), body), [422, 40010001, message]);

  it('client_order_id must be unique, also after the first was canceled', async () => {
    const world = contractWorld('10:00');
    const id = await placed(world, { ...LIMIT, client_order_id: 'mine' });
    const again = { ...LIMIT, client_order_id: 'mine' };
    await refused(post(world, again), [422, 40010001, 'client_order_id must be unique']);
    await world.call('DELETE', `/v2/orders/${id}`);
    await refused(post(world, again), [422, 40010001, 'client_order_id must be unique']);
  });

  it('client_order_id must be no more than 128 characters', () =>
    invalid(
      { ...LIMIT, client_order_id: 'x'.repeat(129) },
      'client_order_id must be no more than 128 characters',
    ));

  it('qty or notional is required; only one of qty or notional is accepted; qty must be > 0', async () => {
    await invalid(without('qty'), 'qty or notional is required');
    await invalid({ ...LIMIT, notional: '10' }, 'only one of qty or notional is accepted');
    await invalid({ ...LIMIT, qty: '0' }, 'qty must be > 0');
  });

  it('limit price must be > 0', () =>
    invalid({ ...LIMIT, limit_price: '0' }, 'limit price must be > 0'));

  it('invalid order type, invalid side, invalid time_in_force', async () => {
    await invalid({ ...LIMIT, type: 'wish' }, 'invalid order type');
    await invalid({ ...LIMIT, side: 'hold' }, 'invalid side');
    await invalid({ ...LIMIT, time_in_force: 'soon' }, 'invalid time_in_force');
  });

  it('limit, stop and stop limit orders require their prices', async () => {
    await invalid(without('limit_price'), 'limit orders require a limit price');
    await invalid({ ...BUY, type: 'stop' }, 'stop orders require a stop price');
    const stopLimit = { ...LIMIT, type: 'stop_limit' };
    await invalid(stopLimit, 'stop limit orders require both stop and limit price');
  });

  it('market orders require no stop or limit price, and must not have trail_price', async () => {
    await invalid({ ...LIMIT, type: 'market' }, 'market orders require no stop or limit price');
    await invalid({ ...BUY, trail_price: '1' }, 'market orders must not have trail_price');
  });

  it('trailing stop orders must specify one of trail_price or trail_percent', async () => {
    const message = 'trailing stop orders must specify one of trail_price or trail_percent';
    const trailing = { ...BUY, type: 'trailing_stop' };
    await invalid(trailing, message);
    await invalid({ ...trailing, trail_price: '1', trail_percent: '1' }, message);
  });
});

describe('422 42210000', () => {
  const unprocessable = async (
    world: EmulatorWorld,
    body: Body,
    message: string,
    fields: Body = {},
  ): Promise<void> => refused(post(world, body), [422, 42210000, message], fields);
  const flat = (): EmulatorWorld => contractWorld('10:00');

  it('asset "X" not found, and not tradable', async () => {
    await unprocessable(flat(), { ...BUY, symbol: 'NOPE' }, 'asset "NOPE" not found');
    const world = flat();
    world.emulator.engine.configure({ behaviour: { untradableSymbols: ['AAPL'] } });
    await unprocessable(world, BUY, 'asset "AAPL" is not tradable');
  });

  it('sub-penny increment does not fulfill minimum pricing criteria, of limit and stop', async () => {
    const rule = 'sub-penny increment does not fulfill minimum pricing criteria';
    const limit = { ...LIMIT, limit_price: '50.123' };
    await unprocessable(flat(), limit, `invalid limit_price 50.123. ${rule}`);
    const stop = { ...STOP, stop_price: '90.123' };
    await unprocessable(await holding(), stop, `invalid stop_price 90.123. ${rule}`);
  });

  it('stop price must be less than current price, with stop_price and market_price', async () => {
    // At 10:00 on that Friday the last trade is the open of 100.
    const fields = { stop_price: '100', market_price: '100' };
    const message = 'stop price must be less than current price';
    await unprocessable(await holding(), { ...STOP, stop_price: '100.00' }, message, fields);
  });

  it('stop_loss.stop_price must be <= base_price - 0.01, with base_price', async () => {
    const body = { ...OTO, stop_loss: { stop_price: '100.00' } };
    const message = 'stop_loss.stop_price must be <= base_price - 0.01';
    await unprocessable(flat(), body, message, { base_price: '100' });
  });

  it('take_profit.limit_price must be >= base_price + 0.01, and > stop_loss.stop_price', async () => {
    const bracket = (limit: string, stop: string): Body => ({
      ...OTO,
      order_class: 'bracket',
      take_profit: { limit_price: limit },
      stop_loss: { stop_price: stop },
    });
    const low = 'take_profit.limit_price must be >= base_price + 0.01';
    await unprocessable(flat(), bracket('100.00', '90.00'), low, { base_price: '100' });
    const crossed = 'take_profit.limit_price must be > stop_loss.stop_price';
    await unprocessable(flat(), bracket('89.00', '90.00'), crossed);
  });

  it('bracket orders require take_profit.limit_price, and must be entry orders', async () => {
    const body = { ...OTO, order_class: 'bracket' };
    await unprocessable(flat(), body, 'bracket orders require take_profit.limit_price');
    const exit = { ...SELL, order_class: 'bracket', take_profit: { limit_price: '90.00' } };
    const closing = { ...exit, stop_loss: { stop_price: '120.00' } };
    await unprocessable(await holding(), closing, 'bracket orders must be entry orders');
  });

  it('fractional orders must be DAY orders, and simple orders', async () => {
    const half = { ...LIMIT, qty: '0.5' };
    const late = { ...half, time_in_force: 'gtc' };
    await unprocessable(flat(), late, 'fractional orders must be DAY orders');
    await unprocessable(flat(), { ...OTO, qty: '0.5' }, 'fractional orders must be simple orders');
  });

  it('extended hours order must be DAY or GTC limit orders', () =>
    unprocessable(
      flat(),
      { ...BUY, extended_hours: true },
      'extended hours order must be DAY or GTC limit orders',
    ));

  it('position intent mismatch, inferred and specified', () =>
    unprocessable(
      flat(),
      { ...BUY, position_intent: 'sell_to_close' },
      'position intent mismatch, inferred: buy_to_open, specified: sell_to_close',
    ));

  it('order is already in "filled" state, for a cancel', async () => {
    const world = flat();
    const id = await placed(world, BUY);
    world.emulator.passTime({ kind: 'by', milliseconds: 60_000 });
    const answer = world.call('DELETE', `/v2/orders/${id}`);
    await refused(answer, [422, 42210000, 'order is already in "filled" state']);
  });

  it('cannot replace order in accepted status, while it waits for the session', async () => {
    const world = contractWorld('16:30');
    const id = await placed(world, LIMIT);
    const answer = world.call('PATCH', `/v2/orders/${id}`, { limit_price: '51.00' });
    await refused(answer, [422, 42210000, 'cannot replace order in accepted status']);
  });

  it('order parameters are not changed; a filled order is not replaced', async () => {
    const world = flat();
    const id = await placed(world, LIMIT);
    const same = world.call('PATCH', `/v2/orders/${id}`, { limit_price: '50.00' });
    await refused(same, [422, 42210000, 'order parameters are not changed']);
    const filled = await placed(world, BUY);
    world.emulator.passTime({ kind: 'by', milliseconds: 60_000 });
    const late = world.call('PATCH', `/v2/orders/${filled}`, { qty: '5' });
    await refused(late, [422, 42210000, 'cannot replace order in filled status']);
  });
});

describe('422 of notional and fractional orders', () => {
  it('notional must be >= 1.00', async () => {
    const body = { symbol: 'AAPL', side: 'buy', type: 'market', time_in_force: 'day' };
    const answer = post(contractWorld('10:00'), { ...body, notional: '0.99' });
    expect(await answer).toMatchObject({
      status: 422,
      body: { message: 'notional must be >= 1.00' },
    });
  });

  it('fractional orders cannot be sold short', async () => {
    const answer = post(contractWorld('10:00'), { ...SELL, qty: '0.5' });
    expect(await answer).toMatchObject({
      status: 422,
      body: { message: 'fractional orders cannot be sold short' },
    });
  });

  it('unable to open new notional orders while having open closing position orders', async () => {
    const world = await holding();
    await placed(world, { ...SELL, type: 'limit', limit_price: '150.00' });
    const body = { symbol: 'AAPL', side: 'buy', type: 'market', time_in_force: 'day' };
    const answer = await post(world, { ...body, notional: '100' });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        message: 'unable to open new notional orders while having open closing position orders',
      },
    });
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
