import { describe, expect, it } from 'vitest';

import { shares } from '../../src/domain/quantity.ts';
import {
  dollars,
  FRI,
  holding,
  legOf,
  MON,
  oto,
  request,
  stop,
  TUE,
  world,
} from './paper-world.ts';

describe('a cancel', () => {
  it('takes effect at once and frees the shares', () => {
    const made = holding();
    const order = made.place(stop('90'));
    expect(made.submit(request({ side: 'sell' })).kind).toBe('refused');
    expect(made.cancel(order.id).kind).toBe('accepted');
    expect(order).toMatchObject({ status: 'canceled', canceledAt: made.state.now });
    expect(made.submit(request({ side: 'sell' })).kind).toBe('accepted');
  });

  it('of a finished order is refused with its status', () => {
    const made = world();
    const order = made.place(request());
    made.advance(FRI, '09:30');
    expect(made.cancel(order.id)).toMatchObject({
      httpStatus: 422,
      code: 42210000,
      message: 'order is already in "filled" state',
    });
  });

  it('of an unknown order is refused as not found', () => {
    expect(world().cancel('3b1f0000-0000-4000-8000-000000000000')).toMatchObject({
      httpStatus: 404,
      code: 40410000,
      message: 'order not found for 3b1f0000-0000-4000-8000-000000000000',
    });
  });

  it('of one order of a group cancels the rest of it', () => {
    for (const pick of ['entry', 'leg'] as const) {
      const made = world();
      const entry = made.place(oto('90'));
      const leg = legOf(made, entry);
      made.cancel(pick === 'entry' ? entry.id : leg.id);
      expect([entry.status, leg.status], pick).toEqual(['canceled', 'canceled']);
    }
  });

  it('of an active stop leg leaves the filled entry as it is', () => {
    const made = world();
    const entry = made.place(oto('90'));
    made.advance(FRI, '09:31');
    made.cancel(legOf(made, entry).id);
    expect([entry.status, legOf(made, entry).status]).toEqual(['filled', 'canceled']);
  });
});

describe('a replacement', () => {
  it('is a new order with a new id, and both point at each other', () => {
    const made = holding();
    const old = made.place(stop('90', { clientOrderId: 'stop-1' }));
    const result = made.replace(old.id, { stopPrice: dollars('94'), clientOrderId: 'stop-2' });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(old).toMatchObject({ status: 'replaced', replacedBy: result.order.id });
    expect(made.order(result.order.id)).toMatchObject({
      status: 'new',
      clientOrderId: 'stop-2',
      replaces: old.id,
      stopPrice: dollars('94'),
      qty: shares(10),
    });
  });

  it('gets a generated client order id when none is given', () => {
    const made = holding();
    const old = made.place(stop('90', { clientOrderId: 'stop-1' }));
    const result = made.replace(old.id, { stopPrice: dollars('94') });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(result.order.clientOrderId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('of an active stop leg stands alone, whatever becomes of the group', () => {
    const made = world();
    const entry = made.place(oto('90'));
    made.advance(FRI, '09:31');
    const leg = legOf(made, entry);
    const result = made.replace(leg.id, { stopPrice: dollars('92') });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(leg.status).toBe('replaced');
    expect(made.order(result.order.id)).toMatchObject({ status: 'new', parentId: null });
    made.advance(MON, '16:00');
    expect(made.order(result.order.id)).toMatchObject({
      status: 'filled',
      filledAvgPrice: dollars('92'),
    });
  });

  it('of a stop leg is refused where the operator said so', () => {
    const made = world({ behaviour: { legReplace: 'refused' } });
    const entry = made.place(oto('90'));
    made.advance(FRI, '09:31');
    expect(made.replace(legOf(made, entry).id, { stopPrice: dollars('92') })).toMatchObject({
      httpStatus: 422,
      message: 'cannot replace a leg of an oto order',
    });
  });

  it('is refused by status: queued, held, filled and replaced orders', () => {
    const made = holding();
    const filled = Object.values(made.state.orders)[0];
    const replaced = made.place(stop('90', { qty: 5 }));
    made.replace(replaced.id, { stopPrice: dollars('91') });
    made.advance(FRI, '16:30');
    const queued = made.place(stop('80', { qty: 5 }));
    const held = legOf(made, made.place(oto('1.5', { symbol: 'AMD' })));
    const messageOf = (id: string | undefined): string => {
      const result = made.replace(id ?? '', { stopPrice: dollars('1') });
      return result.kind === 'refused' ? result.message : 'accepted';
    };
    expect(messageOf(queued.id)).toBe('cannot replace order in accepted status');
    expect(messageOf(held.id)).toBe('cannot replace order in held status');
    expect(messageOf(filled?.id)).toBe('cannot replace order in filled status');
    expect(messageOf(replaced.id)).toBe('order already replaced');
  });

  it('is refused when nothing changes, when the stop is too high or the id is used', () => {
    const made = holding();
    const order = made.place(stop('90', { clientOrderId: 'stop-1' }));
    const message = (changes: Parameters<typeof made.replace>[1]): string => {
      const result = made.replace(order.id, changes);
      return result.kind === 'refused' ? result.message : 'accepted';
    };
    expect(message({ stopPrice: dollars('90') })).toBe('order parameters are not changed');
    expect(message({ stopPrice: dollars('100') })).toBe(
      'stop price must be less than current price',
    );
    expect(message({ stopPrice: dollars('91'), clientOrderId: 'stop-1' })).toBe(
      'client_order_id must be unique',
    );
    expect(message({ qty: 11 })).toContain('requested: 11, available: 10');
    expect(order.status).toBe('new');
  });

  it('made at night is queued until 04:00', () => {
    const made = holding();
    const order = made.place(stop('85'));
    made.advance(FRI, '18:00');
    const result = made.replace(order.id, { stopPrice: dollars('86') });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(made.order(result.order.id).status).toBe('accepted');
    made.advance(TUE, '09:31');
    expect(made.order(result.order.id).status).toBe('new');
  });
});

describe('ids', () => {
  it('are the same for the same seed and commands, and never repeat', () => {
    const run = (): string[] => {
      const made = world();
      for (let count = 0; count < 50; count += 1) made.place(oto('90', { qty: 1 }));
      return Object.values(made.state.orders).flatMap(({ id, clientOrderId }) => [
        id,
        clientOrderId,
      ]);
    };
    const ids = run();
    expect(run()).toEqual(ids);
    expect(new Set(ids).size).toBe(200);
  });
});
