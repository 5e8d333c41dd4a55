/** What the broker shows and the book does not know, or knows otherwise. */
import { describe, expect, it } from 'vitest';

import { shares } from '../../../src/domain/quantity.ts';
import { dollars } from '../../domain/sample.ts';
import { request } from '../../paper-broker/paper-world.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { BARS, bookOf, BUY_NEWS, flatFriday, FRIDAY, heldFriday, SELL_FALL } from './friday.ts';

const POST = 'POST /v2/orders';
const NEWS_ID = '20151023_NEWS_entry_buy';
const codesOf = ({ log }: Awaited<ReturnType<PaperDay['execute']>>): readonly string[] =>
  [...log.unresolved, ...log.findings].map(({ code, subject }) => `${code} ${subject ?? ''}`);

describe('an open order that carries an id of ours', () => {
  it('stops the run with a mismatch, also when its symbol is no ticker of ours [R8] [F42]', async () => {
    const day = await heldFriday({ book: { ...BARS, TOOLONGNAME: BARS['NEWS'] ?? {} } });
    const before = day.network.writes.length;
    day.engine.submit(
      request({ symbol: 'TOOLONGNAME', clientOrderId: '20151023_TOOLONGNAME_entry_buy' }),
    );
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(result.outcome).toBe('mismatch');
    expect(codesOf(result)).toEqual(['ORPHAN_ORDER TOOLONGNAME']);
    expect(day.network.writes).toHaveLength(before);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });

  it('stops the run too when the journal knows it as another order [R8] [F41]', async () => {
    const day = await flatFriday();
    day.network.meanwhile(POST, () => {
      day.engine.submit(
        request({ symbol: 'NEWS', clientOrderId: NEWS_ID, timeInForce: 'gtc', qty: 100 }),
      );
    });
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    expect((await day.execute(signals, 'place')).outcome).toBe('mismatch');
    // It still waits for the open: the next run ends before it sends anything.
    const again = await day.execute(signals);
    expect([again.outcome, codesOf(again)]).toEqual(['mismatch', ['ORPHAN_ORDER NEWS']]);
    expect(day.network.writes).toEqual([`${POST} ${NEWS_ID}`]);
  });
});

describe('a filled order that carries an id of ours and is not in the journal', () => {
  it('stops the run with a mismatch: this book is older than the account [R8] [F41]', async () => {
    const day = await heldFriday();
    const before = day.network.writes.length;
    day.engine.submit(request({ symbol: 'NEWS', clientOrderId: NEWS_ID, qty: 100 }));
    day.advance(FRIDAY, '09:31');
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(result.outcome).toBe('mismatch');
    expect(codesOf(result)).toEqual(['POSITION_ORPHAN_AT_BROKER NEWS']);
    expect(day.network.writes).toHaveLength(before);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });
});

describe('an id of ours that is used for another payload', () => {
  it.each([
    ['other shares', { qty: 60 }],
    ['another time in force', { qty: 100, timeInForce: 'day' }],
    ['no stop of its own', { qty: 100, timeInForce: 'gtc' }],
  ] as const)('ends with a mismatch and an alert: %s [F8] [R2]', async (_what, other) => {
    const day = await flatFriday();
    // Between our look at the account and our request, another writer used the very id.
    day.network.meanwhile(POST, () => {
      day.engine.submit(request({ symbol: 'NEWS', clientOrderId: NEWS_ID, ...other }));
    });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(result.outcome).toBe('mismatch');
    expect(codesOf(result)).toContain('ID_NAMES_ANOTHER_ORDER NEWS');
    expect(day.alerts.map(({ code }) => code)).toContain('ID_NAMES_ANOTHER_ORDER');
    expect(bookOf(day)).toEqual([]);
    expect(day.network.writes).toEqual([`${POST} ${NEWS_ID}`]);
  });
});

describe('a position whose symbol is no ticker of ours', () => {
  it('keeps the run from ending well, and everything else goes on [P19] [F58]', async () => {
    const day = await heldFriday({ book: { ...BARS, TOOLONGNAME: BARS['NEWS'] ?? {} } });
    day.engine.submit(request({ symbol: 'TOOLONGNAME', qty: 5 }));
    day.advance(FRIDAY, '09:31');
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(result.outcome).toBe('mismatch');
    expect(bookOf(day)).toEqual(['HELD 100 @ 100.00 stop 90.00']);
  });
});

describe('shares over which book and account disagree', () => {
  it('are told of once in a run, however often it looks at what covers them [I14]', async () => {
    const day = await heldFriday();
    const held = day.store.openPositions().find(({ ticker }) => ticker === 'HELD');
    day.store.changePosition(held?.positionId ?? 0, { shares: 120 });
    const result = await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect([result.outcome, result.covered]).toEqual(['mismatch', 1]);
    expect(result.log.unresolved.map(({ code, subject }) => `${code} ${subject ?? ''}`)).toEqual([
      'COVERAGE_DISPUTED HELD',
    ]);
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
  });
});

describe('a stop that the journal calls canceled and the broker holds', () => {
  it.each([
    ['as it should be', {}, '100 stop 90.00'],
    ['at another price', { stopPrice: dollars('80.00') }, '100 stop 80.00'],
  ])('is taken back, %s, and nobody is alarmed [F14] [F26]', async (_how, change, protection) => {
    const day = await heldFriday();
    const held = day.store.openPositions().find(({ ticker }) => ticker === 'HELD');
    const stop = day.store.orderByBrokerId(held?.stopOrderId ?? '');
    day.store.updateOrder(stop?.clientOrderId ?? '', { status: 'canceled' }, day.clock.now());
    day.store.changePosition(held?.positionId ?? 0, change);
    const result = await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect([result.outcome, result.covered]).toEqual(['done', 2]);
    expect(day.protection('HELD')).toEqual([protection]);
    expect(day.alerts).toEqual([]);
  });

  it('is not reopened by a list that is older than its end [F14]', async () => {
    const day = await heldFriday();
    const held = day.store.openPositions().find(({ ticker }) => ticker === 'HELD');
    const id = held?.stopOrderId ?? '';
    const headers = { 'APCA-API-KEY-ID': 'any', 'APCA-API-SECRET-KEY': 'any' };
    const path = 'http://emulator/v2/orders?status=open&limit=500&direction=desc&nested=false';
    const old = (await (await day.network.fetch(new Request(path, { headers }))).json()) as object;
    day.engine.cancel(id);
    const signals = signalPlan(day.store, FRIDAY, {});
    await day.execute(signals, 'place');
    const again = day.store.openPositions().find(({ ticker }) => ticker === 'HELD');
    day.engine.cancel(again?.stopOrderId ?? '');
    const none = { code: 40310000, message: 'insufficient qty available for order' };
    const refused = (): object => {
      day.network.answer('GET /v2/orders', 200, old, 1);
      return none;
    };
    day.network.answer(`${POST} "type":"stop"`, 403, refused, 1);
    const result = await day.execute(signals, 'place');
    expect([result.outcome, result.covered]).toEqual(['done', 2]);
    expect(day.store.orderByBrokerId(id)?.status).toBe('canceled');
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
  });
});

describe('stops of a day', () => {
  it('are placed for shares that have none though the limit of moves is reached [R9] [F19]', async () => {
    const day = await heldFriday({ execution: { max_daily_stop_orders: 1 } });
    for (const symbol of ['HELD', 'FALL'])
      for (const { id, type, status } of day.orders(symbol))
        if (type === 'stop' && status === 'new') day.engine.cancel(id);
    const result = await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect([result.outcome, result.covered]).toEqual(['done', 2]);
    expect([day.protection('HELD'), day.protection('FALL')]).toEqual([
      ['100 stop 90.00'],
      ['100 stop 90.00'],
    ]);
  });

  it('of one position end at twenty attempts, and then somebody is told [R9]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, {});
    let runs = 0;
    let last = await day.execute(signals, 'place');
    // Whoever it is takes the stop away after every run.
    for (; runs < 30 && last.outcome === 'done'; runs += 1) {
      for (const { id, type, status } of day.orders('HELD'))
        if (type === 'stop' && status === 'new') day.engine.cancel(id);
      last = await day.execute(signals, 'place');
    }
    expect(runs).toBe(21);
    expect(new Set(day.alerts.map(({ code }) => code))).toEqual(new Set(['UNPROTECTED']));
  });
});

describe('the last look before the exit code', () => {
  it('does not let a run end well when shares appear that no order of ours bought [P19] [I5]', async () => {
    const day = await flatFriday();
    day.network.meanwhile('GET /v2/assets', () => {
      day.engine.submit(request({ symbol: 'MORE', qty: 7 }));
    });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(result.outcome).toBe('unresolved');
    expect(codesOf(result)).toEqual(['BOOK_DIFFERS MORE']);
    expect(day.engine.state.positions['MORE']?.qty).toBe(shares(7));
  });
});
