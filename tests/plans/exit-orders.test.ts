import { describe, expect, it } from 'vitest';

import type { JournalStatus } from '../../src/domain/order.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { planExitOrders, type ExitFacts } from '../../src/plans/order-plan.ts';
import { journalOrder, position } from '../domain/sample.ts';

const exitOrder = (name: string, status: JournalStatus, filledQty = 0) =>
  journalOrder({
    clientOrderId: `20151023_${name}_exit_sell`,
    ticker: ticker(name),
    intent: 'exit',
    side: 'sell',
    positionId: name === 'A' ? 1 : 2,
    status,
    filledQty,
  });

describe('the sells of a session', () => {
  const stop = journalOrder({ orderId: 2, intent: 'stop', side: 'sell', positionId: 1 });
  const foreign = journalOrder({ orderId: 3, intent: 'stop', side: 'sell', positionId: 2 });
  const facts: ExitFacts = {
    exits: [{ ticker: ticker('A'), positionId: 1, reason: 'trend_break' }],
    book: [position('A')],
    exitOrders: [],
    liveStops: [stop, foreign],
    disputed: new Set(),
  };
  const sell = (changes: Partial<ExitFacts>) => planExitOrders({ ...facts, ...changes })[0];

  it('sell the position after cancelling the stops that hold its shares', () => {
    expect(sell({})).toEqual({
      kind: 'sell',
      ticker: 'A',
      position: position('A'),
      reason: 'trend_break',
      cancel: [stop],
    });
  });

  it.each([
    ['new', 0],
    ['partially_filled', 5],
    ['pending_cancel', 0],
    ['unknown', 0],
  ] as const)('do not sell again after a sell that is %s with %i filled', (status, filledQty) => {
    expect(sell({ exitOrders: [exitOrder('A', status, filledQty)] })).toEqual({
      kind: 'already',
      ticker: 'A',
      clientOrderId: '20151023_A_exit_sell',
    });
  });

  it.each(['refused', 'canceled', 'expired', 'rejected', 'intended', 'unknown_outcome'] as const)(
    'sell after a sell that is %s and sold nothing',
    (status) => {
      expect(sell({ exitOrders: [exitOrder('A', status)] })?.kind).toBe('sell');
    },
  );

  it.each([
    ['filled', 16],
    ['canceled', 5],
  ] as const)('sell what is left after a sell that is %s with %i filled', (status, filledQty) => {
    expect(sell({ exitOrders: [exitOrder('A', status, filledQty)] })?.kind).toBe('sell');
  });

  it('are told as done when the position is closed by its sell', () => {
    const exitOrders = [exitOrder('A', 'filled', 16)];
    expect(sell({ book: [], exitOrders })?.kind).toBe('already');
  });

  it('are not kept back by the sells of other positions', () => {
    expect(sell({ exitOrders: [exitOrder('B', 'new')] })?.kind).toBe('sell');
  });

  it('leave a disputed symbol and its stop alone [R11] [F56]', () => {
    const disputed = new Set([ticker('A')]);
    expect(sell({ disputed })).toMatchObject({ kind: 'denied', code: 'DISPUTED' });
  });

  it('deny what is not held any more, also when the stock is held again [F56]', () => {
    expect(sell({ book: [] })).toMatchObject({ kind: 'denied', code: 'NOT_HELD' });
    const again = [position('A', { positionId: 9 })];
    expect(sell({ book: again })).toMatchObject({ kind: 'denied', code: 'NOT_HELD' });
  });
});
