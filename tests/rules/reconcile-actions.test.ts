import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { explainAccount } from '../../src/rules/reconcile-explain.ts';
import { dollars, position } from '../domain/sample.ts';
import {
  activity,
  atBroker,
  facts,
  held,
  notice,
  NOW,
  seenEntry,
  seenStop,
  only,
  sharesHeld,
  SPIN_OFF,
  STOP_ID,
} from './reconcile-sample.ts';

const split = (ratio: number, exDate = '2015-10-22') =>
  ({ type: 'split', ticker: ticker('AMZN'), exDate: sessionDate(exDate), ratio }) as const;

const SOLD = { price: dollars('90.00'), at: NOW, orderId: 'b-stop' };

describe('a split', () => {
  it.each([
    [2, 200],
    [7, 700],
    [1.5, 150],
    [1 / 3, 33],
    [0.05, 5],
    [1.005, 100],
  ])('split: of %d for one heals by itself when the account has %d shares [F30]', (ratio, qty) => {
    const explained = explainAccount(facts({ actions: [split(ratio)], ...sharesHeld(qty) }));
    expect(explained.map(({ cause, heals }) => [cause, heals])).toEqual(
      qty === 100 ? [] : [['split', true]],
    );
  });

  it('split: that only the broker announced counts like one of the source of prices', () => {
    const notices = [notice({ kind: 'split', ratio: 2 })];
    expect(only({ notices, ...sharesHeld(200) })).toMatchObject({ cause: 'split', heals: true });
  });

  it('split: to less than a share ends the position at the cash that was paid [F30]', () => {
    const paid = activity({ type: 'SPLIT', qty: -100, netAmount: dollars('250.00') });
    const told = only({ actions: [split(0.005)], activities: [paid], ...sharesHeld(0) });
    expect(told).toMatchObject({ cause: 'split', heals: false, severity: 'error' });
    expect(told.proposal).toMatchObject({ kind: 'close', positionId: 7, price: dollars('2.50') });
    expect(only({ actions: [split(0.005)], ...sharesHeld(0) }).proposal).toBeNull();
  });

  it('split_unconfirmed: on record and not in the account: nothing is sold on the gap [F30]', () => {
    expect(only({ actions: [split(2)] })).toMatchObject({
      cause: 'split_unconfirmed',
      heals: false,
    });
    expect(only({ actions: [split(2)], ...sharesHeld(199) }).cause).toBe('split_unconfirmed');
  });

  describe('among sales that are not booked', () => {
    const sold = { ...seenStop, status: 'filled' as const, filledQty: 100 };
    const fills = [
      activity({ ...SOLD, date: sessionDate('2015-10-21'), qty: 40 }),
      activity({ ...SOLD, date: sessionDate('2015-10-22'), qty: 60 }),
    ];
    const around = { actions: [split(2)], orders: [seenEntry, sold] };

    it.each([60, 0, 100])(
      'split: heals by itself when the history puts them on its two sides, and says so (%d left) [F30]',
      (left) => {
        const since = 120 - left;
        const order = { ...sold, filledQty: 40 + since };
        const told = only({
          ...{ ...around, orders: [seenEntry, order], ...sharesHeld(left) },
          activities: fills.map((row, at) => (at === 0 ? row : { ...row, qty: since })),
        });
        expect(told).toMatchObject({ cause: 'split', heals: true, protect: true });
        expect(told.evidence).toContain(
          `order ${STOP_ID}: ${40 + since} shares sold, 40 of them before 2015-10-22`,
        );
      },
    );

    it('split: heals by itself when all were sold since: nothing became less than a share [F30]', () => {
      const order = { ...sold, filledQty: 200 };
      const all = { ...around, orders: [seenEntry, order], ...sharesHeld(0) };
      expect(only(all)).toMatchObject({ cause: 'split', heals: true });
      const told = only({ ...all, activities: [activity({ ...SOLD, qty: 200 })] });
      expect(told).toMatchObject({ cause: 'split', heals: true });
      expect(told.evidence).toContain(
        `order ${STOP_ID}: 200 shares sold, 0 of them before 2015-10-22`,
      );
    });

    it.each([
      ['cannot be read', null],
      ['lacks a fill', fills.slice(1)],
    ])('split_unconfirmed: while the history %s [F30] [R10]', (_, activities) => {
      const told = only({ ...around, ...sharesHeld(60), activities });
      expect(told).toMatchObject({ cause: 'split_unconfirmed', heals: false });
      expect(told.evidence).toContain(
        `order ${STOP_ID}: 100 shares sold, the activities do not say how many of them before 2015-10-22`,
      );
    });

    it('split_unconfirmed: when the account has other shares than that gives [R11]', () => {
      expect(only({ ...around, ...sharesHeld(59), activities: fills })).toMatchObject({
        cause: 'split_unconfirmed',
        heals: false,
      });
    });
  });

  it('unknown: shares that look like a split without a record of one are none [R10]', () => {
    expect(only(sharesHeld(200))).toMatchObject({ cause: 'unknown', heals: false });
  });

  it('is over once it was applied', () => {
    const applied = new Map([[7, [sessionDate('2015-10-22')]]]);
    expect(explainAccount(facts({ actions: [split(2)], applied }))).toEqual([]);
  });
});

describe('a stock that something has happened to', () => {
  it('spin_off: is no exit, whatever its price does: EBAY lost 59 % on 2015-07-20 [F31]', () => {
    const told = only({ actions: [{ ...SPIN_OFF, cash: 38.39 }] });
    expect(told).toMatchObject({ cause: 'spin_off', heals: false, protect: true });
    // 90.00 − 38.39
    expect(told.proposal).toMatchObject({ kind: 'settle', stopPrice: dollars('51.61') });
  });

  it('spin_off: is settled once by a person, and keeps its stop where nothing says its worth', () => {
    const notices = [notice({ kind: 'spin_off', newSymbol: 'PYPL' })];
    const { proposal } = only({ notices });
    expect(proposal).toMatchObject({ kind: 'settle', stopPrice: null });
    const settled = new Set([proposal?.kind === 'settle' ? proposal.event : '']);
    expect(explainAccount(facts({ notices, settled }))).toEqual([]);
  });

  it('spin_off: shares of the new company came out of ours [F31]', () => {
    const notices = [notice({ kind: 'spin_off', newSymbol: 'PYPL' })];
    const positions = [atBroker('AMZN', 100), atBroker('PYPL', 100)];
    const told = explainAccount(facts({ notices, positions }));
    expect(told.map(({ symbol, cause }) => `${symbol} ${cause}`)).toEqual([
      'AMZN spin_off',
      'PYPL spin_off',
    ]);
  });

  it('ticker_change: our shares go on under the new name, by a repair [F29]', () => {
    const notices = [notice({ kind: 'ticker_change', newSymbol: 'AMZ' })];
    const told = explainAccount(facts({ notices, positions: [atBroker('AMZ', 100)], orders: [] }));
    expect(told.map(({ symbol, cause }) => `${symbol} ${cause}`)).toEqual([
      'AMZ ticker_change',
      'AMZN ticker_change',
    ]);
    expect(told[1]?.proposal).toEqual({ kind: 'rename', positionId: 7, to: 'AMZ' });
  });

  it('ticker_change: never joins a position that is held under that name [F32]', () => {
    const notices = [notice({ kind: 'ticker_change', newSymbol: 'AMZ' })];
    const book = [held, position('AMZ', { positionId: 8, shares: 100 })];
    const told = explainAccount(
      facts({ notices, book, positions: [atBroker('AMZ', 200)], orders: [] }),
    );
    expect(told.map(({ proposal }) => proposal)).toEqual([
      { kind: 'set_apart', shares: 100 },
      null,
    ]);
  });

  it('merger: is closed by a repair at what the broker paid [F32]', () => {
    const notices = [notice({ kind: 'merger', cash: 120 })];
    expect(only({ notices, ...sharesHeld(0), orders: [] })).toMatchObject({
      cause: 'merger',
      proposal: null,
    });
    const paid = activity({ type: 'MA', netAmount: dollars('12000.00') });
    const told = only({ notices, activities: [paid], ...sharesHeld(0), orders: [] });
    expect(told.proposal).toMatchObject({ kind: 'close', price: dollars('120.00') });
  });

  it('delisting: leaves shares that no order can reach [F32]', () => {
    const told = only({ inactive: new Set(['AMZN']), orders: [seenEntry] });
    expect(told).toMatchObject({
      cause: 'delisting',
      heals: false,
      protect: false,
      proposal: null,
    });
    expect(only({ notices: [notice({ kind: 'delisting' })] }).cause).toBe('delisting');
  });
});
