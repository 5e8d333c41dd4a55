/** The 422s of Alpaca that concern stocks, on the wire: code, words and extra fields. */
import { describe, expect, it } from 'vitest';

import type { EmulatorWorld } from '../live/emulator/emulator-world.ts';
import { contractWorld } from './contract-world.ts';
import {
  type Body,
  BUY,
  SELL,
  LIMIT,
  STOP,
  OTO,
  holding,
  post,
  placed,
  refused,
} from './refused-orders.ts';

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
