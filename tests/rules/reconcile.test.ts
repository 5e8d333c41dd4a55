import { describe, expect, it } from 'vitest';

import type { BrokerPosition } from '../../src/domain/account.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import {
  differenceFinding,
  reconcileBook,
  splitsExplaining,
  type SplitFacts,
} from '../../src/rules/reconcile.ts';
import { quarantined } from '../../src/rules/reconcile-findings.ts';
import { dollars, position } from '../domain/sample.ts';

function atBroker(symbol: string, qty: number): BrokerPosition {
  return { symbol, qty, qtyAvailable: qty, avgEntryPrice: dollars('100.00'), currentPrice: null };
}

const split = (exDate: string, ratio: number, name = 'AAPL') => ({
  type: 'split' as const,
  ticker: ticker(name),
  exDate: sessionDate(exDate),
  ratio,
});

describe('book and broker', () => {
  it('agree when the shares agree', () => {
    expect(reconcileBook([position('A', { shares: 5 })], [atBroker('A', 5)])).toEqual([]);
    expect(reconcileBook([], [])).toEqual([]);
  });

  it.each([
    ['missing', 16, 0],
    ['orphan', 0, 16],
    ['orphan', 0, 0.5],
    ['orphan', 0, -16],
    ['mismatch', 16, 15],
    ['mismatch', 16, 16.5],
    ['mismatch', 16, -16],
  ] as const)('differ as %s when ours are %d and theirs %d', (kind, ours, theirs) => {
    const book = ours === 0 ? [] : [position('AMZN', { shares: ours })];
    const broker = theirs === 0 ? [] : [atBroker('AMZN', theirs)];
    expect(reconcileBook(book, broker)).toEqual([{ symbol: 'AMZN', kind, ours, theirs }]);
  });

  it('are compared symbol by symbol, in the order of the alphabet', () => {
    const book = [position('C'), position('A'), position('B')];
    const broker = [atBroker('D', 1), atBroker('B', 100)];
    expect(reconcileBook(book, broker).map(({ symbol, kind }) => `${symbol} ${kind}`)).toEqual([
      'A missing',
      'C missing',
      'D orphan',
    ]);
  });

  it('tell their difference with both numbers and a way on', () => {
    const told = differenceFinding({ symbol: 'AMZN', kind: 'mismatch', ours: 16, theirs: 15 });
    expect(told).toMatchObject({ code: 'POSITION_MISMATCH', severity: 'error', subject: 'AMZN' });
    expect(told.message).toContain('16');
    expect(told.message).toContain('15');
    expect(told.remedy).toContain('--force');
    const codeOf = (kind: 'missing' | 'orphan') =>
      differenceFinding({ symbol: 'A', kind, ours: 0, theirs: 0 }).code;
    expect(codeOf('missing')).toBe('POSITION_MISSING_AT_BROKER');
    expect(codeOf('orphan')).toBe('POSITION_ORPHAN_AT_BROKER');
  });

  it('dispute the symbols of stocks; what is no stock cannot be traded here anyway', () => {
    const kind = 'orphan' as const;
    const differences = ['AMZN', 'BTC/USD'].map((symbol) => ({ symbol, kind, ours: 0, theirs: 1 }));
    expect([...quarantined([], differences)]).toEqual(['AMZN']);
  });
});

describe('a difference in shares', () => {
  const held = position('AAPL', { shares: 15, entryDate: sessionDate('2014-05-01') });
  const explain = (facts: Partial<SplitFacts>) =>
    splitsExplaining(held, {
      splits: [split('2014-06-09', 7)],
      applied: [],
      tradeDate: sessionDate('2014-06-09'),
      brokerQty: 105,
      ...facts,
    }).map(({ exDate }) => exDate);

  it('is explained by a split on record that gives exactly the shares of the broker', () => {
    expect(explain({})).toEqual(['2014-06-09']);
  });

  it('is explained by several splits together, told in their order', () => {
    const splits = [split('2014-06-09', 7), split('2014-05-15', 2)];
    const inOrder = ['2014-05-15', '2014-06-09'];
    expect(explain({ splits, brokerQty: 210 })).toEqual(inOrder);
    expect(explain({ splits: splits.toReversed(), brokerQty: 210 })).toEqual(inOrder);
    expect(explain({ splits, brokerQty: 105 })).toEqual([]);
  });

  it('is explained with the fraction of a share paid out', () => {
    expect(explain({ splits: [split('2014-06-09', 1.5)], brokerQty: 22 })).toEqual(['2014-06-09']);
  });

  it.each([
    ['there is no split on record', { splits: [] }],
    ['the split is of another stock', { splits: [split('2014-06-09', 7, 'MSFT')] }],
    ['the split was applied already', { applied: [sessionDate('2014-06-09')] }],
    ['the ex-date is still to come', { tradeDate: sessionDate('2014-06-06') }],
    ['the split was before the entry', { splits: [split('2014-04-01', 7)] }],
    ['the split was on the day of the entry', { splits: [split('2014-05-01', 7)] }],
    ['the broker has other shares', { brokerQty: 104 }],
    ['the broker has not booked it yet', { brokerQty: 15 }],
    ['the broker has none', { brokerQty: undefined }],
    ['less than a share is left of it', { splits: [split('2014-06-09', 0.05)], brokerQty: 0 }],
  ])('is not explained when %s', (_why, facts) => {
    expect(explain(facts)).toEqual([]);
  });
});
