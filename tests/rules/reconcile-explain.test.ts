import { describe, expect, it } from 'vitest';

import { explainAccount } from '../../src/rules/reconcile-explain.ts';
import { accountReset } from '../../src/rules/reconcile-explanation.ts';
import { brokerOrder, journalOrder } from '../domain/sample.ts';
import {
  activity,
  atBroker,
  entry,
  facts,
  foreign,
  held,
  NOW,
  seenEntry,
  seenStop,
  only,
  sharesHeld,
  stop,
} from './reconcile-sample.ts';

describe('book and account that agree', () => {
  it('have nothing to explain', () => {
    expect(explainAccount(facts())).toEqual([]);
    expect(explainAccount(facts({ book: [], positions: [], orders: [], journal: [] }))).toEqual([]);
  });

  it('also beside shares that were set apart', () => {
    const apart = { setApart: new Map([['AMZN', 50]]), ...sharesHeld(150) };
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
    const told = only({ journal, orders, book: [], ...sharesHeld(40) });
    expect(told).toMatchObject({ cause: 'partial_entry', heals: true, ours: 0, theirs: 40 });
    expect(told.evidence[0]).toContain('40 shares bought');
  });

  it('stop_filled: a stop that filled heals by itself', () => {
    const told = only({ orders: [seenEntry, filled], ...sharesHeld(0) });
    expect(told).toMatchObject({ cause: 'stop_filled', heals: true, severity: 'info' });
  });

  it('stop_filled: also as the leg of its entry, and as what took its place', () => {
    const leg = { ...filled, id: 'leg', clientOrderId: 'uuid' };
    const parent = { ...seenEntry, legs: [leg] };
    expect(only({ journal: [entry], orders: [parent], ...sharesHeld(0) }).cause).toBe(
      'stop_filled',
    );
    const moved = [
      { ...seenStop, status: 'replaced', replacedBy: 'b-2' } as const,
      { ...filled, id: 'b-2', clientOrderId: 'uuid', replaces: 'b-stop' },
    ];
    expect(only({ orders: [seenEntry, ...moved], ...sharesHeld(0) }).cause).toBe('stop_filled');
  });

  it('do not count when they do not make up the difference exactly [R10]', () => {
    const told = only({ orders: [seenEntry, filled], ...sharesHeld(30) });
    expect(told).toMatchObject({ cause: 'unknown', heals: false, proposal: null });
  });
});

describe('a broker that contradicts itself', () => {
  it('stale_read: what was booked a moment ago is not in the positions yet [F14]', () => {
    const fill = { ticker: held.ticker, brokerOrderId: 'b-entry', side: 'buy', qty: 100 } as const;
    const told = only({ fills: [{ ...fill, at: NOW - 9_000 }], ...sharesHeld(0) });
    expect(told).toMatchObject({ cause: 'stale_read', heals: true });
    expect(
      only({ fills: [{ ...fill, at: NOW - 60_000 }], ...sharesHeld(0), orders: [seenEntry] }),
    ).toMatchObject({ cause: 'unknown' });
  });

  it('stale_read: no positions while a live order sells the shares is not flat [F16]', () => {
    const told = only(sharesHeld(0));
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

  it('stop_ended: also where the broker does not show it any more', () => {
    const journal = [entry, { ...stop, status: 'expired' as const }];
    const told = only({ journal, orders: [seenEntry] });
    expect(told).toMatchObject({ cause: 'stop_ended' });
    expect(told.evidence).toEqual([`its stop ${stop.clientOrderId} is expired`]);
  });

  it('stop_ended: also where none was ever known', () => {
    const told = only({ journal: [entry], orders: [seenEntry] });
    expect(told.evidence).toEqual(['no stop of ours is on record']);
  });
});

describe('orders of others', () => {
  it('manual_sell: a sale that makes up what is missing is booked by the next run [F58]', () => {
    const told = only({ orders: [seenEntry, foreign('sell', 30)], ...sharesHeld(70) });
    expect(told).toMatchObject({ cause: 'manual_sell', heals: true, protect: true });
    expect(told.proposal).toEqual({ kind: 'adopt', orderIds: ['f-sell-30'] });
  });

  it('manual_sell: a liquidation by the broker is one too [F59]', () => {
    const orders = [seenEntry, foreign('sell', 100, { clientOrderId: 'margin call' })];
    expect(only({ orders, ...sharesHeld(0) })).toMatchObject({ cause: 'manual_sell', heals: true });
  });

  it('manual_sell: where others have bought too, nobody says whose shares were sold', () => {
    const orders = [seenEntry, foreign('sell', 50), foreign('buy', 20)];
    expect(only({ orders, ...sharesHeld(70) })).toMatchObject({
      cause: 'manual_sell',
      heals: false,
      proposal: null,
    });
  });

  it('are not ours when they are older than the position', () => {
    const old = foreign('sell', 30, { filledAt: '2015-09-01T15:00:00Z' });
    expect(only({ orders: [seenEntry, old], ...sharesHeld(70) }).cause).toBe('unknown');
  });

  it('manual_buy: more shares of a stock we hold are never sold by us [F58]', () => {
    const told = only({ orders: [seenEntry, seenStop, foreign('buy', 50)], ...sharesHeld(150) });
    expect(told).toMatchObject({ cause: 'manual_buy', heals: false, protect: true });
    expect(told.proposal).toEqual({ kind: 'set_apart', shares: 50 });
  });

  it('foreign_position: a stock we do not hold, with the order that bought it or without', () => {
    const nothing = { book: [], journal: [] };
    const orders = [foreign('buy', 5)];
    const told = only({ ...nothing, orders, ...sharesHeld(5) });
    expect(told).toMatchObject({ cause: 'foreign_position', heals: false });
    expect(told.proposal).toEqual({ kind: 'set_apart', shares: 5 });
    expect(only({ ...nothing, orders: [], ...sharesHeld(5) }).cause).toBe('foreign_position');
    expect(only({ ...nothing, orders: [], ...sharesHeld(-5) }).proposal).toEqual({
      kind: 'set_apart',
      shares: -5,
    });
  });

  it('foreign_position: shares that were set apart and are sold leave ours alone', () => {
    const orders = [seenEntry, seenStop, foreign('buy', 50), foreign('sell', 50)];
    const told = only({ orders, setApart: new Map([['AMZN', 50]]), ...sharesHeld(100) });
    expect(told).toMatchObject({ cause: 'foreign_position', protect: true });
    expect(told.proposal).toEqual({ kind: 'set_apart', shares: -50 });
  });

  it('unknown: fractions of a share are told exactly, and nothing is rounded away [F35]', () => {
    const told = only({ orders: [seenEntry, foreign('sell', 0.5)], ...sharesHeld(99.5) });
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
    const told = only({ orders: [seenEntry, seenStop, stray], ...sharesHeld(0) });
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
    const told = only({ orders, ...sharesHeld(60) });
    expect(told).toMatchObject({ cause: 'trade_bust', heals: false, protect: false });
    expect(told.proposal).toEqual({ kind: 'shares', positionId: 7, shares: 60 });
  });

  it('trade_bust: the activities say that a fill was cancelled [F34]', () => {
    const undone = activity({ side: 'buy', qty: 100, orderId: 'b-entry', status: 'canceled' });
    const told = only({ activities: [undone], ...sharesHeld(0) });
    expect(told).toMatchObject({ cause: 'trade_bust', proposal: null });
  });
});

describe('a sale that was taken back', () => {
  const sold = { ...stop, clientOrderId: '20151020_AMZN_exit_sell', brokerOrderId: 'b-exit' };
  const exit = { ...sold, intent: 'exit' as const, status: 'filled' as const, filledQty: 40 };

  it('trade_bust: the shares come back to their position [F34]', () => {
    const undone = activity({ side: 'sell', qty: 40, orderId: 'b-exit', status: 'canceled' });
    const told = only({
      ...{ journal: [entry, stop, exit], book: [{ ...held, shares: 60 }], activities: [undone] },
      ...sharesHeld(100),
    });
    expect(told).toMatchObject({ cause: 'trade_bust', ours: 60, theirs: 100 });
    expect(told.evidence).toEqual(['activity a-1: a fill of 40 shares was cancelled']);
    expect(told.proposal).toEqual({ kind: 'shares', positionId: 7, shares: 100 });
  });

  it('is not proved by an activity that does not tell how many [F34]', () => {
    const undone = activity({ side: 'sell', qty: null, orderId: 'b-exit', status: 'canceled' });
    const told = only({
      ...{ journal: [entry, stop, exit], book: [{ ...held, shares: 60 }], activities: [undone] },
      ...sharesHeld(100),
    });
    expect(told.cause).not.toBe('trade_bust');
  });
});

describe('fewer filled shares than were booked', () => {
  const fill = { ticker: held.ticker, brokerOrderId: 'b-entry', side: 'buy', qty: 100 } as const;
  const orders = [{ ...seenEntry, filledQty: 60 }, seenStop];

  it('say how many there were', () => {
    const told = only({ orders, ...sharesHeld(60) });
    expect(told.evidence).toEqual([
      `order ${entry.clientOrderId} shows 60 filled, 100 were booked`,
    ]);
  });

  it('are a reading that lags where the fill is of this very moment, and no bust [F14] [F34]', () => {
    const told = only({ orders, fills: [{ ...fill, at: NOW - 9_000 }], ...sharesHeld(60) });
    expect(told.cause).not.toBe('trade_bust');
    const older = only({ orders, fills: [{ ...fill, at: NOW - 60_000 }], ...sharesHeld(60) });
    expect(older.cause).toBe('trade_bust');
  });
});

describe('orders of others that do not add up', () => {
  it('unknown: fewer sold by hand than are missing', () => {
    const orders = [seenEntry, { ...seenStop, qty: 50 }, foreign('sell', 40)];
    expect(only({ orders, ...sharesHeld(50) }).cause).toBe('unknown');
  });

  it('manual_sell: one that is filled in part counts from when it was sent', () => {
    const part = foreign('sell', 40, { status: 'partially_filled', qty: 90, filledAt: null });
    const orders = [seenEntry, { ...seenStop, status: 'canceled' as const }, part];
    const told = only({ orders, ...sharesHeld(60) });
    expect(told).toMatchObject({ cause: 'manual_sell', heals: true });
  });
});

describe('what came out of another stock', () => {
  it('foreign_position: proves nothing while the announcements cannot be read', () => {
    const positions = [atBroker('AMZN', 100), atBroker('NEWCO', 5)];
    const [told] = explainAccount(facts({ positions, notices: null }));
    expect(told).toMatchObject({
      cause: 'foreign_position',
      ours: 0,
      theirs: 5,
    });
  });
});

describe('an account that is another', () => {
  it('account_reset: is compared with nothing [F57]', () => {
    const told = accountReset(['pinned PA1', 'answered PA2']);
    expect(told).toMatchObject({ cause: 'account_reset', heals: false, proposal: null });
    expect(told.remedy).toContain('--state-db');
  });
});

describe('what cannot be read', () => {
  it('unknown: says so, and is never taken for nothing', () => {
    const told = only({ activities: null, notices: null, orders: [seenEntry], ...sharesHeld(60) });
    expect(told.cause).toBe('unknown');
    expect(told.evidence.join()).toContain('the activities could not be read');
    expect(told.evidence.join()).toContain('the announcements could not be read');
  });
});
