import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { explainAccount } from '../../src/rules/reconcile-explain.ts';
import { accountReset } from '../../src/rules/reconcile-explanation.ts';
import type { Explained, ReconcileFacts } from '../../src/rules/reconcile-facts.ts';
import { brokerOrder, dollars, journalOrder, position } from '../domain/sample.ts';
import {
  activity,
  atBroker,
  entry,
  facts,
  foreign,
  held,
  notice,
  NOW,
  seenEntry,
  seenStop,
  stop,
} from './reconcile-sample.ts';

const spin = {
  type: 'spinoff',
  ticker: ticker('AMZN'),
  exDate: sessionDate('2015-10-22'),
} as const;
const split = (ratio: number, exDate = '2015-10-22') =>
  ({ type: 'split', ticker: ticker('AMZN'), exDate: sessionDate(exDate), ratio }) as const;

/** The one difference of these facts. */
function only(changes: Partial<ReconcileFacts>): Explained {
  const explained = explainAccount(facts(changes));
  expect(explained.map(({ symbol }) => symbol)).toEqual(['AMZN']);
  const [one] = explained;
  if (one === undefined) throw new Error('nothing is explained');
  return one;
}
const shares = (qty: number) => ({ positions: qty === 0 ? [] : [atBroker('AMZN', qty)] });

describe('book and account that agree', () => {
  it('have nothing to explain', () => {
    expect(explainAccount(facts())).toEqual([]);
    expect(explainAccount(facts({ book: [], positions: [], orders: [], journal: [] }))).toEqual([]);
  });

  it('also beside shares that were set apart', () => {
    const apart = { setApart: new Map([['AMZN', 50]]), ...shares(150) };
    expect(explainAccount(facts(apart))).toEqual([]);
  });

  it('also while another order of ours is at work in place of the stop', () => {
    const exit = journalOrder({
      ...stop,
      clientOrderId: '20151023_AMZN_exit_sell',
      intent: 'exit',
    });
    expect(explainAccount(facts({ journal: [entry, exit], orders: [seenEntry] }))).toEqual([]);
  });
});

describe('fills that are not booked', () => {
  const filled = { ...seenStop, status: 'filled', filledQty: 100 } as const;

  it('missed_fill: an entry that filled while nobody looked heals by itself [R11]', () => {
    const journal = [{ ...entry, filledQty: 40, status: 'new' as const }, stop];
    const book = [{ ...held, shares: 40 }];
    expect(only({ journal, book })).toMatchObject({ cause: 'missed_fill', heals: true, ours: 40 });
  });

  it('partial_entry: an entry that ended with a part of its shares heals by itself [F19]', () => {
    const journal = [{ ...entry, filledQty: 0, status: 'new' as const, positionId: null }];
    const orders = [{ ...seenEntry, filledQty: 40, status: 'canceled' as const }];
    const told = only({ journal, orders, book: [], ...shares(40) });
    expect(told).toMatchObject({ cause: 'partial_entry', heals: true, ours: 0, theirs: 40 });
    expect(told.evidence[0]).toContain('40 shares bought');
  });

  it('stop_filled: a stop that filled heals by itself', () => {
    const told = only({ orders: [seenEntry, filled], ...shares(0) });
    expect(told).toMatchObject({ cause: 'stop_filled', heals: true, severity: 'info' });
  });

  it('stop_filled: also as the leg of its entry, and as what took its place', () => {
    const leg = { ...filled, id: 'leg', clientOrderId: 'uuid' };
    const parent = { ...seenEntry, legs: [leg] };
    expect(only({ journal: [entry], orders: [parent], ...shares(0) }).cause).toBe('stop_filled');
    const moved = [
      { ...seenStop, status: 'replaced', replacedBy: 'b-2' } as const,
      { ...filled, id: 'b-2', clientOrderId: 'uuid', replaces: 'b-stop' },
    ];
    expect(only({ orders: [seenEntry, ...moved], ...shares(0) }).cause).toBe('stop_filled');
  });

  it('do not count when they do not make up the difference exactly [R10]', () => {
    const told = only({ orders: [seenEntry, filled], ...shares(30) });
    expect(told).toMatchObject({ cause: 'unknown', heals: false, proposal: null });
  });
});

describe('a broker that contradicts itself', () => {
  it('stale_read: what was booked a moment ago is not in the positions yet [F14]', () => {
    const fill = { ticker: held.ticker, brokerOrderId: 'b-entry', side: 'buy', qty: 100 } as const;
    const told = only({ fills: [{ ...fill, at: NOW - 9_000 }], ...shares(0) });
    expect(told).toMatchObject({ cause: 'stale_read', heals: true });
    expect(
      only({ fills: [{ ...fill, at: NOW - 60_000 }], ...shares(0), orders: [seenEntry] }),
    ).toMatchObject({ cause: 'unknown' });
  });

  it('stale_read: no positions while a live order sells the shares is not flat [F16]', () => {
    const told = only(shares(0));
    expect(told).toMatchObject({ cause: 'stale_read', heals: false, proposal: null });
    expect(told.evidence[0]).toContain('sells 100 shares, the positions show 0');
  });

  it('order_unconfirmed: an order that was intended and is not shown is live [F11]', () => {
    const journal = [
      entry,
      stop,
      journalOrder({ status: 'intended', intent: 'exit', side: 'sell' }),
    ];
    expect(only({ journal })).toMatchObject({ cause: 'order_unconfirmed', heals: true });
  });
});

describe('shares without a stop', () => {
  it.each(['canceled', 'expired', 'rejected'] as const)(
    'stop_ended: one that is %s is restored by the next run [F26]',
    (status) => {
      const told = only({ orders: [seenEntry, { ...seenStop, status, rawStatus: status }] });
      expect(told).toMatchObject({ cause: 'stop_ended', heals: true, protect: true });
      expect(told.evidence).toEqual([`its stop ${stop.clientOrderId} is ${status}`]);
    },
  );

  it('stop_ended: also where none was ever known', () => {
    const told = only({ journal: [entry], orders: [seenEntry] });
    expect(told.evidence).toEqual(['no stop of ours is on record']);
  });
});

describe('orders of others', () => {
  it('manual_sell: a sale that makes up what is missing is booked by the next run [F58]', () => {
    const told = only({ orders: [seenEntry, foreign('sell', 30)], ...shares(70) });
    expect(told).toMatchObject({ cause: 'manual_sell', heals: true, protect: true });
    expect(told.proposal).toEqual({ kind: 'adopt', orderIds: ['f-sell-30'] });
  });

  it('manual_sell: a liquidation by the broker is one too [F59]', () => {
    const orders = [seenEntry, foreign('sell', 100, { clientOrderId: 'margin call' })];
    expect(only({ orders, ...shares(0) })).toMatchObject({ cause: 'manual_sell', heals: true });
  });

  it('manual_sell: where others have bought too, nobody says whose shares were sold', () => {
    const orders = [seenEntry, foreign('sell', 50), foreign('buy', 20)];
    expect(only({ orders, ...shares(70) })).toMatchObject({
      cause: 'manual_sell',
      heals: false,
      proposal: null,
    });
  });

  it('are not ours when they are older than the position', () => {
    const old = foreign('sell', 30, { filledAt: '2015-09-01T15:00:00Z' });
    expect(only({ orders: [seenEntry, old], ...shares(70) }).cause).toBe('unknown');
  });

  it('manual_buy: more shares of a stock we hold are never sold by us [F58]', () => {
    const told = only({ orders: [seenEntry, seenStop, foreign('buy', 50)], ...shares(150) });
    expect(told).toMatchObject({ cause: 'manual_buy', heals: false, protect: true });
    expect(told.proposal).toEqual({ kind: 'set_apart', shares: 50 });
  });

  it('foreign_position: a stock we do not hold, with the order that bought it or without', () => {
    const nothing = { book: [], journal: [] };
    const orders = [foreign('buy', 5)];
    const told = only({ ...nothing, orders, ...shares(5) });
    expect(told).toMatchObject({ cause: 'foreign_position', heals: false });
    expect(told.proposal).toEqual({ kind: 'set_apart', shares: 5 });
    expect(only({ ...nothing, orders: [], ...shares(5) }).cause).toBe('foreign_position');
    expect(only({ ...nothing, orders: [], ...shares(-5) }).proposal).toEqual({
      kind: 'set_apart',
      shares: -5,
    });
  });

  it('foreign_position: shares that were set apart and are sold leave ours alone', () => {
    const orders = [seenEntry, seenStop, foreign('buy', 50), foreign('sell', 50)];
    const told = only({ orders, setApart: new Map([['AMZN', 50]]), ...shares(100) });
    expect(told).toMatchObject({ cause: 'foreign_position', protect: true });
    expect(told.proposal).toEqual({ kind: 'set_apart', shares: -50 });
  });

  it('unknown: fractions of a share are told exactly, and nothing is rounded away [F35]', () => {
    const told = only({ orders: [seenEntry, foreign('sell', 0.5)], ...shares(99.5) });
    expect(told).toMatchObject({ cause: 'unknown', ours: 100, theirs: 99.5 });
  });
});

describe('orders with our ids that the journal lacks', () => {
  const stray = brokerOrder({
    id: 's-1',
    clientOrderId: '20151022_AMZN_exit_sell',
    side: 'sell',
    status: 'filled',
    qty: 100,
    filledQty: 100,
  });

  it('old_backup: the account has lived on without this database [F41]', () => {
    const told = only({ orders: [seenEntry, seenStop, stray], ...shares(0) });
    expect(told).toMatchObject({ cause: 'old_backup', heals: false, severity: 'error' });
    expect(told.proposal).toEqual({ kind: 'adopt', orderIds: ['s-1'] });
  });

  it('old_backup: also where the shares agree by chance [R8]', () => {
    const live = { ...stray, status: 'new' as const, filledQty: 0 };
    expect(only({ orders: [seenEntry, seenStop, live] }).cause).toBe('old_backup');
    const ended = { ...stray, status: 'canceled' as const, filledQty: 0 };
    expect(explainAccount(facts({ orders: [seenEntry, seenStop, ended] }))).toEqual([]);
  });
});

describe('a trade that was taken back', () => {
  it('trade_bust: the broker shows fewer shares for an order than it did [F34]', () => {
    const orders = [{ ...seenEntry, filledQty: 60 }, seenStop];
    const told = only({ orders, ...shares(60) });
    expect(told).toMatchObject({ cause: 'trade_bust', heals: false, protect: false });
    expect(told.proposal).toEqual({ kind: 'shares', positionId: 7, shares: 60 });
  });

  it('trade_bust: the activities say that a fill was cancelled [F34]', () => {
    const undone = activity({ side: 'buy', qty: 100, orderId: 'b-entry', status: 'canceled' });
    const told = only({ activities: [undone], ...shares(0) });
    expect(told).toMatchObject({ cause: 'trade_bust', proposal: null });
  });
});

describe('an account that is another', () => {
  it('account_reset: is compared with nothing [F57]', () => {
    const told = accountReset(['pinned PA1', 'answered PA2']);
    expect(told).toMatchObject({ cause: 'account_reset', heals: false, proposal: null });
    expect(told.remedy).toContain('--state-db');
  });
});

describe('a split', () => {
  it.each([
    [2, 200],
    [7, 700],
    [1.5, 150],
    [1 / 3, 33],
    [0.05, 5],
    [1.005, 100],
  ])('split: of %d for one heals by itself when the account has %d shares [F30]', (ratio, qty) => {
    const explained = explainAccount(facts({ actions: [split(ratio)], ...shares(qty) }));
    expect(explained.map(({ cause, heals }) => [cause, heals])).toEqual(
      qty === 100 ? [] : [['split', true]],
    );
  });

  it('split: that only the broker announced counts like one of the source of prices', () => {
    const notices = [notice({ kind: 'split', ratio: 2 })];
    expect(only({ notices, ...shares(200) })).toMatchObject({ cause: 'split', heals: true });
  });

  it('split: to less than a share ends the position at the cash that was paid [F30]', () => {
    const paid = activity({ type: 'SPLIT', qty: -100, netAmount: dollars('250.00') });
    const told = only({ actions: [split(0.005)], activities: [paid], ...shares(0) });
    expect(told).toMatchObject({ cause: 'split', heals: false, severity: 'error' });
    expect(told.proposal).toMatchObject({ kind: 'close', positionId: 7, price: dollars('2.50') });
    expect(only({ actions: [split(0.005)], ...shares(0) }).proposal).toBeNull();
  });

  it('split_unconfirmed: on record and not in the account: nothing is sold on the gap [F30]', () => {
    expect(only({ actions: [split(2)] })).toMatchObject({
      cause: 'split_unconfirmed',
      heals: false,
    });
    expect(only({ actions: [split(2)], ...shares(199) }).cause).toBe('split_unconfirmed');
  });

  it('unknown: shares that look like a split without a record of one are none [R10]', () => {
    expect(only(shares(200))).toMatchObject({ cause: 'unknown', heals: false });
  });

  it('is over once it was applied', () => {
    const applied = new Map([[7, [sessionDate('2015-10-22')]]]);
    expect(explainAccount(facts({ actions: [split(2)], applied }))).toEqual([]);
  });
});

describe('a stock that something has happened to', () => {
  it('spin_off: is no exit, whatever its price does: EBAY lost 59 % on 2015-07-20 [F31]', () => {
    const told = only({ actions: [{ ...spin, cash: 38.39 }] });
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
    expect(only({ notices, ...shares(0), orders: [] })).toMatchObject({
      cause: 'merger',
      proposal: null,
    });
    const paid = activity({ type: 'MA', netAmount: dollars('12000.00') });
    const told = only({ notices, activities: [paid], ...shares(0), orders: [] });
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

describe('what cannot be read', () => {
  it('unknown: says so, and is never taken for nothing', () => {
    const told = only({ activities: null, notices: null, orders: [seenEntry], ...shares(60) });
    expect(told.cause).toBe('unknown');
    expect(told.evidence.join()).toContain('the activities could not be read');
    expect(told.evidence.join()).toContain('the announcements could not be read');
  });
});
