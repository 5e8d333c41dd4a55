import { describe, expect, it } from 'vitest';

import { shares } from '../../src/domain/quantity.ts';
import { latestPrice } from '../../src/paper-broker/market-price.ts';
import {
  at,
  BOOK,
  dollars,
  FRI,
  holding,
  legOf,
  MON,
  oto,
  request,
  stop,
  THU,
  TUE,
  world,
} from './paper-world.ts';

describe('the last trade', () => {
  const times: readonly (readonly [string, string, string])[] = [
    [FRI, '03:59', '100'],
    [FRI, '04:00', '100'],
    [FRI, '11:39', '100'],
    [FRI, '11:40', '95'],
    [FRI, '13:50', '110'],
    [FRI, '16:00', '108'],
    ['2015-10-24', '12:00', '108'],
    [MON, '03:59', '108'],
    [MON, '04:00', '107'],
    [MON, '11:40', '109'],
    [MON, '13:50', '90'],
    [MON, '16:00', '92'],
  ];

  it.each(times)('on %s at %s is %s', (date, time, price) => {
    const made = world({ start: [THU, '12:00'] });
    made.advance(date, time);
    expect(latestPrice(made.state, 'AAPL', made.market)).toBe(dollars(price));
  });
});

describe('a market order', () => {
  it('fills at the latest price during the session and is received as pending_new', () => {
    const made = world({ start: [FRI, '12:00'] });
    const result = made.submit(request());
    expect(result).toMatchObject({ kind: 'accepted', order: { status: 'pending_new' } });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(made.order(result.order.id)).toMatchObject({
      status: 'filled',
      filledQty: shares(10),
      filledAvgPrice: dollars('95'),
    });
  });

  it('placed before the open is received as accepted, rests as new and fills at the open', () => {
    const made = world();
    const result = made.submit(request());
    expect(result).toMatchObject({ kind: 'accepted', order: { status: 'accepted' } });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(made.order(result.order.id).status).toBe('new');
    made.advance(FRI, '09:29');
    expect(made.order(result.order.id).status).toBe('new');
    made.advance(FRI, '09:30');
    expect(made.order(result.order.id)).toMatchObject({
      status: 'filled',
      filledAt: at(FRI, '09:30'),
      filledAvgPrice: dollars('100'),
    });
  });

  it('placed after the close is queued, routed at 04:00 with a new submission time, filled at the open', () => {
    const made = world({ start: [FRI, '16:30'] });
    const order = made.place(request());
    expect(order).toMatchObject({ status: 'accepted', expiresAt: at(MON, '16:00') });
    made.advance(MON, '03:59');
    expect(order.status).toBe('accepted');
    made.advance(MON, '04:00');
    expect(order).toMatchObject({
      status: 'new',
      createdAt: at(FRI, '16:30'),
      submittedAt: at(MON, '04:00'),
    });
    made.advance(MON, '09:30');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('107') });
  });

  it('of a stock without a bar that session expires unfilled at the close', () => {
    const made = world({ start: [TUE, '09:15'] });
    const order = made.place(request({ symbol: 'AMD' }));
    made.advance(TUE, '15:59');
    expect(order.status).toBe('new');
    made.advance(TUE, '16:00');
    expect(order).toMatchObject({
      status: 'expired',
      expiredAt: at(TUE, '16:00'),
      filledQty: shares(0),
    });
  });
});

describe('a sell stop', () => {
  it('fills at its price when the low touches it', () => {
    const made = holding();
    const order = made.place(stop('95'));
    made.advance(FRI, '11:39');
    expect(order.status).toBe('new');
    made.advance(FRI, '11:40');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('95') });
    expect(made.state.positions).toEqual({});
  });

  it('rests when the low stays a cent above it', () => {
    const made = holding();
    const order = made.place(stop('94.99'));
    made.advance(MON, '09:29');
    expect(order.status).toBe('new');
  });

  it('fills at the open when the stock opens below it', () => {
    const made = holding();
    made.advance(FRI, '15:00');
    const order = made.place(stop('107.5'));
    made.advance(MON, '09:30');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('107') });
  });

  it('placed after the low of the session is not filled by that low', () => {
    const made = holding();
    made.advance(FRI, '14:00');
    const order = made.place(stop('97'));
    made.advance(FRI, '16:00');
    expect(order.status).toBe('new');
    made.advance(MON, '13:50');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('97') });
  });
});

describe('a limit order', () => {
  it('to buy fills at its price when the low reaches it', () => {
    const made = world();
    const order = made.place(request({ type: 'limit', limitPrice: dollars('96') }));
    made.advance(FRI, '16:00');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('96') });
  });

  it('to buy above the market fills at the market', () => {
    const made = world();
    const order = made.place(request({ type: 'limit', limitPrice: dollars('105') }));
    made.advance(FRI, '09:30');
    expect(order.filledAvgPrice).toBe(dollars('100'));
  });

  it('to sell fills at its price when the high reaches it', () => {
    const made = holding();
    const order = made.place(
      request({ side: 'sell', type: 'limit', limitPrice: dollars('109.5') }),
    );
    made.advance(FRI, '16:00');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('109.5') });
  });

  it('of the day expires at the close', () => {
    const made = world();
    const order = made.place(request({ type: 'limit', limitPrice: dollars('50') }));
    made.advance(FRI, '16:00');
    expect(order.status).toBe('expired');
  });
});

describe('an entry with its stop', () => {
  it('is received with a held leg under an id of the broker', () => {
    const result = world().submit(oto('90', { clientOrderId: 'mine' }));
    expect(result).toMatchObject({
      kind: 'accepted',
      order: { status: 'accepted', clientOrderId: 'mine' },
      legs: [{ status: 'held', side: 'sell', type: 'stop', timeInForce: 'gtc', qty: shares(10) }],
    });
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    if (result.kind === 'refused') throw new Error(result.message);
    expect(result.legs[0]?.clientOrderId).toMatch(uuid);
    expect(result.legs[0]?.id).toMatch(uuid);
  });

  it('gets its stop to rest as soon as it is filled', () => {
    const made = world();
    const entry = made.place(oto('90'));
    expect(legOf(made, entry).status).toBe('held');
    made.advance(FRI, '09:30');
    expect(entry.status).toBe('filled');
    expect(legOf(made, entry)).toMatchObject({ status: 'new', expiresAt: entry.expiresAt });
  });

  it('is stopped out on the day of its entry', () => {
    const made = world();
    const entry = made.place(oto('95.5'));
    made.advance(FRI, '16:00');
    expect(legOf(made, entry)).toMatchObject({ status: 'filled', filledAvgPrice: dollars('95.5') });
  });

  it('is stopped out at the open when the open is already below the stop', () => {
    const made = world({ start: [FRI, '16:30'] });
    const entry = made.place(oto('107.5'));
    made.advance(MON, '09:30');
    expect(entry.filledAvgPrice).toBe(dollars('107'));
    expect(legOf(made, entry).filledAvgPrice).toBe(dollars('107'));
  });

  it('with a limit meets its stop in the rest of the same fall', () => {
    const made = world();
    const entry = made.place(oto('95.5', { type: 'limit', limitPrice: dollars('98') }));
    made.advance(FRI, '11:40');
    expect(entry.filledAvgPrice).toBe(dollars('98'));
    expect(legOf(made, entry).filledAvgPrice).toBe(dollars('95.5'));
  });

  it('of the day leaves the shares naked at the close: the stop is a day order too', () => {
    const made = world();
    const entry = made.place(oto('90', { timeInForce: 'day' }));
    made.advance(FRI, '16:00');
    expect(entry.status).toBe('filled');
    expect(legOf(made, entry).status).toBe('expired');
  });

  it('expires as a whole when the entry was not reached', () => {
    const made = world();
    const day = { type: 'limit', limitPrice: dollars('50'), timeInForce: 'day' } as const;
    const entry = made.place(oto('40', day));
    made.advance(FRI, '16:00');
    expect([entry.status, legOf(made, entry).status]).toEqual(['expired', 'expired']);
  });
});

describe('time', () => {
  it('ends an order that is good till canceled after 90 days, at 16:15', () => {
    const made = holding();
    const order = made.place(stop('1'));
    expect(order.expiresAt).toBe(at('2016-01-21', '16:15'));
    made.advance('2016-01-21', '16:14');
    expect(order.status).toBe('new');
    made.advance('2016-01-21', '16:15');
    expect(order.status).toBe('canceled');
  });

  it('closes early on the day after Thanksgiving', () => {
    const book = { AAPL: { '2015-11-27': [10, 11, 9, 10.5] } } as const;
    const made = world({
      book: { AAPL: { ...BOOK['AAPL'], ...book.AAPL } },
      start: [TUE, '17:00'],
    });
    made.advance('2015-11-26', '12:00');
    expect(latestPrice(made.state, 'AAPL', made.market)).toBeUndefined();
    made.advance('2015-11-27', '09:31');
    const order = made.place(request({ type: 'limit', limitPrice: dollars('5') }));
    expect(order.expiresAt).toBe(at('2015-11-27', '13:00'));
    made.advance('2015-11-27', '13:00');
    expect(order.status).toBe('expired');
  });

  it('makes no difference by being passed in one step or in many', () => {
    const run = (steps: readonly (readonly [string, string])[]): string => {
      const made = world();
      made.place(oto('95.5'));
      made.place(oto('1.95', { symbol: 'AMD', type: 'limit', limitPrice: dollars('1.96') }));
      for (const [date, time] of steps) made.advance(date, time);
      return JSON.stringify(made.state);
    };
    const many = [FRI, MON, TUE].flatMap((date) =>
      ['04:00', '09:30', '09:30', '11:40', '12:34', '16:00', '16:15', '23:59'].map(
        (time) => [date, time] as const,
      ),
    );
    expect(run(many.filter(([date, time]) => date !== FRI || time >= '09:15'))).toBe(
      run([[TUE, '23:59']]),
    );
  });

  it('never runs backwards', () => {
    const made = world();
    expect(() => made.advance(FRI, '09:14')).toThrow('time runs forward');
  });
});
