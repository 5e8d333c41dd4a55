/** What companies do overnight to HELD, of which 100 were bought on Thursday at 100 with a stop at 90. */
import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { split, type Book } from '../../paper-broker/paper-world.ts';
import { causesOf, differencesOf, repairAll } from '../../support/account-repair.ts';
import type { PaperDay, PaperDayOptions } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { BARS, bookOf, FRIDAY, heldFriday, MONDAY, THURSDAY } from './friday.ts';

const still = (price: number) => [price, price, price, price] as const;
const FALL = 'FALL 100 @ 100.00 stop 90.00';

/** HELD stands at 100 on Thursday and at that price from Friday on. */
function heldAt(price: number, options: Partial<PaperDayOptions>): Promise<PaperDay> {
  const HELD: Book[string] = {
    [THURSDAY]: still(100),
    [FRIDAY]: still(price),
    [MONDAY]: still(price),
  };
  const quiet = { FALL: { [THURSDAY]: still(100), [FRIDAY]: still(100), [MONDAY]: still(100) } };
  return heldFriday({ book: { ...BARS, ...quiet, HELD, NEXT: HELD }, ...options });
}

const run = (day: PaperDay, sell: Readonly<Record<string, 'trend_break'>> = {}) =>
  day.execute(signalPlan(day.store, FRIDAY, { sell }), 'place');

describe('a split before the open', () => {
  it.each([
    [1.5, '150 @ 66.67 stop 60.00', '150 stop 60.00'],
    [1 / 3, '33 @ 300.00 stop 270.00', '33 stop 270.00'],
    [0.07, '7 @ 1428.57 stop 1285.71', '7 stop 1285.71'],
    [7, '700 @ 14.29 stop 12.85', '700 stop 12.85'],
  ])(
    'of %d for one restates the book and replaces the resting stop [F30]',
    async (ratio, book, stop) => {
      const splits = [split('HELD', FRIDAY, ratio)];
      const day = await heldAt(100 / ratio, { splits });
      const { outcome } = await run(day);
      expect([outcome, bookOf(day)]).toEqual(['done', [FALL, `HELD ${book}`]]);
      expect(day.protection('HELD')).toEqual([stop]);
      expect(await differencesOf(day, splits)).toEqual([]);
    },
  );

  it('that leaves less than a share is closed by a repair, at the cash in lieu [F30]', async () => {
    const splits = [split('HELD', FRIDAY, 0.005)];
    const day = await heldAt(20_000, { splits });
    expect((await run(day)).outcome).toBe('mismatch');
    const explained = await differencesOf(day, splits);
    expect(causesOf(explained)).toEqual(['HELD split']);
    await repairAll(day, explained);
    // Half a share at 20,000 for a hundred old ones.
    expect(day.store.exitOf(1)).toMatchObject({ exitPrice: 1_000_000, exitReason: 'manual' });
    expect(bookOf(day)).toEqual([FALL]);
    expect(causesOf(await differencesOf(day, splits))).toEqual([]);
  });
});

describe('a spin-off of 59 % before the open', () => {
  const spinOffs = [
    { type: 'spinoff' as const, ticker: ticker('HELD'), exDate: sessionDate(FRIDAY), cash: 59 },
  ];

  it('keeps HELD from being sold and keeps its stop [F31]', async () => {
    const day = await heldAt(41, { spinOffs });
    const before = day.network.writes.length;
    const { outcome, log } = await run(day, { HELD: 'trend_break' });
    expect(outcome).toBe('mismatch');
    expect(log.findings.map(({ code }) => code)).toEqual(['SPIN_OFF', 'DISPUTED']);
    expect(day.network.writes).toHaveLength(before);
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
  });

  it('is settled by a repair that lowers the stop: the gap does not reach it [F31]', async () => {
    const day = await heldAt(41, { spinOffs });
    await repairAll(day, await differencesOf(day, spinOffs));
    expect(await differencesOf(day, spinOffs)).toEqual([]);
    expect((await run(day)).outcome).toBe('done');
    expect(day.protection('HELD')).toEqual(['100 stop 31.00']);
    day.advance(FRIDAY, '16:30');
    expect(
      day.orders('HELD').filter(({ status, side }) => side === 'sell' && status === 'filled'),
    ).toEqual([]);
  });
});

describe('a new name', () => {
  const events = [
    {
      type: 'ticker_change' as const,
      ticker: ticker('HELD'),
      exDate: sessionDate(FRIDAY),
      newTicker: ticker('NEXT'),
    },
  ];

  it('is left alone until a repair carries the position on under it, stop and all [F29]', async () => {
    const day = await heldAt(100, { events });
    expect((await run(day)).outcome).toBe('mismatch');
    const explained = await differencesOf(day);
    expect(causesOf(explained)).toEqual(['HELD ticker_change', 'NEXT ticker_change']);
    await repairAll(day, explained);
    expect(causesOf(await differencesOf(day))).toEqual([]);
    day.advance(MONDAY, '09:15');
    const { outcome } = await day.execute(signalPlan(day.store, MONDAY, {}), 'place');
    expect(outcome).toBe('done');
    expect(bookOf(day)).toEqual([FALL, 'NEXT 100 @ 100.00 stop 90.00']);
    expect(day.protection('NEXT')).toEqual(['100 stop 90.00']);
  });
});

describe('a stock that is traded no more', () => {
  const events = [
    { type: 'delisting' as const, ticker: ticker('HELD'), exDate: sessionDate(FRIDAY) },
  ];

  it('is left alone, and everything else goes on [F32]', async () => {
    const day = await heldAt(100, { events });
    const { outcome, log } = await run(day);
    expect(outcome).toBe('mismatch');
    expect(log.findings.map(({ code, subject }) => `${subject ?? ''} ${code}`)).toContain(
      'HELD DELISTING',
    );
    expect(day.store.killSwitch().level).toBe('off');
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });
});

describe('what the owner does by hand', () => {
  const byHand = async (day: PaperDay, side: 'buy' | 'sell', qty: number): Promise<void> => {
    const open = await day.broker.orders({ status: 'open', symbols: ['HELD'], nested: false });
    for (const { id } of open) await day.broker.cancel(id);
    day.advance(FRIDAY, '09:31');
    await day.broker.submit({
      clientOrderId: 'typed by hand',
      symbol: ticker('HELD'),
      side,
      qty,
      type: 'market',
      timeInForce: 'day',
      orderClass: 'simple',
      stopPrice: null,
      stopLossPrice: null,
    });
    day.advance(FRIDAY, '09:33');
  };

  it('is booked when it sold some of ours, and the rest gets its stop [F58]', async () => {
    const day = await heldAt(100, {});
    await byHand(day, 'sell', 40);
    const { outcome, log } = await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect([outcome, bookOf(day)]).toEqual(['done', [FALL, 'HELD 60 @ 100.00 stop 90.00']]);
    expect(log.findings.map(({ code }) => code)).toContain('MANUAL_SELL_BOOKED');
    expect(day.protection('HELD')).toEqual(['60 stop 90.00']);
    expect(await differencesOf(day)).toEqual([]);
  });

  it('closes the position when it sold all of it [F58]', async () => {
    const day = await heldAt(100, {});
    await byHand(day, 'sell', 100);
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect([outcome, bookOf(day)]).toEqual(['done', [FALL]]);
    expect(day.store.exitOf(1)).toMatchObject({ exitReason: 'manual', exitPrice: 1_000_000 });
  });

  it('is never sold when it bought more; ours are protected again [F58]', async () => {
    const day = await heldAt(100, {});
    await byHand(day, 'buy', 40);
    const first = await day.execute(
      signalPlan(day.store, FRIDAY, { sell: { HELD: 'trend_break' } }),
    );
    expect([first.outcome, day.protection('HELD')]).toEqual(['mismatch', ['100 stop 90.00']]);
    await repairAll(day, await differencesOf(day));
    expect(await differencesOf(day)).toEqual([]);
    day.advance(MONDAY, '09:15');
    const { outcome } = await day.execute(
      signalPlan(day.store, MONDAY, { sell: { HELD: 'trend_break' } }),
    );
    expect([outcome, bookOf(day)]).toEqual(['done', [FALL]]);
    expect((await day.broker.positions()).find(({ symbol }) => symbol === 'HELD')?.qty).toBe(40);
  });
});
