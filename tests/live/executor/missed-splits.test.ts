/** JUMP, bought on Friday at 102, splits 2:1 on Monday and falls through its stop; nobody runs anything that morning. */
import { describe, expect, it } from 'vitest';

import type { PaperBehaviour } from '../../../src/paper-broker/paper-state.ts';
import { split, type Book } from '../../paper-broker/paper-world.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { BARS, bookOf, flatFriday, FRIDAY, MONDAY, THURSDAY } from './friday.ts';

const TUESDAY = '2015-10-27';
const still = (price: number) => [price, price, price, price] as const;
const JUMP: Book[string] = {
  [THURSDAY]: still(102),
  [FRIDAY]: still(102),
  [MONDAY]: [51, 51, 40, 41],
  [TUESDAY]: still(48),
};

/** `plan`: the report's price and its stop; a stop that needs no move stays the leg of its entry. */
async function missedMonday(
  plan: readonly [string, string],
  behaviour: Partial<PaperBehaviour> = {},
): Promise<PaperDay> {
  const splits = [split('JUMP', MONDAY, 2)];
  const day = await flatFriday({ book: { ...BARS, JUMP }, splits, behaviour });
  const buy = { JUMP: [90, ...plan] } as const;
  await day.execute(signalPlan(day.store, FRIDAY, { buy }));
  day.advance(TUESDAY, '09:15');
  return day;
}

describe('a split that nobody saw before its stop filled [F30]', () => {
  it('is booked before the fill of a stop that the broker had adjusted: 180 shares were sold [F30]', async () => {
    const day = await missedMonday(['100.00', '90.00'], { legReplace: 'refused' });
    const { outcome, log } = await day.execute(signalPlan(day.store, TUESDAY, {}));
    expect([outcome, bookOf(day)]).toEqual(['done', []]);
    expect(log.findings.map(({ code }) => code)).toEqual(['SPLIT_BOOKED']);
    // Bought 180 at 51.00, sold at the stop of 91.80 / 2 = 45.90: 180 × −5.10.
    expect(day.store.exitOf(1)).toMatchObject({ exitPrice: 459_000, pnl: -9_180_000 });
  });

  it('is booked before the fill of a leg that the broker had left alone: the other half is protected', async () => {
    const day = await missedMonday(['102.00', '91.80']);
    const { outcome, log } = await day.execute(signalPlan(day.store, TUESDAY, {}));
    expect(outcome).toBe('done');
    expect(log.findings.map(({ code }) => code)).toEqual(['SPLIT_BOOKED']);
    expect(bookOf(day)).toEqual(['JUMP 90 @ 51.00 stop 45.90']);
    expect(day.protection('JUMP')).toEqual(['90 stop 45.90']);
  });
});
