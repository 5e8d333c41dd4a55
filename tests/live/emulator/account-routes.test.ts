import { describe, expect, it } from 'vitest';

import { at, FRI, MON } from '../../paper-broker/paper-world.ts';
import { client, MARKET, type Row } from './emulator-client.ts';

const STRINGS = [
  'cash',
  'equity',
  'portfolio_value',
  'last_equity',
  'last_maintenance_margin',
  'buying_power',
  'regt_buying_power',
  'non_marginable_buying_power',
  'options_buying_power',
  'initial_margin',
  'maintenance_margin',
  'sma',
  'long_market_value',
  'short_market_value',
  'accrued_fees',
  'pending_reg_taf_fees',
  'pending_transfer_in',
  'pending_transfer_out',
  'intraday_adjustments',
];
const FLAGS = [
  'shorting_enabled',
  'trading_blocked',
  'transfers_blocked',
  'account_blocked',
  'trade_suspended_by_user',
];

describe('the account over HTTP', () => {
  it('has every figure as a decimal string, flags as booleans and levels as numbers', async () => {
    const account = (await client().get('/v2/account')) as Row;
    for (const name of STRINGS) expect(account[name], name).toMatch(/^\d+(\.\d{2})?$/);
    for (const name of FLAGS) expect(account[name], name).toBeTypeOf('boolean');
    expect(account).toMatchObject({
      status: 'ACTIVE',
      currency: 'USD',
      multiplier: '2',
      options_approved_level: 0,
      options_trading_level: 0,
      balance_asof: '2015-10-22',
      created_at: '2015-10-23T13:15:00.000Z',
    });
  });

  it('has none of the day-trade fields that were removed in July 2026', async () => {
    const account = (await client().get('/v2/account')) as Row;
    for (const name of ['daytrade_count', 'daytrading_buying_power', 'pattern_day_trader'])
      expect(account).not.toHaveProperty(name);
  });

  it('keeps the equity of the last close beside the one of now', async () => {
    const emulator = client();
    await emulator.post({ ...MARKET, symbol: 'AMD', qty: '1000' });
    emulator.engine.advanceTo(at(MON, '09:31'));
    // Bought at 2.00 on Friday, 2.40 at its close and at Monday's open.
    expect(await emulator.get('/v2/account')).toMatchObject({
      cash: '248000.00',
      long_market_value: '2400.00',
      equity: '250400.00',
      last_equity: '250400.00',
      initial_margin: '1200.00',
      balance_asof: FRI,
    });
  });

  it('shows what the broker and the holder have blocked', async () => {
    const emulator = client();
    emulator.engine.configure({
      flags: { tradingBlocked: true, accountBlocked: true },
      configuration: { suspendTrade: true, noShorting: true },
    });
    expect(await emulator.get('/v2/account')).toMatchObject({
      trading_blocked: true,
      account_blocked: true,
      transfers_blocked: false,
      trade_suspended_by_user: true,
      shorting_enabled: false,
    });
  });
});

describe('account configurations over HTTP', () => {
  it('are shown and changed field by field; the reply is the whole', async () => {
    const emulator = client();
    const path = '/v2/account/configurations';
    expect(await emulator.get(path)).toEqual({
      suspend_trade: false,
      no_shorting: false,
      fractional_trading: true,
      max_margin_multiplier: '4',
      trade_confirm_email: 'all',
      ptp_no_exception_entry: false,
      max_options_trading_level: 0,
      disable_overnight_trading: false,
    });
    const body = { no_shorting: true, max_margin_multiplier: '1' };
    expect(await emulator.call('PATCH', path, body)).toMatchObject({
      status: 200,
      body: { no_shorting: true, max_margin_multiplier: '1', fractional_trading: true },
    });
    expect(await emulator.get('/v2/account')).toMatchObject({
      multiplier: '1',
      buying_power: '250000.00',
    });
  });

  it.each([
    [{ max_margin_multiplier: '3' }, 'invalid max_margin_multiplier'],
    [{ no_shorting: 'maybe' }, 'invalid no_shorting'],
    [{ trade_confirm_email: 'some' }, 'invalid trade_confirm_email'],
    [[], 'request body format is invalid'],
    ['no JSON', 'request body format is invalid'],
  ])('refuse %j with 400 and change nothing', async (body, message) => {
    const emulator = client();
    const path = '/v2/account/configurations';
    expect(await emulator.call('PATCH', path, body)).toMatchObject({
      status: 400,
      body: { message },
    });
    expect(await emulator.get(path)).toMatchObject({ max_margin_multiplier: '4' });
  });
});
