/** Where the money went: cash at the broker against the fills of the book and the history of the account, in units. */
import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { split, type Book } from '../../paper-broker/paper-world.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import {
  BARS,
  bookOf,
  BUY_BOTH,
  FRIDAY,
  heldFriday,
  MONDAY,
  SELL_FALL,
  THURSDAY,
} from './friday.ts';

const OPENING_CASH = 2_500_000_000;
const NAMES = ['HELD', 'FALL', 'NEWS', 'MORE'].map(ticker);
const still = (price: number) => [price, price, price, price] as const;

/** Sells less buys, by the fills that are booked. */
function byOurFills({ store }: PaperDay): number {
  return NAMES.flatMap((name) => store.fillsOf(name)).reduce(
    (sum, { side, qty, price }) => sum + (side === 'sell' ? qty * price : -qty * price),
    0,
  );
}

/** Dollars of everything in the account's history that is no fill. */
async function byEverythingElse({ broker }: PaperDay): Promise<number> {
  const history = await broker.activities('2015-10-01T00:00:00Z');
  return history
    .filter(({ type }) => type !== 'FILL')
    .reduce((sum, { netAmount }) => sum + (netAmount ?? 0), 0);
}

describe('the cash of the account', () => {
  it('is what it was, less buys, plus sells, to the last unit [I9]', async () => {
    const day = await heldFriday();
    await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_BOTH }));
    // Bought 200 at 100, 100 at 50 and 100 at 20; sold 100 at 95.
    expect(byOurFills(day)).toBe(-175_000_000);
    expect((await day.broker.account()).cash).toBe(OPENING_CASH + byOurFills(day));
    // The round trip: 100 × (95 − 100).
    const fall = day.store.exitOf(2) ?? day.store.exitOf(1);
    expect(fall).toMatchObject({ pnl: -5_000_000 });
  });

  it('counts dividends, and what a split paid for a fraction, and no run is troubled by them [F33] [I9]', async () => {
    const dividend = {
      ...{ type: 'dividend' as const, ticker: ticker('HELD') },
      ...{ exDate: sessionDate(FRIDAY), cash: 0.75 },
    };
    // 100 shares at 100 become 66 at 150, and two thirds of a share are paid out.
    const FALL = { [THURSDAY]: still(100), [FRIDAY]: still(150), [MONDAY]: still(150) };
    const book: Book = { ...BARS, FALL };
    const splits = [split('FALL', FRIDAY, 2 / 3)];
    const day = await heldFriday({ book, splits, events: [dividend] });
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_BOTH }));
    expect(outcome).toBe('done');
    expect(bookOf(day)).toContain('FALL 66 @ 150.00 stop 135.00');
    // 100 × 0.75, and a fraction of a share at the price after the split.
    const others = await byEverythingElse(day);
    expect(others).toBeGreaterThan(750_000);
    expect((await day.broker.account()).cash).toBe(OPENING_CASH + byOurFills(day) + others);
  });
});
