import { describe, expect, it } from 'vitest';

import {
  dollars,
  FRI,
  holding,
  MON,
  request,
  stop,
  TUE,
  world,
  type Asked,
  type World,
} from './paper-world.ts';

const stopLimit = (trigger: string, limit: string, changes: Asked = {}) =>
  stop(trigger, { type: 'stop_limit', limitPrice: dollars(limit), ...changes });

const trailing = (changes: Asked) =>
  request({ side: 'sell', type: 'trailing_stop', timeInForce: 'gtc', ...changes });

describe('a stop-limit order', () => {
  it('to sell fills at its trigger when the fall passes through it', () => {
    const made = holding();
    const order = made.place(stopLimit('96', '95.5'));
    made.advance(FRI, '11:40');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('96') });
  });

  it('rests as a limit order when the stock opens below its limit, and fills when it comes back', () => {
    const made = holding();
    made.advance(FRI, '15:00');
    const order = made.place(stopLimit('107.5', '107.4'));
    made.advance(MON, '09:30');
    expect(order).toMatchObject({ status: 'new', triggered: true });
    made.advance(MON, '11:40');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('107.4') });
  });

  it('with a limit above its trigger waits for the limit', () => {
    const made = holding();
    const order = made.place(stopLimit('96', '104'));
    made.advance(FRI, '11:40');
    expect(order).toMatchObject({ status: 'new', triggered: true });
    made.advance(FRI, '13:50');
    expect(order.filledAvgPrice).toBe(dollars('104'));
  });

  it('to buy fills at its trigger when the rise passes through it', () => {
    const made = world();
    const order = made.place(stopLimit('105', '106', { side: 'buy' }));
    made.advance(FRI, '13:50');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('105') });
  });
});

describe('a buy stop', () => {
  it('fills at its trigger', () => {
    const made = world();
    const order = made.place(stop('105', { side: 'buy' }));
    made.advance(FRI, '13:50');
    expect(order.filledAvgPrice).toBe(dollars('105'));
  });

  /** Opens on Monday 7 % above Friday's close of 108. */
  const GAP = {
    AAPL: {
      [FRI]: [100, 110, 95, 108] as const,
      [MON]: [115.56, 116, 108, 109] as const,
      [TUE]: [109, 112, 108, 110] as const,
    },
  };

  function afterGap(options: Parameters<typeof world>[0] = {}): {
    readonly made: World;
    readonly order: ReturnType<World['order']>;
  } {
    const made = world({ book: GAP, start: [FRI, '16:30'], ...options });
    const order = made.place(stop('110', { side: 'buy', timeInForce: 'gtc' }));
    made.advance(MON, '09:30');
    return { made, order };
  }

  it('pays at most 2.5 % above its trigger: a wider gap leaves it resting at that limit', () => {
    const { made, order } = afterGap();
    // 110 × 1.025 = 112.75, the open is 115.56.
    expect(order).toMatchObject({ status: 'new', triggered: true });
    made.advance(MON, '13:50');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('112.75') });
  });

  it('pays whatever the open asks where the operator has no collar', () => {
    const { order } = afterGap({ behaviour: { buyStopCollar: 'none' } });
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('115.56') });
  });
});

describe('a trailing stop', () => {
  it('starts from the last trade: the best price is kept as hwm, the trigger is trail_price below', () => {
    const made = holding();
    const order = made.place(trailing({ trailPrice: dollars('6') }));
    expect(order).toMatchObject({ hwm: dollars('100'), stopPrice: dollars('94') });
  });

  it('follows the rise and sells in the fall from the best price', () => {
    const made = holding();
    const order = made.place(trailing({ trailPrice: dollars('6') }));
    made.advance(FRI, '13:50');
    expect(order).toMatchObject({ status: 'new', hwm: dollars('110'), stopPrice: dollars('104') });
    made.advance(MON, '13:50');
    // Monday: 107 → 109 → 90; the trigger stays at 104.
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('104') });
  });

  it('keeps a percentage of the best price: 4 % of 110 is 4.40', () => {
    const made = holding();
    const order = made.place(trailing({ trailPercent: 4 }));
    expect(order.stopPrice).toBe(dollars('96'));
    made.advance(FRI, '11:40');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('96') });
    const later = world({ start: [FRI, '13:50'] });
    later.place(request());
    expect(later.place(trailing({ trailPercent: 4 })).stopPrice).toBe(dollars('105.6'));
  });

  it('to buy follows the fall and buys in the rise from the lowest price', () => {
    const made = world({ start: [FRI, '09:31'] });
    const order = made.place(trailing({ side: 'buy', trailPrice: dollars('5') }));
    expect(order.stopPrice).toBe(dollars('105'));
    made.advance(FRI, '11:40');
    expect(order).toMatchObject({ hwm: dollars('95'), stopPrice: dollars('100') });
    made.advance(FRI, '13:50');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('100') });
  });

  it('is sold at the open when the stock opens below the trigger', () => {
    const made = holding();
    made.advance(FRI, '15:00');
    const order = made.place(trailing({ trailPrice: dollars('2.5') }));
    // Friday's best was 110 at the time of the order: 107.50; Monday opens at 107.
    made.advance(MON, '09:30');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('107') });
  });

  it('lets its trail be replaced', () => {
    const made = holding();
    const order = made.place(trailing({ trailPrice: dollars('6') }));
    const result = made.replace(order.id, { trail: 3 });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(result.order).toMatchObject({ trailPrice: dollars('3'), stopPrice: dollars('97') });
  });
});
