import { describe, expect, it } from 'vitest';

import { shares } from '../../src/domain/quantity.ts';
import {
  answerTo,
  at,
  dollars,
  FRI,
  holding,
  MON,
  request,
  told,
  TUE,
  world,
} from './paper-world.ts';

const limit = (price: string) => ({ type: 'limit', limitPrice: dollars(price) }) as const;

describe('ioc and fok', () => {
  it('fill at once at the last trade', () => {
    for (const timeInForce of ['ioc', 'fok'] as const) {
      const made = world({ start: [FRI, '09:31'] });
      expect(made.place(request({ timeInForce, ...limit('101') })).status).toBe('filled');
    }
  });

  it('are canceled at once when the price does not satisfy them', () => {
    for (const timeInForce of ['ioc', 'fok'] as const) {
      const made = world({ start: [FRI, '09:31'] });
      const result = made.submit(request({ timeInForce, ...limit('99') }));
      if (result.kind === 'refused') throw new Error(result.message);
      expect(told(result.events)).toEqual(['pending_new', 'new', 'canceled']);
    }
  });

  it('ioc keeps the part it got and gives up the rest, fok takes all or nothing', () => {
    const behaviour = { partialFillChance: 1 };
    const made = world({ start: [FRI, '09:31'], behaviour });
    const ioc = made.place(request({ timeInForce: 'ioc', qty: 100 }));
    expect(ioc.status).toBe('canceled');
    expect(ioc.filledQty).toBeGreaterThan(0);
    expect(ioc.filledQty).toBeLessThan(shares(100));
    const fok = made.place(request({ timeInForce: 'fok', qty: 100 }));
    expect(fok).toMatchObject({ status: 'filled', filledQty: shares(100) });
  });

  it('placed before the open wait for it and end with it', () => {
    const made = world();
    const order = made.place(request({ timeInForce: 'ioc', ...limit('99') }));
    expect(order.status).toBe('new');
    made.advance(FRI, '09:30');
    expect(order.status).toBe('canceled');
  });
});

describe('opg', () => {
  it('fills at the open', () => {
    const made = world();
    const order = made.place(request({ timeInForce: 'opg' }));
    expect(order.expiresAt).toBe(at(FRI, '09:30'));
    made.advance(FRI, '09:30');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('100') });
  });

  it('whose limit the open does not satisfy ends with the open: expired', () => {
    const made = world();
    const order = made.place(request({ timeInForce: 'opg', ...limit('99') }));
    made.advance(FRI, '09:30');
    expect(order.status).toBe('expired');
  });

  it.each([
    ['09:27', 'accepted'],
    ['09:28', '422 42210000 opg orders are not accepted between 09:28 and 19:00'],
    ['12:00', '422 42210000 opg orders are not accepted between 09:28 and 19:00'],
    ['18:59', '422 42210000 opg orders are not accepted between 09:28 and 19:00'],
    ['19:00', 'accepted'],
  ])('at %s is answered: %s', (time, answer) => {
    const made = world({ start: [FRI, time] });
    expect(answerTo(made.submit(request({ timeInForce: 'opg' })))).toBe(answer);
  });

  it('from 19:00 is queued for the open of the next session', () => {
    const made = world({ start: [FRI, '19:00'] });
    const order = made.place(request({ timeInForce: 'opg' }));
    expect(order).toMatchObject({ status: 'accepted', expiresAt: at(MON, '09:30') });
    made.advance(MON, '09:30');
    expect(order.filledAvgPrice).toBe(dollars('107'));
  });

  it('is refused where the operator says so', () => {
    const made = world({ behaviour: { auctions: 'refused' } });
    expect(answerTo(made.submit(request({ timeInForce: 'opg' })))).toBe(
      '422 42210000 time_in_force opg is not allowed for this account',
    );
  });
});

describe('cls', () => {
  it('fills at the close and not before', () => {
    const made = world();
    const order = made.place(request({ timeInForce: 'cls' }));
    made.advance(FRI, '15:59');
    expect(order.status).toBe('new');
    made.advance(FRI, '16:00');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('108') });
  });

  it('whose limit the close does not satisfy ends with it', () => {
    const made = world();
    const order = made.place(request({ timeInForce: 'cls', ...limit('107') }));
    made.advance(FRI, '16:00');
    expect(order.status).toBe('expired');
  });

  const SHUT =
    '422 42210000 cls orders are not accepted from 10 minutes before the close until 19:00';
  it.each([
    [FRI, '15:49', 'accepted'],
    [FRI, '15:50', SHUT],
    [FRI, '18:59', SHUT],
    [FRI, '19:00', 'accepted'],
    // 27 November 2015 closes at 13:00.
    ['2015-11-27', '12:49', 'accepted'],
    ['2015-11-27', '12:50', SHUT],
  ])('on %s at %s is answered: %s', (date, time, answer) => {
    const book = { AAPL: { [FRI]: [9, 9, 9, 9], '2015-11-27': [9, 9, 9, 9] } } as const;
    const made = world({ start: [date, time], book });
    expect(answerTo(made.submit(request({ timeInForce: 'cls' })))).toBe(answer);
  });

  it('from 19:00 is queued for the close of the next session', () => {
    const made = world({ start: [FRI, '19:00'] });
    const order = made.place(request({ timeInForce: 'cls' }));
    made.advance(MON, '16:00');
    expect(order.filledAvgPrice).toBe(dollars('92'));
  });
});

describe('extended hours', () => {
  const extended = (price: string, timeInForce: 'day' | 'gtc' = 'day') =>
    request({ ...limit(price), timeInForce, extendedHours: true });

  it('fill a limit order before the open at the price of the open', () => {
    const made = world({ start: [FRI, '08:00'] });
    const order = made.place(extended('101'));
    expect(order).toMatchObject({ status: 'filled', filledAt: at(FRI, '08:00') });
    expect(order.filledAvgPrice).toBe(dollars('100'));
  });

  it('fill a limit order after the close at the close', () => {
    const made = world({ start: [FRI, '17:00'] });
    const order = made.place(extended('108.5'));
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('108') });
  });

  it('end a day order at 20:00, on an early close at 17:00', () => {
    const made = world({ start: [FRI, '16:30'] });
    const order = made.place(extended('50'));
    expect(order).toMatchObject({ status: 'new', expiresAt: at(FRI, '20:00') });
    made.advance(FRI, '19:59');
    expect(order.status).toBe('new');
    made.advance(FRI, '20:00');
    expect(order.status).toBe('expired');
    const early = world({
      start: ['2015-11-27', '12:00'],
      book: { AAPL: { '2015-11-27': [9, 9, 9, 9] } },
    });
    expect(early.place(extended('5')).expiresAt).toBe(at('2015-11-27', '17:00'));
  });

  it('queue an order after 20:00 and trade it at 04:00', () => {
    const made = world({ start: [FRI, '21:00'] });
    const order = made.place(extended('107.5', 'gtc'));
    expect(order.status).toBe('accepted');
    made.advance(MON, '04:00');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('107') });
    expect(order.submittedAt).toBe(at(MON, '04:00'));
  });

  it('are for limit orders of the day or good till canceled only', () => {
    const made = world();
    const message = '422 42210000 extended hours order must be DAY or GTC limit orders';
    expect(answerTo(made.submit(request({ extendedHours: true })))).toBe(message);
    expect(
      answerTo(made.submit(request({ ...limit('90'), timeInForce: 'ioc', extendedHours: true }))),
    ).toBe(message);
    const dayOnly = world({ behaviour: { extendedHours: 'day' } });
    expect(answerTo(dayOnly.submit(extended('90', 'gtc')))).toBe(
      '422 42210000 extended hours order must be DAY limit orders',
    );
  });

  it('are no hours for ordinary orders: those wait for the open', () => {
    const made = world({ start: [FRI, '08:00'] });
    const order = made.place(request(limit('101')));
    made.advance(FRI, '09:29');
    expect(order.status).toBe('new');
  });
});

describe('what a day leaves over', () => {
  it('is canceled instead of expired where the operator says so', () => {
    const made = world({ behaviour: { dayLeftover: 'canceled' } });
    const order = made.place(request(limit('50')));
    made.advance(FRI, '16:00');
    expect(order).toMatchObject({ status: 'canceled', canceledAt: at(FRI, '16:00') });
  });

  it('good till canceled goes on: a GTC 90-day cancel comes at 16:15 of its last day', () => {
    const made = holding();
    const order = made.place(request({ side: 'sell', timeInForce: 'gtc', ...limit('500') }));
    made.advance(TUE, '20:00');
    expect(order).toMatchObject({ status: 'new', expiresAt: at('2016-01-21', '16:15') });
  });
});
