import { describe, expect, it } from 'vitest';

import { shares } from '../../src/domain/quantity.ts';
import { nextMoment } from '../../src/paper-broker/advance-time.ts';
import { configureAccount } from '../../src/paper-broker/paper-state.ts';
import {
  answerTo,
  at,
  bracket,
  dollars,
  FRI,
  holding,
  legsBy,
  MON,
  oco,
  request,
  stop,
  told,
  world,
  type World,
} from './paper-world.ts';

const SECOND = 1_000;

/** Friday 09:31 with ten shares, cancels stay pending for a minute. */
function slow(cancelDwell: number | 'stuck' = 60 * SECOND): World {
  return holding({ behaviour: { cancelDwell } });
}

describe('random partials', () => {
  const behaviour = { partialFillChance: 1 };

  it('fill a part, told as partial_fill, and the rest at the next price', () => {
    const made = world({ start: [FRI, '09:31'], behaviour });
    const result = made.submit(request({ qty: 100 }));
    if (result.kind === 'refused') throw new Error(result.message);
    expect(told(result.events)).toEqual(['pending_new', 'new', 'partial_fill']);
    const order = made.order(result.order.id);
    const first = order.filledQty;
    expect(order.status).toBe('partially_filled');
    expect(first % shares(1)).toBe(0);
    configureAccount(made.state, { behaviour: { partialFillChance: 0 } });
    expect(told(made.advance(FRI, '11:40'))).toEqual(['fill']);
    // The first part cost 100, the rest 95.
    const [whole, part] = [100, first / shares(1)];
    const average = (part * 100 + (whole - part) * 95) / whole;
    expect(order).toMatchObject({ status: 'filled', filledQty: shares(100) });
    expect(order.filledAvgPrice).toBe(dollars(average.toFixed(4)));
    expect(made.state.cash).toBe(dollars((100_000 - average * whole).toFixed(4)));
  });

  it('never part a single share, and are the same in every run', () => {
    const run = () => {
      const made = world({ start: [FRI, '09:31'], behaviour });
      made.place(request({ qty: 1 }));
      made.place(request({ qty: 100 }));
      made.advance(MON, '17:00');
      return made;
    };
    const [one, other] = [run(), run()];
    expect(Object.values(one.state.orders)[0]?.status).toBe('filled');
    expect(JSON.stringify(one.state)).toBe(JSON.stringify(other.state));
  });

  it('come about as often as asked: a tenth of a thousand orders, give or take', () => {
    const made = world({
      start: [FRI, '09:31'],
      cash: '10000000',
      behaviour: { partialFillChance: 0.1 },
    });
    for (let count = 0; count < 1_000; count += 1) made.place(request({ qty: 10 }));
    const parted = Object.values(made.state.orders).filter(({ status }) => status !== 'filled');
    expect(parted.length).toBeGreaterThan(70);
    expect(parted.length).toBeLessThan(130);
  });

  it('of an entry leave its legs held: no protection before the last share', () => {
    const made = world({ start: [FRI, '09:31'], behaviour });
    const entry = made.place(bracket('120', '90', { qty: 100 }));
    const { target, stopLoss } = legsBy(made, entry);
    expect([entry.status, target.status, stopLoss.status]).toEqual([
      'partially_filled',
      'held',
      'held',
    ]);
    made.cancel(entry.id);
    expect([entry.status, target.status, stopLoss.status]).toEqual([
      'canceled',
      'canceled',
      'canceled',
    ]);
    expect(made.state.positions['AAPL']?.qty).toBe(entry.filledQty);
  });

  it('of a target reduce the stop: a TP partial fill is told as restated', () => {
    const made = world({ start: [FRI, '09:31'] });
    made.place(request({ qty: 100 }));
    const target = made.place(oco('109', '90', { qty: 100 }));
    const stopLoss = made.order(target.legIds[0] ?? '');
    configureAccount(made.state, { behaviour });
    const events = made.advance(FRI, '13:50');
    expect(told(events)).toEqual(['partial_fill', 'restated']);
    expect(stopLoss.qty).toBe(shares(100) - target.filledQty);
    configureAccount(made.state, { behaviour: { partialFillChance: 0 } });
    made.advance(MON, '13:50');
    expect(made.state.positions).toEqual({});
    expect(target.filledQty + stopLoss.filledQty).toBe(shares(100));
  });

  it('of an entry that is replaced twice leave its legs standing for all it bought', () => {
    const made = world({ start: [FRI, '09:31'], behaviour });
    const limit = { type: 'limit', limitPrice: dollars('100'), qty: 100 } as const;
    const entry = made.place(bracket('120', '90', limit));
    const { target, stopLoss } = legsBy(made, entry);
    const second = made.replace(entry.id, { limitPrice: dollars('101') });
    if (second.kind === 'refused') throw new Error(second.message);
    configureAccount(made.state, { behaviour: { partialFillChance: 0 } });
    const living = made.order(second.order.id);
    expect(living.status).toBe('partially_filled');
    const third = made.replace(living.id, { limitPrice: dollars('102') });
    if (third.kind === 'refused') throw new Error(third.message);
    expect(made.order(third.order.id).status).toBe('filled');
    expect([target.qty, stopLoss.qty]).toEqual([shares(100), shares(100)]);
    expect(made.state.positions['AAPL']?.qty).toBe(shares(100));
  });

  it('and a replacement: qty is the total and must be > filled_qty, the successor is for the rest', () => {
    const made = world({ start: [FRI, '09:31'], behaviour });
    const order = made.place(
      request({ qty: 100, type: 'limit', limitPrice: dollars('100'), timeInForce: 'gtc' }),
    );
    const filled = order.filledQty / shares(1);
    expect(answerTo(made.replace(order.id, { qty: filled }))).toBe(
      '422 42210000 qty must be > filled_qty',
    );
    const result = made.replace(order.id, { qty: 120, limitPrice: dollars('90') });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(result.order).toMatchObject({ qty: shares(120 - filled), filledQty: 0 });
    expect(order).toMatchObject({ status: 'replaced', filledQty: shares(filled) });
  });
});

describe('a pending cancel', () => {
  it('is told at once and done after its dwell', () => {
    const made = slow();
    const order = made.place(stop('90'));
    const result = made.cancel(order.id);
    if (result.kind === 'refused') throw new Error(result.message);
    expect(told(result.events)).toEqual(['pending_cancel']);
    expect(order).toMatchObject({
      status: 'pending_cancel',
      cancelRequestedAt: at(FRI, '09:31'),
      cancelDueAt: at(FRI, '09:32'),
    });
    expect(nextMoment(made.state)).toBe(at(FRI, '09:32'));
    expect(told(made.advance(FRI, '12:00'))).toEqual(['canceled']);
    expect(order).toMatchObject({ status: 'canceled', canceledAt: at(FRI, '09:32') });
  });

  it('keeps the shares reserved and cannot be canceled or replaced again', () => {
    const made = slow();
    const order = made.place(stop('90'));
    made.cancel(order.id);
    expect(answerTo(made.submit(request({ side: 'sell' })))).toContain('available: 0');
    expect(made.cancel(order.id)).toMatchObject({
      httpStatus: 422,
      code: 42210000,
      message: 'order is already in "pending_cancel" state',
    });
    expect(answerTo(made.replace(order.id, { stopPrice: dollars('89') }))).toBe(
      '422 42210000 cannot replace order in pending_cancel status',
    );
  });

  it('can lose the race against a fill: order_cancel_rejected', () => {
    const made = slow(4 * 60 * 60 * SECOND);
    const order = made.place(stop('96'));
    made.cancel(order.id);
    expect(told(made.advance(FRI, '11:40'))).toEqual(['fill', 'order_cancel_rejected']);
    expect(order).toMatchObject({ status: 'filled', cancelDueAt: null });
    expect(told(made.advance(FRI, '15:00'))).toEqual([]);
  });

  it('of a group lets one exit win and ends the other', () => {
    const made = slow(4 * 60 * 60 * SECOND);
    const target = made.place(oco('120', '96'));
    const stopLoss = made.order(target.legIds[0] ?? '');
    made.cancel(target.id);
    expect([target.status, stopLoss.status]).toEqual(['pending_cancel', 'pending_cancel']);
    made.advance(FRI, '11:40');
    expect([target.status, stopLoss.status]).toEqual(['canceled', 'filled']);
  });

  it('ends with its day when that comes first', () => {
    const made = slow(24 * 60 * 60 * SECOND);
    const order = made.place(stop('90', { timeInForce: 'day' }));
    made.cancel(order.id);
    made.advance(FRI, '16:00');
    expect(order.status).toBe('expired');
  });

  it('that is stuck never ends: no fill, no expiry, only a reset of the account helps', () => {
    const made = slow('stuck');
    const order = made.place(stop('96', { timeInForce: 'day' }));
    made.cancel(order.id);
    made.advance(MON, '17:00');
    expect(order).toMatchObject({ status: 'pending_cancel', cancelDueAt: null });
  });

  it('can be asked for by symbol', () => {
    const made = holding({ behaviour: { cancelDwellBySymbol: { AAPL: 'stuck' } } });
    const order = made.place(stop('90'));
    made.cancel(order.id);
    expect(order.status).toBe('pending_cancel');
    const other = made.place(request({ symbol: 'AMD', type: 'limit', limitPrice: dollars('1') }));
    made.cancel(other.id);
    expect(other.status).toBe('canceled');
  });

  it('is what a GTC 90-day cancel is too', () => {
    const made = slow();
    const order = made.place(stop('1'));
    made.advance('2016-01-21', '16:15');
    expect(order.status).toBe('pending_cancel');
    made.advance('2016-01-21', '16:16');
    expect(order.status).toBe('canceled');
  });
});

describe('a repeated cancel', () => {
  it('is refused, or a success where the operator says so', () => {
    const refusing = holding();
    const order = refusing.place(stop('90'));
    refusing.cancel(order.id);
    expect(refusing.cancel(order.id)).toMatchObject({
      httpStatus: 422,
      message: 'order is already in "canceled" state',
    });
    const accepting = holding({ behaviour: { repeatedCancel: 'accepted' } });
    const other = accepting.place(stop('90'));
    accepting.cancel(other.id);
    expect(accepting.cancel(other.id)).toEqual({ kind: 'accepted', events: [] });
  });
});

describe('troubled stocks', () => {
  it('halts: orders rest as new and a day order expires', () => {
    const made = holding({ behaviour: { haltedSymbols: ['AMD'] } });
    const order = made.place(request({ symbol: 'AMD' }));
    made.advance(FRI, '15:59');
    expect(order.status).toBe('new');
    configureAccount(made.state, { behaviour: { haltedSymbols: [] } });
    made.advance(FRI, '16:00');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('2.4') });
  });

  it('untradable: 422 42210000 asset "AMD" is not tradable', () => {
    const made = world({ behaviour: { untradableSymbols: ['AMD'] } });
    const message = '422 42210000 asset "AMD" is not tradable';
    expect(answerTo(made.submit(request({ symbol: 'AMD' })))).toBe(message);
    const other = world({ assets: { AMD: { tradable: false } } });
    expect(answerTo(other.submit(request({ symbol: 'AMD' })))).toBe(message);
  });

  it('rejected: an order is received with 200 and rejected afterwards, its legs with it', () => {
    const made = world({ start: [FRI, '09:31'], behaviour: { rejectedSymbols: ['AAPL'] } });
    const result = made.submit(bracket('120', '90'));
    if (result.kind === 'refused') throw new Error(result.message);
    expect(result.order.status).toBe('pending_new');
    expect(told(result.events)).toEqual([
      'pending_new',
      'held',
      'held',
      'rejected',
      'canceled',
      'canceled',
    ]);
    expect(made.order(result.order.id)).toMatchObject({
      status: 'rejected',
      failedAt: at(FRI, '09:31'),
    });
  });
});
