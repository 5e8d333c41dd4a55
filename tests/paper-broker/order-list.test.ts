import { describe, expect, it } from 'vitest';

import type { PaperOrderQuery } from '../../src/domain/paper-request.ts';
import { ordersView } from '../../src/paper-broker/order-list.ts';
import { at, FRI, legOf, oto, request, stop, world, type World } from './paper-world.ts';

function idsOf(made: World, changes: Partial<PaperOrderQuery> = {}): string[] {
  const query: PaperOrderQuery = {
    status: 'open',
    limit: 50,
    after: null,
    until: null,
    direction: 'asc',
    nested: false,
    symbols: null,
    side: null,
    ...changes,
  };
  return ordersView(made.state, query).map(({ order }) => order.id);
}

describe('a list of orders', () => {
  it('hides held legs from the open ones and shows them among all', () => {
    const made = world();
    const entry = made.place(oto('90'));
    expect(idsOf(made)).toEqual([entry.id]);
    expect(idsOf(made, { status: 'all' })).toEqual([entry.id, legOf(made, entry).id]);
  });

  it('shows the active stop of a filled entry as a row of its own, and not when nested', () => {
    const made = world();
    const entry = made.place(oto('90'));
    made.advance(FRI, '09:31');
    expect(idsOf(made)).toEqual([legOf(made, entry).id]);
    expect(idsOf(made, { nested: true })).toEqual([]);
    expect(idsOf(made, { status: 'closed', nested: true })).toEqual([entry.id]);
  });

  it('is bounded by the time of submission, both ends excluded', () => {
    const made = world();
    const first = made.place(request());
    made.advance(FRI, '09:20');
    const second = made.place(request({ symbol: 'AMD' }));
    const all = { status: 'all' } as const;
    expect(idsOf(made, { ...all, after: at(FRI, '09:15') })).toEqual([second.id]);
    expect(idsOf(made, { ...all, until: at(FRI, '09:20') })).toEqual([first.id]);
    expect(idsOf(made, { ...all, direction: 'desc', limit: 1 })).toEqual([second.id]);
    expect(idsOf(made, { ...all, symbols: ['AMD'] })).toEqual([second.id]);
  });

  it('can be one side only', () => {
    const made = world();
    made.place(request());
    made.advance(FRI, '09:31');
    const sell = made.place(stop('90'));
    expect(idsOf(made, { status: 'all', side: 'sell' })).toEqual([sell.id]);
  });
});
