import { describe, expect, it } from 'vitest';

import { dollars } from '../../domain/sample.ts';
import { request } from '../../paper-broker/paper-world.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { BARS, bookOf, flatFriday, FRIDAY, heldFriday, SELL_FALL } from './friday.ts';

const POST = 'POST /v2/orders';
const STOP = `${POST} "type":"stop"`;
const SELL_HELD = { HELD: 'trend_break' } as const;
const RESTRICTED = { code: 40310000, message: 'account is restricted to liquidation' };
const BELOW = { code: 42210000, message: 'stop price must be less than current price' };

const unresolvedOf = ({ log }: Awaited<ReturnType<PaperDay['execute']>>): readonly string[] =>
  log.unresolved.map(({ code, subject }) => `${code} ${subject ?? ''}`);

/** Takes a position's stop away at the broker, as its owner could. */
function cancelStopOf(day: PaperDay, symbol: string): void {
  for (const { id, type, status } of day.orders(symbol))
    if (type === 'stop' && status === 'new') day.engine.cancel(id);
}

describe('a stop that rests', () => {
  it('is kept where it is, and that is said, when the cap of stop orders leaves none for the move [R9]', async () => {
    const book = { ...BARS, LEAP: BARS['JUMP'] ?? {} };
    const day = await flatFriday({ book, execution: { max_daily_stop_orders: 1 } });
    const buy = { JUMP: [90, '100.00', '90.00'], LEAP: [90, '100.00', '90.00'] } as const;
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy }));
    expect([result.outcome, result.covered]).toEqual(['unresolved', 2]);
    expect(unresolvedOf(result)).toEqual(['STOP_NOT_MOVED LEAP']);
    expect(day.protection('LEAP')).toEqual(['90 stop 90.00']);
    expect(bookOf(day)).toEqual(['JUMP 90 @ 102.00 stop 91.80', 'LEAP 90 @ 102.00 stop 90.00']);
  });

  it('is kept when the broker refuses the move for a reason that would refuse a new stop too', async () => {
    const day = await flatFriday();
    day.network.answer('PATCH /v2/orders', 403, RESTRICTED, 100);
    const buy = { JUMP: [90, '100.00', '90.00'] } as const;
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy }));
    expect(unresolvedOf(result)).toEqual(['STOP_NOT_MOVED JUMP']);
    expect(day.protection('JUMP')).toEqual(['90 stop 90.00']);
  });

  it('is kept when it does not fit the book and the cap leaves none to replace it [R9]', async () => {
    const day = await heldFriday({ execution: { max_daily_stop_orders: 1 } });
    for (const position of day.store.openPositions())
      day.store.changePosition(position.positionId, { stopPrice: dollars('80.00') });
    const result = await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect(result.outcome).toBe('unresolved');
    expect(unresolvedOf(result)).toEqual(['STOP_NOT_MOVED HELD']);
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
    expect(day.protection('FALL')).toEqual(['100 stop 80.00']);
  });

  it('is not given up for a sell that the cap of orders denies [R9]', async () => {
    const day = await heldFriday({ execution: { max_daily_trade_orders: 2 } });
    // The first sell of each is refused, and that uses the cap up.
    day.network.answer(`${POST} "type":"market"`, 403, RESTRICTED, 2);
    const signals = signalPlan(day.store, FRIDAY, { sell: { ...SELL_FALL, ...SELL_HELD } });
    await day.execute(signals);
    const before = day.network.writes.length;
    const again = await day.execute(signals);
    expect(unresolvedOf(again)).toEqual(['EXIT_NOT_SENT FALL', 'EXIT_NOT_SENT HELD']);
    expect(day.network.writes).toHaveLength(before);
    expect([day.protection('HELD'), day.protection('FALL')]).toEqual([
      ['100 stop 90.00'],
      ['100 stop 90.00'],
    ]);
  });

  it('is not given up after the close, when a sell would only wait for the next session [F47]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_HELD });
    day.store.markBegun(signals.trade_date, 'ema_p10');
    day.advance(FRIDAY, '17:00');
    const before = day.network.writes.length;
    const result = await day.execute(signals, 'place');
    expect(unresolvedOf(result)).toEqual(['EXIT_NOT_SENT HELD']);
    expect(day.network.writes).toHaveLength(before);
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
  });

  it('that nobody knows for sure is neither cancelled nor sold past [F36]', async () => {
    const day = await heldFriday();
    cancelStopOf(day, 'FALL');
    day.network.loseRequest(STOP, 2);
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL });
    const first = await day.execute(signals);
    expect(unresolvedOf(first)).toEqual(['UNPROTECTED FALL', 'CANCEL_STUCK FALL']);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
    await day.execute(signals);
    expect(bookOf(day)).toEqual(['HELD 100 @ 100.00 stop 90.00']);
  });
});

describe('a stop that is placed', () => {
  it('below which the market stands after the close gives way to one sell, which waits for the open [F9, F47]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, {});
    day.store.markBegun(signals.trade_date, 'ema_p10');
    day.advance(FRIDAY, '17:00');
    cancelStopOf(day, 'HELD');
    day.network.answer(STOP, 422, BELOW, 9);
    const first = await day.execute(signals);
    expect(unresolvedOf(first)).toEqual(['EXIT_STILL_WORKING HELD', 'ORDER_STILL_OPEN HELD']);
    expect(day.protection('HELD')).toEqual(['100 market']);
    const before = day.network.writes.length;
    const again = await day.execute(signals);
    expect([again.outcome, unresolvedOf(again)]).toEqual(['unresolved', unresolvedOf(first)]);
    expect(day.network.writes).toHaveLength(before);
    expect(day.protection('HELD')).toEqual(['100 market']);
  });

  it('is placed again under a new id when an order of its id has ended long ago', async () => {
    const day = await heldFriday();
    cancelStopOf(day, 'HELD');
    day.engine.submit(
      request({
        ...{ symbol: 'HELD', side: 'sell', type: 'stop', qty: 100, timeInForce: 'gtc' },
        ...{ stopPrice: dollars('90.00'), clientOrderId: '20151023_HELD_stop_sell' },
      }),
    );
    cancelStopOf(day, 'HELD');
    const result = await day.execute(signalPlan(day.store, FRIDAY, {}), 'place');
    expect([result.outcome, result.covered]).toEqual(['done', 2]);
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
  });

  it('covers the shares of a sell that never arrived in the same run [R4]', async () => {
    const day = await heldFriday();
    day.network.loseRequest(`${POST} "type":"market"`, 2);
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_HELD });
    expect((await day.execute(signals)).outcome).toBe('unresolved');
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
  });

  it('is not taken for lost when the broker has shown it and does not know it any more [F13]', async () => {
    const day = await heldFriday();
    const id = day.orders('HELD').find(({ type }) => type === 'stop')?.id ?? '';
    Reflect.deleteProperty(day.engine.state.orders, id);
    const result = await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect([result.outcome, result.covered]).toEqual(['unresolved', 1]);
    expect(unresolvedOf(result)).toContain('ORDER_VANISHED HELD');
  });
});

describe('a sell of fewer shares than are held', () => {
  it('is said, and the rest is not counted as covered [F5]', async () => {
    const day = await heldFriday();
    const byHand = { symbol: 'FALL', side: 'sell', type: 'limit', timeInForce: 'gtc' } as const;
    day.network.meanwhile('DELETE /v2/orders', () => {
      cancelStopOf(day, 'FALL');
      day.engine.submit(request({ ...byHand, qty: 40, limitPrice: dollars('200.00') }));
    });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }), 'place');
    expect([result.outcome, result.covered]).toEqual(['unresolved', 1]);
    expect(unresolvedOf(result)).toEqual(['SHARES_NOT_FREE FALL', 'EXIT_IN_PART FALL']);
    expect(day.protection('FALL')).toEqual(['40 limit', '60 market']);
  });
});
