/** Sells that a halt keeps from filling, of shares for which no stop could rest. */
import { describe, expect, it } from 'vitest';

import { dollars } from '../../domain/sample.ts';
import { request } from '../../paper-broker/paper-world.ts';
import type { PaperDay, PaperDayOptions } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { bookOf, FRIDAY, heldFriday, SELL_FALL } from './friday.ts';

const POST = 'POST /v2/orders';
const STOP = `${POST} "type":"stop"`;
const PRICES = 'GET /v2/stocks/trades/latest';
const HELD = 'HELD 100 @ 100.00 stop 90.00';
const STILL_WORKING = ['EXIT_STILL_WORKING FALL', 'ORDER_STILL_OPEN FALL'];
const EVERY_TIME = 1_000;
const BELOW = { code: 42210000, message: 'stop price must be less than current price' };

type Plan = Parameters<typeof signalPlan>[2];
type Halted = { readonly day: PaperDay; readonly signals: ReturnType<typeof signalPlan> };
type Executed = Awaited<ReturnType<PaperDay['execute']>>;

const unresolvedOf = ({ log }: Executed): readonly string[] =>
  log.unresolved.map(({ code, subject }) => `${code} ${subject ?? ''}`);
/** `DELETE /v2/orders` without the broker's id. */
const withoutNumber = (write: string): string =>
  write.startsWith('DELETE') ? 'DELETE /v2/orders' : write;

function halt(day: PaperDay, haltedSymbols: readonly string[]): void {
  Object.assign(day.engine.state.behaviour, { haltedSymbols });
}

/** FALL is halted all day, and from 13:50 on its last trade is at 85, below its stop at 90. */
async function haltedFriday(
  time: string,
  plan: Plan,
  options: Partial<PaperDayOptions> = {},
): Promise<Halted> {
  const day = await heldFriday({ behaviour: { haltedSymbols: [] }, ...options });
  halt(day, ['FALL']);
  const signals = signalPlan(day.store, FRIDAY, plan);
  day.store.markBegun(signals.trade_date, 'ema_p10');
  day.advance(FRIDAY, time);
  return { day, signals };
}

function cancelStopOf(day: PaperDay, symbol: string): void {
  for (const { id, type, status } of day.orders(symbol))
    if (type === 'stop' && status === 'new') day.engine.cancel(id);
}

/** What the run asked the broker to change. */
async function sentBy(day: PaperDay, run: () => Promise<unknown>): Promise<readonly string[]> {
  const before = day.network.writes.length;
  await run();
  return day.network.writes.slice(before).map(withoutNumber);
}

/** As often as anybody runs it: nothing is sent, the sell stands, and it is said each time. */
async function expectAtRest({ day, signals }: Halted): Promise<void> {
  for (let run = 0; run < 3; run += 1) {
    const before = day.network.writes.length;
    const again = await day.execute(signals);
    expect([again.outcome, unresolvedOf(again)]).toEqual(['unresolved', STILL_WORKING]);
    expect(again.covered).toBe(again.positions);
    expect(day.network.writes).toHaveLength(before);
    expect(day.protection('FALL')).toEqual(['100 market']);
  }
  expect([day.alerts, day.store.killSwitch().level]).toEqual([[], 'off']);
}

describe('the sell of a halted stock whose last trade is below its stop', () => {
  it('stays the one live sell at the deadline, and no run sends another one [F27, I17]', async () => {
    const { day, signals } = await haltedFriday('14:30', { sell: SELL_FALL });
    const sent = await sentBy(day, async () => {
      expect(unresolvedOf(await day.execute(signals))).toEqual(STILL_WORKING);
    });
    expect(sent).toEqual(['DELETE /v2/orders', `${POST} 20151023_FALL_exit_sell`]);
    await expectAtRest({ day, signals });
    halt(day, []);
    // It fills at the next trade, which is the last one of the day.
    day.advance(FRIDAY, '16:01');
    expect((await day.execute(signals)).outcome).toBe('done');
    expect(bookOf(day)).toEqual([HELD]);
  });

  it('that was sent for its missing stop stays, too [F9, F26, F27]', async () => {
    const { day, signals } = await haltedFriday('14:30', {});
    cancelStopOf(day, 'FALL');
    const sent = await sentBy(day, () => day.execute(signals));
    expect(sent).toEqual([`${POST} 20151023_FALL_stop_sell`, `${POST} 20151023_FALL_exit_sell`]);
    await expectAtRest({ day, signals });
  });

  it('is asked back after the close, when it protects no longer than the day [F25, F27]', async () => {
    const { day, signals } = await haltedFriday('14:30', { sell: SELL_FALL });
    await day.execute(signals);
    day.advance(FRIDAY, '17:00');
    await day.execute(signals);
    const sells = day.orders('FALL').filter(({ type }) => type === 'market');
    expect(sells.map(({ side, status }) => `${side} ${status}`)).toEqual([
      'buy filled',
      'sell expired',
      'sell accepted',
    ]);
    const before = day.network.writes.length;
    expect(unresolvedOf(await day.execute(signals))).toEqual(STILL_WORKING);
    expect(day.network.writes).toHaveLength(before);
  });

  it('is cancelled when it is not for all of the shares: the others would have nothing [F5, F27]', async () => {
    const { day, signals } = await haltedFriday('14:30', { sell: SELL_FALL });
    const byHand = { symbol: 'FALL', side: 'sell', type: 'limit', timeInForce: 'gtc' } as const;
    day.network.meanwhile('DELETE /v2/orders', () => {
      cancelStopOf(day, 'FALL');
      day.engine.submit(request({ ...byHand, qty: 40, limitPrice: dollars('200.00') }));
    });
    await day.execute(signals, 'place');
    expect(day.protection('FALL')).toEqual(['40 limit', '60 market']);
    for (const { id, type } of day.orders('FALL')) if (type === 'limit') day.engine.cancel(id);
    await day.execute(signals);
    await expectAtRest({ day, signals });
  });

  it('does not stay when its cancel is under way: what comes after it is awaited [F24, F27]', async () => {
    const { day, signals } = await haltedFriday('14:30', { sell: SELL_FALL });
    day.network.answer(PRICES, 200, { trades: {} });
    day.network.meanwhile('DELETE /v2/orders', () => undefined);
    day.network.meanwhile('DELETE /v2/orders', () => {
      Object.assign(day.engine.state.behaviour, { cancelDwell: 'stuck' });
    });
    expect(unresolvedOf(await day.execute(signals))).toEqual(STILL_WORKING);
    const sell = day.orders('FALL').at(-1);
    expect(sell?.status).toBe('pending_cancel');
    // The broker comes to it a little after the deadline of the next run.
    Object.assign(sell ?? {}, { cancelDueAt: day.engine.now() + 150_000 });
    await day.execute(signals);
    day.advance(FRIDAY, '15:00');
    await expectAtRest({ day, signals });
    expect(day.orders('FALL').map(({ status }) => status)).toEqual([
      'filled',
      'canceled',
      'canceled',
      'new',
    ]);
  });
});

describe('the sell of a halted stock whose last trade nobody knows', () => {
  it.each([
    ['cannot be read', 500, {}],
    ['is not known', 200, { trades: {} }],
  ])(
    'because it %s gives way to its stop, and the broker decides [F27, F12]',
    async (_why, status, body) => {
      const { day, signals } = await haltedFriday('11:00', { sell: SELL_FALL });
      day.network.answer(PRICES, status, body, EVERY_TIME);
      const result = await day.execute(signals);
      expect(unresolvedOf(result)).toEqual(['EXIT_NOT_FILLED FALL']);
      expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
    },
  );

  it('is sent once more when the broker refuses the stop, and then no more [F9, F27, I17]', async () => {
    const { day, signals } = await haltedFriday('14:30', { sell: SELL_FALL });
    day.network.answer(PRICES, 200, { trades: {} }, EVERY_TIME);
    await day.execute(signals);
    expect(day.orders('FALL').map(({ status }) => status)).toEqual([
      'filled',
      'canceled',
      'canceled',
      'new',
    ]);
    await expectAtRest({ day, signals });
  });

  it('stays when the cap of orders leaves none to follow a stop that is refused [R9, F27]', async () => {
    const sell = { ...SELL_FALL, HELD: 'trend_break' } as const;
    const execution = { max_daily_trade_orders: 2 };
    const { day, signals } = await haltedFriday('14:30', { sell }, { execution });
    day.network.answer(PRICES, 200, { trades: {} }, EVERY_TIME);
    await day.execute(signals);
    await expectAtRest({ day, signals });
  });

  it('because the keys are refused stays, and ends the run [F10]', async () => {
    const { day, signals } = await haltedFriday('14:30', { sell: SELL_FALL });
    day.network.answer(PRICES, 401, { message: 'unauthorized' }, EVERY_TIME);
    const sent = await sentBy(day, () => expect(day.execute(signals)).rejects.toThrow());
    expect(sent).toEqual(['DELETE /v2/orders', `${POST} 20151023_FALL_exit_sell`]);
    expect(day.protection('FALL')).toEqual(['100 market']);
  });
});

describe('a stop that the broker refuses although the last trade we read is above it', () => {
  it('gives way to one sell, however often the run is repeated [F9, I17]', async () => {
    const { day, signals } = await haltedFriday('11:00', {});
    cancelStopOf(day, 'FALL');
    day.network.answer(STOP, 422, BELOW, EVERY_TIME);
    await day.execute(signals);
    await expectAtRest({ day, signals });
  });
});
