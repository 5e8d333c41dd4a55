import { describe, expect, it } from 'vitest';

import { checkOrder, type GateFacts } from '../../src/rules/order-limits.ts';
import { dollars, orderRequest } from '../domain/sample.ts';

const facts: GateFacts = {
  intent: 'entry',
  isMove: false,
  tradeOrdersSent: 0,
  stopOrdersSent: 0,
  maxTradeOrders: 40,
  maxStopOrders: 20,
  sharesHeld: 0,
  planned: { qty: 16, referencePrice: dollars('617.68') },
  positionSize: 10_000,
};
const selling = { side: 'sell', orderClass: 'simple', stopLossPrice: null } as const;

describe('the limits of an order', () => {
  it('lets the planned entry pass', () => {
    expect(checkOrder(orderRequest(), facts)).toBeNull();
  });

  it('denies an entry nobody planned', () => {
    expect(checkOrder(orderRequest(), { ...facts, planned: null })?.code).toBe('NOT_IN_PLAN');
  });

  it('denies a share more than planned', () => {
    expect(checkOrder(orderRequest({ qty: 17 }), facts)).toEqual({
      code: 'QTY_ABOVE_PLAN',
      message: '17 shares asked, 16 planned',
    });
  });

  it('denies more dollars than an entry may have, though the plan says so', () => {
    // 17 × 617.68 = 10,500.56
    const planned = { qty: 17, referencePrice: dollars('617.68') };
    expect(checkOrder(orderRequest({ qty: 17 }), { ...facts, planned })).toMatchObject({
      code: 'NOTIONAL_ABOVE_SIZE',
      message: expect.stringContaining('10500.56') as string,
    });
    const exact = { qty: 100, referencePrice: dollars('100.00') };
    const stop = dollars('90.00');
    expect(
      checkOrder(orderRequest({ qty: 100, stopLossPrice: stop }), { ...facts, planned: exact }),
    ).toBeNull();
  });

  it('denies a stop that is not below the price', () => {
    const stopLossPrice = dollars('617.68');
    expect(checkOrder(orderRequest({ stopLossPrice }), facts)?.code).toBe('STOP_NOT_BELOW_PRICE');
    expect(checkOrder(orderRequest({ stopLossPrice: dollars('617.67') }), facts)).toBeNull();
  });

  it('denies selling more than is held', () => {
    const held = { ...facts, planned: null, sharesHeld: 16 };
    for (const intent of ['exit', 'stop'] as const) {
      expect(checkOrder(orderRequest(selling), { ...held, intent })).toBeNull();
      expect(checkOrder(orderRequest({ ...selling, qty: 17 }), { ...held, intent })).toEqual({
        code: 'SELLS_MORE_THAN_HELD',
        message: '17 shares asked, 16 held',
      });
    }
  });

  it('never finds a stop too many for shares that have none', () => {
    const stopsFull = { ...facts, sharesHeld: 16, stopOrdersSent: 20, intent: 'stop' as const };
    expect(checkOrder(orderRequest(selling), stopsFull)).toBeNull();
  });

  it('counts entries and exits together, and moves of stops apart', () => {
    const full = { ...facts, sharesHeld: 16, tradeOrdersSent: 40 };
    expect(checkOrder(orderRequest(), full)).toEqual({
      code: 'ORDER_LIMIT_REACHED',
      message: 'entry orders today: used=40 max=40',
    });
    expect(checkOrder(orderRequest(selling), { ...full, intent: 'exit' })?.code).toBe(
      'ORDER_LIMIT_REACHED',
    );
    expect(checkOrder(orderRequest(selling), { ...full, intent: 'stop' })).toBeNull();
    expect(checkOrder(orderRequest(), { ...full, tradeOrdersSent: 39 })).toBeNull();
    const stopsFull = { ...facts, sharesHeld: 16, stopOrdersSent: 20, intent: 'stop' as const };
    const move = { ...stopsFull, isMove: true };
    expect(checkOrder(orderRequest(selling), move)?.code).toBe('ORDER_LIMIT_REACHED');
    expect(checkOrder(orderRequest(selling), { ...move, stopOrdersSent: 19 })).toBeNull();
    expect(checkOrder(orderRequest(), { ...stopsFull, intent: 'entry' })).toBeNull();
  });
});
