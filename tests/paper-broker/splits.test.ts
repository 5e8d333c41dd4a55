import { describe, expect, it } from 'vitest';

import { shares } from '../../src/domain/quantity.ts';
import { availableQty, heldForOrders } from '../../src/paper-broker/account-figures.ts';
import { latestPrice } from '../../src/paper-broker/market-price.ts';
import {
  dollars,
  FRI,
  legOf,
  MON,
  oto,
  request,
  split,
  stop,
  THU,
  world,
  type World,
} from './paper-world.ts';

/** 2:1 on Monday: closes at 100 on Friday, opens at 50. */
const FORWARD = {
  splits: [split('AAPL', MON, 2)],
  book: {
    AAPL: { [THU]: [100, 101, 99, 100], [FRI]: [100, 101, 99, 100], [MON]: [50, 51, 49, 50] },
  },
} as const;

/** 1:4 on Monday: closes at 100 on Friday, opens at 400. */
const REVERSE = {
  splits: [split('AAPL', MON, 0.25)],
  book: {
    AAPL: { [THU]: [100, 101, 99, 100], [FRI]: [100, 101, 99, 100], [MON]: [400, 404, 396, 400] },
  },
} as const;

function bought(world: World, qty: number): World {
  world.place(request({ qty }));
  world.advance(FRI, '09:31');
  return world;
}

describe('a forward split', () => {
  it('is made by 04:00 of the ex-date: shares doubled, average halved, cash untouched', () => {
    const made = bought(world(FORWARD), 11);
    made.advance(MON, '03:59');
    expect(made.state.positions['AAPL']?.qty).toBe(shares(11));
    made.advance(MON, '04:00');
    expect(made.state.positions['AAPL']).toEqual({
      symbol: 'AAPL',
      qty: shares(22),
      costBasis: dollars('1100'),
      lastClose: dollars('50'),
    });
    expect(made.state.cash).toBe(dollars('98900'));
    expect(made.state.activities.at(-1)).toMatchObject({
      kind: 'split',
      before: shares(11),
      after: shares(22),
    });
  });

  it('puts an adjusted order with a new id in the place of a plain stop', () => {
    const made = bought(world(FORWARD), 10);
    const old = made.place(stop('90.01', { clientOrderId: 'mine' }));
    made.advance(MON, '04:00');
    expect(old.status).toBe('replaced');
    const next = made.order(old.replacedBy ?? 'none');
    expect(next).toMatchObject({
      status: 'new',
      qty: shares(20),
      stopPrice: dollars('45'),
      replaces: old.id,
      expiresAt: old.expiresAt,
    });
    expect(next.clientOrderId).not.toBe('mine');
    made.advance(MON, '16:00');
    expect(next.status).toBe('new');
  });

  it('leaves the stop leg of a group as it is, so that it fires at the open', () => {
    const made = world(FORWARD);
    const entry = made.place(oto('90'));
    made.advance(FRI, '09:31');
    made.advance(MON, '09:29');
    expect(legOf(made, entry)).toMatchObject({
      status: 'new',
      stopPrice: dollars('90'),
      qty: shares(10),
    });
    made.advance(MON, '09:30');
    expect(legOf(made, entry)).toMatchObject({ status: 'filled', filledAvgPrice: dollars('50') });
    expect(made.state.positions['AAPL']?.qty).toBe(shares(10));
  });

  it('leaves a day order that was queued the evening before as it is', () => {
    const made = bought(world(FORWARD), 10);
    made.advance(FRI, '17:00');
    const queued = made.place(request({ side: 'sell' }));
    made.advance(MON, '09:30');
    expect(queued).toMatchObject({
      status: 'filled',
      filledQty: shares(10),
      filledAvgPrice: dollars('50'),
    });
  });

  it('of a stock that does not trade on the ex-date restates its last close', () => {
    const made = bought(world({ ...FORWARD, book: { AAPL: { [FRI]: [100, 101, 99, 100] } } }), 10);
    made.advance(MON, '12:00');
    expect(latestPrice(made.state, 'AAPL', made.market)).toBe(dollars('50'));
  });
});

describe('a reverse split', () => {
  it('pays the fraction of a share in cash at the last close and keeps the average', () => {
    const made = bought(world(REVERSE), 10);
    made.advance(MON, '04:00');
    // 10 × ¼ = 2½ shares at a close of 100 ÷ ¼ = 400: half a share is worth 200.
    expect(made.state.positions['AAPL']).toMatchObject({
      qty: shares(2),
      costBasis: dollars('800'),
    });
    expect(made.state.cash).toBe(dollars('99200'));
    expect(made.state.activities.at(-1)).toMatchObject({ kind: 'split', cash: dollars('200') });
  });

  it('cancels a plain stop', () => {
    const made = bought(world(REVERSE), 10);
    const order = made.place(stop('90'));
    made.advance(MON, '04:00');
    expect(order).toMatchObject({ status: 'canceled', replacedBy: null });
  });

  it('takes a position of less than one share away, for cash', () => {
    const made = bought(world(REVERSE), 3);
    made.advance(MON, '04:00');
    expect(made.state.positions).toEqual({});
    expect(made.state.cash).toBe(dollars('100000'));
  });

  it('leaves a leg that asks for more than is held, which is canceled instead of selling short', () => {
    const made = world({
      ...REVERSE,
      book: { AAPL: { ...REVERSE.book.AAPL, [MON]: [80, 81, 79, 80] } },
    });
    const entry = made.place(oto('90'));
    made.advance(FRI, '09:31');
    made.advance(MON, '09:30');
    expect(legOf(made, entry).status).toBe('canceled');
    expect(made.state.positions['AAPL']?.qty).toBe(shares(2));
  });

  it('leaves no more shares reserved than are held', () => {
    const made = world(REVERSE);
    made.place(oto('90'));
    made.advance(FRI, '09:31');
    made.advance(MON, '04:00');
    // The leg still asks for 10, and 2 are there.
    expect(heldForOrders(made.state, 'AAPL')).toBe(shares(2));
    expect(availableQty(made.state, 'AAPL')).toBe(shares(0));
  });

  it('leaves a leg that cannot be replaced by more than is held', () => {
    const made = world(REVERSE);
    const entry = made.place(oto('90', { qty: 51 }));
    made.advance(FRI, '09:31');
    made.advance(MON, '09:15');
    // 51 × ¼ is 12 shares and cash.
    const { id } = legOf(made, entry);
    expect(made.replace(id, { qty: 14 })).toMatchObject({
      message: 'insufficient qty available for order (requested: 14, available: 12)',
    });
    expect(made.replace(id, { qty: 12 }).kind).toBe('accepted');
  });
});
