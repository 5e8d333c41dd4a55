import { describe, expect, it } from 'vitest';

import { shares } from '../../src/domain/quantity.ts';
import { accountView } from '../../src/paper-broker/account-figures.ts';
import { advanceTo, nextMoment } from '../../src/paper-broker/advance-time.ts';
import { closePosition } from '../../src/paper-broker/paper-broker.ts';
import { configureAccount, resetAccount } from '../../src/paper-broker/paper-state.ts';
import {
  answerTo,
  at,
  dollars,
  FRI,
  holding,
  MON,
  request,
  stop,
  told,
  TUE,
  world,
} from './paper-world.ts';

const NOT_AUTHORIZED = '403 40310000 account is not authorized to trade';

describe('an account', () => {
  it.each([
    ['blocked', { flags: { accountBlocked: true } }],
    ['blocked for trading', { flags: { tradingBlocked: true } }],
    ['suspended by its holder', { configuration: { suspendTrade: true } }],
  ])(
    'that is %s takes no order: 403 40310000 account is not authorized to trade',
    (_how, patch) => {
      const made = holding();
      const resting = made.place(stop('90'));
      configureAccount(made.state, patch);
      expect(answerTo(made.submit(request({ symbol: 'AMD' })))).toBe(NOT_AUTHORIZED);
      expect(answerTo(made.replace(resting.id, { stopPrice: dollars('89') }))).toBe(NOT_AUTHORIZED);
      expect(made.cancel(resting.id).kind).toBe('accepted');
    },
  );

  it('without fractional trading takes whole shares only', () => {
    const made = world();
    configureAccount(made.state, { configuration: { fractionalTrading: false } });
    expect(answerTo(made.submit(request({ qty: 0.5 })))).toBe(
      '403 40310000 account is not allowed to trade fractional shares',
    );
  });

  it('may lower its multiplier: max_margin_multiplier 1 leaves the cash', () => {
    const made = holding({ multiplier: 4 });
    configureAccount(made.state, { configuration: { maxMarginMultiplier: 1 } });
    expect(accountView(made.state, made.market)).toMatchObject({
      multiplier: 1,
      buyingPower: dollars('99000'),
    });
  });

  it('has margin figures: half of what is held to begin with, 30 % to keep', () => {
    const made = holding({ multiplier: 2 });
    expect(accountView(made.state, made.market)).toMatchObject({
      initialMargin: dollars('500'),
      maintenanceMargin: dollars('300'),
      nonMarginableBuyingPower: dollars('99000'),
      regtBuyingPower: dollars('199000'),
    });
  });

  it('at multiplier 4 has four times what was free at the last close, less what was spent since', () => {
    const made = holding({ multiplier: 4 });
    expect(accountView(made.state, made.market).buyingPower).toBe(dollars('399000'));
    made.advance(FRI, '16:00');
    // Equity 99,000 + 10 × 108 = 100,080; maintenance 324: (100,080 − 324) × 4.
    expect(accountView(made.state, made.market).buyingPower).toBe(dollars('399024'));
    made.advance(MON, '09:31');
    made.place(request({ symbol: 'AMD', qty: 100 }));
    expect(accountView(made.state, made.market).buyingPower).toBe(dollars('398784'));
  });
});

describe('a reset', () => {
  it('makes a new account: new id and number, opening cash, no history, a later generation', () => {
    const made = holding();
    made.place(stop('90'));
    const { accountId, accountNumber, sequence } = made.state;
    resetAccount(made.state);
    expect(made.state).toMatchObject({
      generation: 1,
      cash: dollars('100000'),
      positions: {},
      orders: {},
      working: [],
      activities: [],
      createdAt: at(FRI, '09:31'),
    });
    expect(made.state.accountId).not.toBe(accountId);
    expect(made.state.accountNumber).not.toBe(accountNumber);
    expect(made.state.accountNumber).toMatch(/^PA[0-9A-F]{10}$/);
    expect(made.state.sequence).toBe(sequence);
    made.place(request());
    made.advance(MON, '17:00');
    expect(made.state.positions['AAPL']?.qty).toBe(shares(10));
  });

  it('frees used client order ids and may bring other cash', () => {
    const made = world();
    made.place(request({ clientOrderId: 'mine' }));
    resetAccount(made.state, dollars('5000'));
    expect(made.state.cash).toBe(dollars('5000'));
    expect(made.submit(request({ clientOrderId: 'mine' })).kind).toBe('accepted');
  });
});

describe('closing a position', () => {
  it('sells all of it at the market under a generated client order id', () => {
    const made = holding();
    const result = closePosition(made.state, 'AAPL', null, made.market);
    expect(result).toMatchObject({
      kind: 'accepted',
      order: { side: 'sell', type: 'market', timeInForce: 'day', qty: shares(10) },
    });
    expect(made.state.positions).toEqual({});
  });

  it('sells a part: so many shares, or so many percent', () => {
    const made = holding();
    closePosition(made.state, 'AAPL', { qty: shares(4) }, made.market);
    expect(made.state.positions['AAPL']?.qty).toBe(shares(6));
    closePosition(made.state, 'AAPL', { percentage: 12.5 }, made.market);
    expect(made.state.positions['AAPL']?.qty).toBe(shares(5.25));
  });

  it('keeps to whole shares where the stock has no fractions', () => {
    const made = holding({ assets: { AAPL: { fractionable: false } } });
    closePosition(made.state, 'AAPL', { percentage: 25 }, made.market);
    expect(made.state.positions['AAPL']?.qty).toBe(shares(8));
  });

  it('is refused without a position: 404 40410000 position does not exist', () => {
    const made = world();
    expect(answerTo(closePosition(made.state, 'AAPL', null, made.market))).toBe(
      '404 40410000 position does not exist',
    );
  });

  it('is refused while a stop covers the shares: 403 40310000 insufficient qty available for order', () => {
    const made = holding();
    made.place(stop('90'));
    expect(answerTo(closePosition(made.state, 'AAPL', null, made.market))).toBe(
      '403 40310000 insufficient qty available for order (requested: 10, available: 0)',
    );
  });
});

describe('the next moment', () => {
  it('goes through a session point by point, and over a weekend', () => {
    const made = world({ start: [FRI, '16:00'] });
    const seen: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      seen.push(nextMoment(made.state));
      advanceTo(made.state, nextMoment(made.state), made.market);
    }
    expect(seen).toEqual([
      at(MON, '04:00'),
      at(MON, '09:30'),
      at(MON, '11:40'),
      at(MON, '13:50'),
      at(MON, '16:00'),
      at(TUE, '04:00'),
      at(TUE, '09:30'),
    ]);
  });

  it('is also when an order ends, whether a session is on or not', () => {
    const made = world({ start: [FRI, '17:00'] });
    const limit = { type: 'limit', limitPrice: dollars('1'), extendedHours: true } as const;
    const order = made.place(request(limit));
    expect(nextMoment(made.state)).toBe(at(FRI, '20:00'));
    made.cancel(order.id);
    expect(nextMoment(made.state)).toBe(at(MON, '04:00'));
  });
});

describe('events', () => {
  it('carry the order as it was at that moment, and fills the execution and the position after it', () => {
    const made = world({ start: [FRI, '09:31'] });
    const result = made.submit(request());
    if (result.kind === 'refused') throw new Error(result.message);
    expect(told(result.events)).toEqual(['pending_new', 'new', 'fill']);
    const orders = result.events.flatMap((event) => (event.kind === 'order' ? [event] : []));
    expect(orders.map(({ order }) => order.status)).toEqual(['pending_new', 'new', 'filled']);
    expect(orders[2]).toMatchObject({
      price: dollars('100'),
      qty: shares(10),
      positionQty: shares(10),
      order: { filledQty: shares(10) },
    });
    expect(made.state.activities).toMatchObject([
      { kind: 'fill', id: orders[2]?.executionId, cumQty: shares(10), leavesQty: 0 },
    ]);
    expect(orders.slice(0, 2).map(({ executionId }) => executionId)).toEqual([null, null]);
  });
});
