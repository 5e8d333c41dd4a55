import { describe, expect, it } from 'vitest';

import type { BrokerPosition } from '../../src/domain/account.ts';
import type { BrokerOrder, JournalOrder } from '../../src/domain/order.ts';
import { violationsAtEnd, type EndFacts } from '../../src/rules/end-check.ts';
import { dollars, position } from '../domain/sample.ts';

const HELD = position('HELD', { shares: 100 });

function sell(qty: number | null, changed: Partial<BrokerOrder> = {}): BrokerOrder {
  const order = { symbol: 'HELD', side: 'sell', status: 'new', qty, filledQty: 0 };
  return { ...order, ...changed } as BrokerOrder;
}

function theirs(symbol: string, qty: number): BrokerPosition {
  const price = dollars('100.00');
  return { symbol, qty, qtyAvailable: 0, avgEntryPrice: price, currentPrice: price };
}

function journal(changed: Partial<JournalOrder>): JournalOrder {
  const order = { clientOrderId: 'an-id', ticker: 'HELD', intent: 'exit', status: 'new' };
  return { ...order, positionId: HELD.positionId, ...changed } as JournalOrder;
}

const well: EndFacts = {
  book: [HELD],
  unsettled: [journal({ intent: 'stop' })],
  brokerPositions: [theirs('HELD', 100)],
  openOrders: [sell(100)],
  setApart: new Map(),
  disputed: new Set(),
  maxPositions: 1,
  entriesOfToday: 1,
};

const codes = (changed: Partial<EndFacts>): readonly string[] =>
  violationsAtEnd({ ...well, ...changed }).map(({ code, subject }) => `${code} ${subject}`);

describe('the end of a run', () => {
  it('has nothing against a book whose shares are all protected once [I3] [I14]', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ openOrders: [sell(60), sell(80, { filledQty: 40 })] })).toEqual([]);
  });

  it.each<[string, Partial<EndFacts>]>([
    ['UNPROTECTED HELD', { openOrders: [] }],
    ['UNPROTECTED HELD', { openOrders: [sell(100, { side: 'buy' })] }],
    ['UNPROTECTED HELD', { openOrders: [sell(100, { symbol: 'FALL' })] }],
    ['UNPROTECTED HELD', { openOrders: [sell(100, { status: 'held' })] }],
    ['UNPROTECTED HELD', { openOrders: [sell(100, { status: 'canceled' })] }],
    ['UNPROTECTED HELD', { openOrders: [sell(null)] }],
    ['OVERSOLD HELD', { openOrders: [sell(100), sell(1)] }],
    ['BOOK_DIFFERS HELD', { brokerPositions: [] }],
    ['BOOK_DIFFERS FALL', { brokerPositions: [theirs('FALL', 1), theirs('HELD', 100)] }],
    ['SHORT FALL', { brokerPositions: [theirs('FALL', -1), theirs('HELD', 100)] }],
    ['UNKNOWN_AT_END HELD', { unsettled: [journal({ status: 'unknown_outcome' })] }],
    ['UNKNOWN_AT_END HELD', { unsettled: [journal({ status: 'intended' })] }],
    ['TOO_MANY_POSITIONS account', { maxPositions: 0 }],
  ])('is not well: %s [P19] [I3] [I4] [I5] [I8]', (code, changed) => {
    expect(codes(changed)).toEqual([code]);
  });

  it('counts an entry that is still at work among the places', () => {
    const coming = journal({ intent: 'entry', ticker: 'NEWS' as never, positionId: null });
    expect(codes({ unsettled: [coming] })).toEqual(['TOO_MANY_POSITIONS account']);
    expect(codes({ unsettled: [coming], maxPositions: 2 })).toEqual([]);
  });

  it('asks for no sale when the limit was lowered below what is held [F60]', () => {
    expect(codes({ maxPositions: 0, entriesOfToday: 0 })).toEqual([]);
  });

  it('leaves what is disputed, still moving or still being bought to what was said of it', () => {
    const disputed = new Set(['HELD']);
    expect(codes({ disputed, openOrders: [], brokerPositions: [] })).toEqual([]);
    expect(codes({ unsettled: [journal({})], brokerPositions: [theirs('HELD', 40)] })).toEqual([]);
    const buying = [journal({ intent: 'entry' })];
    expect(codes({ unsettled: buying, openOrders: [], entriesOfToday: 0 })).toEqual([]);
  });
});
