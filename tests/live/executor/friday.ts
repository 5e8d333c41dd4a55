/**
 * The Friday the executor's scenarios play on. HELD and FALL were bought on Thursday, 100 shares each at 100 with a stop
 * at 90. FALL opens at 95 and falls to 85 after 13:50; CRASH and JUMP open far from Thursday; NEWS stands still.
 */
import { paperDay, type PaperDay, type PaperDayOptions } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import type { Book } from '../../paper-broker/paper-world.ts';

export const THURSDAY = '2015-10-22';
export const FRIDAY = '2015-10-23';
export const MONDAY = '2015-10-26';

const still = (price: number) => [price, price, price, price] as const;
const STILL = { [THURSDAY]: still(100), [FRIDAY]: still(100), [MONDAY]: still(100) };

export const BARS: Book = {
  HELD: STILL,
  FALL: { [THURSDAY]: still(100), [FRIDAY]: [95, 96, 85, 88], [MONDAY]: still(88) },
  NEWS: { [THURSDAY]: still(50), [FRIDAY]: still(50), [MONDAY]: still(50) },
  MORE: { [THURSDAY]: still(20), [FRIDAY]: still(20), [MONDAY]: still(20) },
  JUMP: { [THURSDAY]: still(100), [FRIDAY]: still(102), [MONDAY]: still(102) },
};

export const BUY_NEWS = { NEWS: [100, '50.00', '45.00'] } as const;
export const BUY_BOTH = { ...BUY_NEWS, MORE: [100, '20.00', '18.00'] } as const;
export const SELL_FALL = { FALL: 'trend_break' } as const;

/** Friday at 09:15, with an empty book. */
export function flatFriday(options: Partial<PaperDayOptions> = {}): Promise<PaperDay> {
  return paperDay({ start: [FRIDAY, '09:15'], book: BARS, ...options });
}

/** Friday at 09:15, with the two positions of Thursday. */
export async function heldFriday(options: Partial<PaperDayOptions> = {}): Promise<PaperDay> {
  const day = await paperDay({ start: [THURSDAY, '09:15'], book: BARS, ...options });
  const buy = { HELD: [100, '100.00', '90.00'], FALL: [100, '100.00', '90.00'] } as const;
  const { outcome } = await day.execute(signalPlan(day.store, THURSDAY, { buy }));
  if (outcome !== 'done') throw new Error(`Thursday ended as ${outcome}`);
  day.advance(FRIDAY, '09:15');
  return day;
}

/** The book as short lines: `HELD 100 @ 100.00 stop 90.00`. */
export function bookOf({ store }: PaperDay): readonly string[] {
  return store
    .openPositions()
    .map(({ ticker, shares, entryPrice, stopPrice }) =>
      [ticker, shares, '@', dollarsOf(entryPrice), 'stop', dollarsOf(stopPrice)].join(' '),
    )
    .sort();
}

function dollarsOf(money: number): string {
  return (money / 10_000).toFixed(2);
}
