import { describe, expect, it } from 'vitest';

import { quantityFromUnits, shares } from '../../src/domain/quantity.ts';
import {
  accountView,
  heldForOrders,
  positionsView,
} from '../../src/paper-broker/account-figures.ts';
import {
  answerTo,
  bracket,
  dollars,
  FRI,
  MON,
  oco,
  oto,
  request,
  split,
  stop,
  titled,
  TUE,
  world,
  type Asked,
} from './paper-world.ts';

const worth = (amount: string, changes: Asked = {}) =>
  request({ qty: null, notional: dollars(amount), ...changes });

describe('a fractional order', () => {
  it('buys nine decimals of a share, exactly', () => {
    const made = world({ start: [FRI, '09:31'] });
    const order = made.place(request({ qty: 0.557436865 }));
    expect(order).toMatchObject({ status: 'filled', filledQty: quantityFromUnits(557_436_865) });
    // 0.557436865 × 100 = 55.7436865
    expect(made.state.cash).toBe(dollars('99944.2563'));
  });

  it('sells its fraction and leaves no dust', () => {
    const made = world({ start: [FRI, '09:31'] });
    made.place(request({ qty: 1.5 }));
    made.place(request({ qty: 1.5, side: 'sell' }));
    expect(made.state.positions).toEqual({});
    expect(made.state.cash).toBe(dollars('100000'));
  });

  it('sells no share for its dollars that another sell has reserved', () => {
    const made = world({ start: [FRI, '09:31'] });
    made.place(request({ qty: 17 }));
    made.advance(MON, '16:30');
    // At the last price, 92, it is worth twelve of the seventeen; at the next open, 91, a little more.
    const dollarsWorth = made.place(worth('1104', { side: 'sell' }));
    const rest = made.place(request({ qty: 5, side: 'sell' }));
    made.advance(TUE, '09:31');
    expect(made.order(dollarsWorth.id)).toMatchObject({ status: 'filled', filledQty: shares(12) });
    expect(made.order(rest.id)).toMatchObject({ status: 'filled', filledQty: shares(5) });
    expect(made.state.positions).toEqual({});
  });

  it('may be a limit, stop or stop-limit order of the day', () => {
    const made = world({ start: [FRI, '09:31'] });
    made.place(request({ qty: 2.5 }));
    const half = { qty: 0.5, timeInForce: 'day' } as const;
    expect(made.submit(stop('90', half)).kind).toBe('accepted');
    const stopLimit = stop('90', { ...half, type: 'stop_limit', limitPrice: dollars('89') });
    expect(made.submit(stopLimit).kind).toBe('accepted');
    const limit = { side: 'sell', type: 'limit', limitPrice: dollars('109') } as const;
    expect(made.submit(request({ ...half, ...limit })).kind).toBe('accepted');
    expect(heldForOrders(made.state, 'AAPL')).toBe(shares(1.5));
  });

  it.each(
    titled('422 42210000 fractional orders', [
      ['good till canceled', request({ qty: 1.5, timeInForce: 'gtc' }), 'must be DAY orders'],
      [
        'a bracket',
        bracket('120', '90', { qty: 1.5, timeInForce: 'day' }),
        'must be simple orders',
      ],
      ['an oto', oto('90', { qty: 1.5 }), 'must be simple orders'],
      ['an oco', oco('120', '90', { qty: 1.5 }), 'must be simple orders'],
      [
        'a trailing stop',
        request({ qty: 1.5, side: 'sell', type: 'trailing_stop', trailPrice: dollars('1') }),
        'must be market, limit, stop or stop limit orders',
      ],
      ['sold short', request({ qty: 1.5, side: 'sell', symbol: 'AMD' }), 'cannot be sold short'],
    ]),
  )('is refused as %s', (_title, [, asked, message]) => {
    const made = world({ start: [FRI, '09:31'] });
    made.place(request());
    expect(answerTo(made.submit(asked))).toBe(`422 42210000 fractional orders ${message}`);
  });

  it('is refused for a stock without fractions: 403 40310000 asset "AAPL" is not fractionable', () => {
    const made = world({ assets: { AAPL: { fractionable: false } } });
    const message = '403 40310000 asset "AAPL" is not fractionable';
    expect(answerTo(made.submit(request({ qty: 1.5 })))).toBe(message);
    expect(answerTo(made.submit(worth('100')))).toBe(message);
    expect(made.submit(request({ qty: 1 })).kind).toBe('accepted');
  });

  it('has no other quantity: 422 on replacing qty, while its price may move', () => {
    const made = world({ start: [FRI, '09:31'] });
    const order = made.place(request({ qty: 1.5, type: 'limit', limitPrice: dollars('90') }));
    expect(answerTo(made.replace(order.id, { qty: 2 }))).toBe(
      '422 42210000 qty of a fractional order cannot be changed',
    );
    expect(made.replace(order.id, { limitPrice: dollars('91') }).kind).toBe('accepted');
  });
});

describe('a notional order', () => {
  it('buys what the dollars are worth; qty stays null, filled_qty says how many', () => {
    const made = world({ start: [FRI, '09:31'] });
    const order = made.place(worth('250'));
    expect(order).toMatchObject({
      qty: null,
      notional: dollars('250'),
      status: 'filled',
      filledQty: shares(2.5),
      filledAvgPrice: dollars('100'),
    });
    expect(made.state.cash).toBe(dollars('99750'));
  });

  it('reserves its dollars while it is open', () => {
    const made = world();
    made.place(worth('250'));
    expect(accountView(made.state, made.market).buyingPower).toBe(dollars('99750'));
    made.advance(FRI, '09:30');
    expect(accountView(made.state, made.market).buyingPower).toBe(dollars('99750'));
  });

  it('buys at the price of the open when it waited for it', () => {
    const made = world({ start: ['2015-10-22', '16:30'] });
    const order = made.place(worth('50', { symbol: 'AMD' }));
    made.advance(FRI, '09:30');
    expect(order.filledQty).toBe(shares(25));
  });

  it('sells dollars of a position, and cannot sell more than it is worth', () => {
    const made = world({ start: [FRI, '09:31'] });
    made.place(request({ qty: 2 }));
    expect(answerTo(made.submit(worth('200.01', { side: 'sell' })))).toBe(
      '403 40310000 insufficient qty available for order (requested: 2.0001, available: 2)',
    );
    made.place(worth('50', { side: 'sell' }));
    expect(positionsView(made.state, made.market)).toMatchObject([{ qty: shares(1.5) }]);
  });

  it('of less than a dollar is refused for a buy: 422 notional must be >= 1.00', () => {
    const made = world({ start: [FRI, '09:31'] });
    made.place(request());
    expect(answerTo(made.submit(worth('0.99')))).toBe('422 42210000 notional must be >= 1.00');
    expect(made.submit(worth('0.98', { side: 'sell' })).kind).toBe('accepted');
  });

  it('has two decimals, or four where the operator says so', () => {
    const message = '422 42210000 notional value must be limited to 2 decimal places';
    expect(answerTo(world().submit(worth('10.001')))).toBe(message);
    const made = world({ behaviour: { notionalDecimals: 4 } });
    expect(made.submit(worth('10.001')).kind).toBe('accepted');
  });

  it('is not replaceable', () => {
    const made = world();
    const order = made.place(worth('250', { type: 'limit', limitPrice: dollars('90') }));
    expect(answerTo(made.replace(order.id, { limitPrice: dollars('91') }))).toBe(
      '422 42210000 cannot replace a notional order',
    );
  });

  it('is refused while an order to sell is open: 422 unable to open new notional orders while having open closing position orders', () => {
    const made = world({ start: [FRI, '09:31'] });
    made.place(request());
    made.place(request({ side: 'sell', type: 'limit', limitPrice: dollars('150'), qty: 1 }));
    expect(answerTo(made.submit(worth('50')))).toBe(
      '422 42210000 unable to open new notional orders while having open closing position orders',
    );
  });
});

describe('a notional sale whose shares are gone', () => {
  it('is canceled instead of selling what is not there', () => {
    const made = world({
      splits: [split('AAPL', MON, 0.01)],
      book: { AAPL: { [FRI]: [1, 1, 1, 1] as const, [MON]: [100, 100, 100, 100] as const } },
    });
    made.place(request({ qty: 5 }));
    made.advance(FRI, '16:30');
    const sale = made.place(worth('5', { side: 'sell' }));
    made.advance(MON, '09:30');
    // 5 × 0.01 is no whole share: the position was paid out.
    expect(made.state.positions).toEqual({});
    expect(sale).toMatchObject({ status: 'canceled', filledQty: 0 });
  });
});
