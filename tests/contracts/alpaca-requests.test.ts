import { describe, expect, it } from 'vitest';

import { decodeChangeBody, decodeOrderBody } from '../../src/contracts/alpaca-requests.ts';
import { quantityFromUnits, shares } from '../../src/domain/quantity.ts';
import { dollars } from '../domain/sample.ts';

const MARKET = { symbol: 'AAPL', side: 'buy', type: 'market', time_in_force: 'day', qty: '10' };

function orderOf(body: unknown) {
  const decoded = decodeOrderBody(body);
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.value;
}

function problemOf(body: unknown): string {
  const decoded = decodeOrderBody(body);
  return decoded.ok ? 'accepted' : `${decoded.code} ${decoded.message}`;
}

describe('an order on the wire', () => {
  it('is understood with every field it can have', () => {
    const body = {
      ...MARKET,
      type: 'limit',
      time_in_force: 'gtc',
      order_class: 'bracket',
      limit_price: '100',
      take_profit: { limit_price: '120.5' },
      stop_loss: { stop_price: 90, limit_price: '89.99' },
      client_order_id: 'mine',
      position_intent: 'buy_to_open',
    };
    expect(orderOf(body)).toEqual({
      clientOrderId: 'mine',
      symbol: 'AAPL',
      side: 'buy',
      type: 'limit',
      timeInForce: 'gtc',
      orderClass: 'bracket',
      qty: shares(10),
      notional: null,
      limitPrice: dollars('100'),
      stopPrice: null,
      trailPrice: null,
      trailPercent: null,
      takeProfitPrice: dollars('120.5'),
      stopLossPrice: dollars('90'),
      stopLossLimitPrice: dollars('89.99'),
      extendedHours: false,
      positionIntent: 'buy_to_open',
    });
  });

  it('may be worth dollars instead of being so many shares', () => {
    expect(orderOf({ ...MARKET, qty: undefined, notional: '250.55' })).toMatchObject({
      qty: null,
      notional: dollars('250.55'),
    });
  });

  it('may trail in dollars or percent', () => {
    const trailing = { ...MARKET, type: 'trailing_stop' };
    expect(orderOf({ ...trailing, trail_price: '1.5' }).trailPrice).toBe(dollars('1.5'));
    expect(orderOf({ ...trailing, trail_percent: '2.5' }).trailPercent).toBe(2.5);
  });

  it.each([
    ['0.557436865', 557_436_865],
    [1, 1_000_000_000],
    ['9007199', 9_007_199_000_000_000],
  ])('counts shares exactly: %s', (qty, units) => {
    expect(orderOf({ ...MARKET, qty }).qty).toBe(quantityFromUnits(units));
  });

  it.each([
    ['0.1234567891', '40010001 qty must have at most 9 decimals'],
    ['-1', '40010001 qty must be > 0'],
    ['ten', '40010001 qty must be a decimal'],
    ['10000000', '40010001 qty must be at most 9007199 in this emulator'],
  ])('refuses a quantity of %s: 422 %s', (qty, message) => {
    expect(problemOf({ ...MARKET, qty })).toBe(message);
  });

  it('refuses an intent nobody has', () => {
    expect(problemOf({ ...MARKET, position_intent: 'hold' })).toBe(
      '40010001 invalid position_intent',
    );
  });
});

describe('a change on the wire', () => {
  it('keeps what it does not name', () => {
    expect(decodeChangeBody({ trail: '2.5' })).toEqual({
      ok: true,
      value: {
        clientOrderId: null,
        qty: null,
        limitPrice: null,
        stopPrice: null,
        trail: 2.5,
        timeInForce: null,
      },
    });
  });
});
