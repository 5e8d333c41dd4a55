import { describe, expect, it } from 'vitest';

import { addMoney } from '../../src/domain/money.ts';
import { addQuantity, shares } from '../../src/domain/quantity.ts';
import type { PaperBrokerState } from '../../src/paper-broker/paper-state.ts';
import { openLedger } from './ledger.ts';
import { dollars, FRI, request, stop, world } from './paper-world.ts';

/** What the second set of books says about a day on which somebody tampered with the account. */
function complaints(tamper: (state: PaperBrokerState) => void): readonly string[] {
  const made = world();
  const ledger = openLedger(made.state.cash);
  const buy = made.submit(request());
  const first = ledger.check(made.state, {
    kind: 'accepted',
    events: 'events' in buy ? buy.events : [],
  });
  const opened = ledger.check(made.state, { kind: 'time', events: made.advance(FRI, '09:31') });
  const rest = made.submit(stop('90'));
  const second = ledger.check(made.state, {
    kind: 'accepted',
    events: 'events' in rest ? rest.events : [],
  });
  expect([...first, ...opened, ...second]).toEqual([]);
  tamper(made.state);
  return ledger.check(made.state, { kind: 'time', events: [] });
}

describe('the second set of books', () => {
  it('has nothing to say about an honest day', () => {
    expect(complaints(() => undefined)).toEqual([]);
  });

  it('misses a cent, a share, and an order that changed without a word', () => {
    const cent = complaints((state) => {
      state.cash = addMoney(state.cash, dollars('0.01'));
    });
    expect(cent).toEqual(['cash 990000100, the ledger has 990000000']);
    const share = complaints(({ positions }) => {
      const position = positions['AAPL'];
      if (position !== undefined) position.qty = addQuantity(position.qty, shares(1));
    });
    expect(share).toEqual(['AAPL: 11000000000 held, the ledger has 10000000000']);
    const silent = complaints(({ orders, working }) => {
      const order = orders[working[0] ?? ''];
      if (order !== undefined) order.status = 'pending_cancel';
    });
    expect(silent).toHaveLength(1);
    expect(silent[0]).toContain('is pending_cancel, was told new');
  });

  it('counts what resting sells have taken', () => {
    const twice = complaints(({ orders, working }) => {
      const order = orders[working[0] ?? ''];
      if (order !== undefined) order.qty = shares(20);
    });
    expect(twice).toEqual(['AAPL: 20000000000 reserved of 10000000000']);
  });
});
