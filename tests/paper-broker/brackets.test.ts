import { describe, expect, it } from 'vitest';

import { shares } from '../../src/domain/quantity.ts';
import {
  answerTo,
  bracket,
  dollars,
  FRI,
  holding,
  legsBy,
  MON,
  oco,
  oto,
  request,
  told,
  world,
} from './paper-world.ts';

describe('a bracket', () => {
  it('is received with two held legs of its own time in force: target and stop', () => {
    const made = world();
    const result = made.submit(bracket('120', '90'));
    expect(result).toMatchObject({
      kind: 'accepted',
      order: { status: 'accepted', orderClass: 'bracket', role: null },
      legs: [
        { type: 'limit', side: 'sell', status: 'held', role: 'take_profit', timeInForce: 'gtc' },
        { type: 'stop', side: 'sell', status: 'held', role: 'stop_loss', timeInForce: 'gtc' },
      ],
    });
  });

  it('gets a stop-limit leg when stop_loss.limit_price is given', () => {
    const made = world();
    const entry = made.place(bracket('120', '90', { stopLossLimitPrice: dollars('89') }));
    expect(legsBy(made, entry).stopLoss).toMatchObject({
      type: 'stop_limit',
      stopPrice: dollars('90'),
      limitPrice: dollars('89'),
    });
  });

  it('has its legs held until the entry is completely filled, then both rest', () => {
    const made = world();
    const entry = made.place(bracket('120', '90'));
    const { target, stopLoss } = legsBy(made, entry);
    const events = made.advance(FRI, '09:30');
    expect(told(events)).toEqual(['fill', 'new', 'new']);
    expect([entry.status, target.status, stopLoss.status]).toEqual(['filled', 'new', 'new']);
  });

  it('sells at its target and cancels its stop', () => {
    const made = world();
    const entry = made.place(bracket('109', '90'));
    const { target, stopLoss } = legsBy(made, entry);
    const events = made.advance(FRI, '16:00');
    expect(target).toMatchObject({ status: 'filled', filledAvgPrice: dollars('109') });
    expect(stopLoss.status).toBe('canceled');
    expect(told(events).slice(-2)).toEqual(['fill', 'canceled']);
    expect(made.state.positions).toEqual({});
  });

  it('sells at its stop and cancels its target', () => {
    const made = world();
    const entry = made.place(bracket('120', '96'));
    const { target, stopLoss } = legsBy(made, entry);
    made.advance(FRI, '11:40');
    expect(stopLoss).toMatchObject({ status: 'filled', filledAvgPrice: dollars('96') });
    expect(target.status).toBe('canceled');
  });

  it('is canceled as a whole when any of its orders is', () => {
    for (const pick of ['entry', 'target', 'stopLoss'] as const) {
      const made = world();
      const entry = made.place(bracket('120', '50', { type: 'limit', limitPrice: dollars('60') }));
      const orders = { entry, ...legsBy(made, entry) };
      made.cancel(orders[pick].id);
      const statuses = Object.values(orders).map(({ status }) => status);
      expect(statuses, pick).toEqual(['canceled', 'canceled', 'canceled']);
    }
  });

  it('counts its two exits once in held_for_orders', () => {
    const made = world();
    made.place(bracket('120', '90'));
    made.advance(FRI, '09:31');
    expect(made.submit(request({ side: 'sell', qty: 1 }))).toMatchObject({
      message: 'insufficient qty available for order (requested: 1, available: 0)',
      details: { existing_qty: '10', held_for_orders: '10' },
    });
  });

  it('lets its target move: the successor stays in the group', () => {
    const made = world();
    const entry = made.place(bracket('120', '90'));
    made.advance(FRI, '09:31');
    const { target, stopLoss } = legsBy(made, entry);
    const result = made.replace(target.id, { limitPrice: dollars('109') });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(target.status).toBe('replaced');
    expect(entry.legIds).toContain(result.order.id);
    made.advance(FRI, '16:00');
    expect(made.order(result.order.id).status).toBe('filled');
    expect(stopLoss.status).toBe('canceled');
  });

  it('lets its waiting entry move: the legs follow the new one', () => {
    const made = world();
    const resting = { type: 'limit', limitPrice: dollars('80') } as const;
    const entry = made.place(bracket('120', '50', resting));
    made.advance(FRI, '09:31');
    const { target, stopLoss } = legsBy(made, entry);
    const result = made.replace(entry.id, { limitPrice: dollars('96'), qty: 12 });
    if (result.kind === 'refused') throw new Error(result.message);
    expect([target.parentId, target.qty, stopLoss.qty]).toEqual([
      result.order.id,
      shares(12),
      shares(12),
    ]);
    made.advance(FRI, '12:00');
    expect(made.order(result.order.id).status).toBe('filled');
    expect([target.status, stopLoss.status]).toEqual(['new', 'new']);
  });

  it('keeps the quantities of its exits together: the qty of a leg is not replaced', () => {
    const made = world();
    const entry = made.place(bracket('120', '90'));
    made.advance(FRI, '09:31');
    const { target } = legsBy(made, entry);
    expect(answerTo(made.replace(target.id, { qty: 5 }))).toBe(
      '422 42210000 qty of a leg cannot be changed',
    );
  });
});

describe('a one-cancels-other order', () => {
  it('is a target with its stop as a leg, both resting at once', () => {
    const made = holding();
    const target = made.place(oco('109', '90'));
    const stopLoss = made.order(target.legIds[0] ?? '');
    expect(target).toMatchObject({ type: 'limit', limitPrice: dollars('109'), status: 'new' });
    expect(stopLoss).toMatchObject({ type: 'stop', side: 'sell', status: 'new' });
    made.advance(FRI, '16:00');
    expect([target.status, stopLoss.status]).toEqual(['filled', 'canceled']);
  });

  it('falls through its stop and cancels its target', () => {
    const made = holding();
    const target = made.place(oco('120', '96'));
    const stopLoss = made.order(target.legIds[0] ?? '');
    made.advance(FRI, '11:40');
    expect(stopLoss).toMatchObject({ status: 'filled', filledAvgPrice: dollars('96') });
    expect(target.status).toBe('canceled');
  });

  it('placed at night has its stop held until 04:00', () => {
    const made = holding();
    made.advance(FRI, '21:00');
    const target = made.place(oco('120', '80'));
    const stopLoss = made.order(target.legIds[0] ?? '');
    expect([target.status, stopLoss.status]).toEqual(['accepted', 'held']);
    made.advance(MON, '04:00');
    expect([target.status, stopLoss.status]).toEqual(['new', 'new']);
  });

  it('may say its target as limit_price', () => {
    const asked = { ...oco('109', '90'), takeProfitPrice: null, limitPrice: dollars('109') };
    expect(holding().place(asked).limitPrice).toBe(dollars('109'));
  });

  it('lets its target move, with the stop beside it', () => {
    const made = holding();
    const target = made.place(oco('120', '90'));
    const result = made.replace(target.id, { limitPrice: dollars('109') });
    if (result.kind === 'refused') throw new Error(result.message);
    const stopLoss = made.order(target.legIds[0] ?? '');
    expect(stopLoss.parentId).toBe(result.order.id);
    made.advance(FRI, '16:00');
    expect([made.order(result.order.id).status, stopLoss.status]).toEqual(['filled', 'canceled']);
  });
});

describe('an order that triggers another', () => {
  it('may trigger a target instead of a stop', () => {
    const made = world();
    const asked = oto('90', { stopLossPrice: null, takeProfitPrice: dollars('109') });
    const entry = made.place(asked);
    const leg = made.order(entry.legIds[0] ?? '');
    expect(leg).toMatchObject({ type: 'limit', role: 'take_profit', status: 'held' });
    made.advance(FRI, '16:00');
    expect(leg).toMatchObject({ status: 'filled', filledAvgPrice: dollars('109') });
  });

  it('can be made to fill its stop leg under another id: replaced, then filled', () => {
    const made = world({ behaviour: { stopLegFill: 'replaced' } });
    const entry = made.place(bracket('120', '96'));
    const { target, stopLoss } = legsBy(made, entry);
    const events = made.advance(FRI, '11:40');
    expect(told(events).slice(-4)).toEqual(['replaced', 'new', 'fill', 'canceled']);
    expect(stopLoss.status).toBe('replaced');
    expect(made.order(stopLoss.replacedBy ?? '')).toMatchObject({
      type: 'market',
      status: 'filled',
      filledAvgPrice: dollars('96'),
      replaces: stopLoss.id,
    });
    expect(target.status).toBe('canceled');
  });
});

describe('a replaced target', () => {
  it('is told without a word about the stop that already rests but that it follows: restated', () => {
    const made = holding();
    const target = made.place(oco('120', '90'));
    const result = made.replace(target.id, { limitPrice: dollars('119') });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(told(result.events)).toEqual(['replaced', 'restated', 'pending_new', 'new']);
  });
});

describe('a stop that is held back beside its target, where the operator says so', () => {
  const behaviour = { stopBesideTarget: 'held' } as const;

  it('is hidden from the open orders and watches the price all the same', () => {
    const made = world({ behaviour });
    const entry = made.place(bracket('120', '96'));
    const { target, stopLoss } = legsBy(made, entry);
    made.advance(FRI, '09:31');
    expect([target.status, stopLoss.status]).toEqual(['new', 'held']);
    const events = made.advance(FRI, '11:40');
    expect(told(events)).toEqual(['new', 'fill', 'canceled']);
    expect(stopLoss).toMatchObject({ status: 'filled', filledAvgPrice: dollars('96') });
    expect(target.status).toBe('canceled');
  });

  it('is canceled when the target is filled', () => {
    const made = holding({ behaviour });
    const target = made.place(oco('109', '90'));
    const stopLoss = made.order(target.legIds[0] ?? '');
    expect(stopLoss.status).toBe('held');
    made.advance(FRI, '16:00');
    expect([target.status, stopLoss.status]).toEqual(['filled', 'canceled']);
  });

  it('does not watch before its entry is filled', () => {
    const made = world({ behaviour });
    const waiting = { type: 'limit', limitPrice: dollars('94') } as const;
    const entry = made.place(bracket('120', '93', waiting));
    made.advance(FRI, '16:00');
    expect(legsBy(made, entry).stopLoss.status).toBe('held');
    made.advance(MON, '16:00');
    expect([entry.status, legsBy(made, entry).stopLoss.status]).toEqual(['filled', 'filled']);
  });

  it('rests openly as the only leg of an oto', () => {
    const made = world({ behaviour });
    const entry = made.place(oto('90'));
    made.advance(FRI, '09:31');
    expect(made.order(entry.legIds[0] ?? '').status).toBe('new');
  });
});
