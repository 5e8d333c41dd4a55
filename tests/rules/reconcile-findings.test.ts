import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { explainAccount } from '../../src/rules/reconcile-explain.ts';
import {
  explainedFinding,
  hasOpenEvent,
  quarantined,
  surelyOurs,
} from '../../src/rules/reconcile-findings.ts';
import { reconcileBook } from '../../src/rules/reconcile.ts';
import { atBroker, facts, foreign, held, seenEntry, seenStop } from './reconcile-sample.ts';

const AMZN = ticker('AMZN');
const bought = facts({
  orders: [seenEntry, seenStop, foreign('buy', 50)],
  positions: [atBroker('AMZN', 150), atBroker('BTC/USD', 1)],
});
const differences = reconcileBook(bought.book, bought.positions);
const explained = explainAccount(bought);

describe('what a run is told', () => {
  it('is both numbers, the cause with its evidence, and what to do', () => {
    const [told] = explained.map((one) => explainedFinding(one, differences));
    expect(told).toMatchObject({ code: 'POSITION_MISMATCH', severity: 'error', subject: 'AMZN' });
    expect(told?.message).toContain('our book has 100 shares, the broker 150: manual buy (order');
    expect(told?.remedy).toContain('openbell repair');
  });

  it('is the cause alone where the shares agree', () => {
    const [one] = explainAccount(facts({ inactive: new Set(['AMZN']) }));
    if (one === undefined) throw new Error('nothing is explained');
    expect(explainedFinding(one, [])).toMatchObject({ code: 'DELISTING', subject: 'AMZN' });
    const healing = explainedFinding({ ...one, heals: true }, []);
    expect(healing.remedy).toContain('the next run');
    expect(explainedFinding({ ...one, remedy: null }, []).remedy).toContain('openbell reconcile');
  });

  it('leaves alone what differs and what does not heal, and keeps stops where shares are ours', () => {
    expect([...quarantined(explained, differences)]).toEqual(['AMZN']);
    expect([...surelyOurs(explained)]).toEqual(['AMZN']);
    expect([...quarantined(explainAccount(facts({ orders: [seenEntry] })), [])]).toEqual([]);
  });
});

describe('a position', () => {
  const open = (actions: Parameters<typeof hasOpenEvent>[1]['actions'], settled: string[] = []) =>
    hasOpenEvent(held, {
      actions,
      applied: [],
      settled: new Set(settled),
      tradeDate: sessionDate('2015-10-23'),
    });
  const exDate = sessionDate('2015-10-22');
  const spinOff = { type: 'spinoff', ticker: AMZN, exDate, cash: 5 } as const;

  it('has an open event until a split is applied and a spin-off is settled', () => {
    expect(open([])).toBe(false);
    expect(open([{ type: 'split', ticker: AMZN, exDate, ratio: 2 }])).toBe(true);
    expect(open([spinOff])).toBe(true);
    expect(open([spinOff], ['spin_off/AMZN/2015-10-22'])).toBe(false);
  });

  it('has none of other stocks, of before its entry, or to come', () => {
    expect(open([{ ...spinOff, ticker: ticker('EBAY') }])).toBe(false);
    expect(open([{ ...spinOff, exDate: held.entryDate }])).toBe(false);
    expect(open([{ ...spinOff, exDate: sessionDate('2015-10-26') }])).toBe(false);
  });
});
