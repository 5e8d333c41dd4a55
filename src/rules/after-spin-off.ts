/**
 * What left a stock with a spin-off or a special dividend is no verdict on it. Where a position was held through one, its
 * trend is read from bars that are drawn without it; where nobody knows its worth there is no trend to read.
 */
import type { SpinOff } from '../domain/bar.ts';
import type { Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { Ticker } from '../domain/ticker.ts';
import { adjustBars } from './adjusted-bars.ts';
import type { Market } from './decision-bars.ts';

/** Those with an ex-date since the entry, up to `asOf`. */
export function heldThrough(
  book: readonly Position[],
  spinOffs: readonly SpinOff[],
  asOf: SessionDate,
): readonly SpinOff[] {
  return spinOffs.filter(
    ({ ticker, exDate }) =>
      exDate <= asOf &&
      book.some((position) => position.ticker === ticker && exDate > position.entryDate),
  );
}

export function drawnWithout(market: Market, spinOffs: readonly SpinOff[]): Market {
  const tickers = new Set(spinOffs.map(({ ticker }) => ticker));
  if (tickers.size === 0) return market;
  const bars = new Map(market.bars);
  for (const ticker of tickers) {
    const own = spinOffs.filter((action) => action.ticker === ticker);
    bars.set(ticker, adjustBars(bars.get(ticker) ?? [], own));
  }
  return { ...market, bars };
}

/** Held by their stop alone: nothing says what their price would be. */
export function withoutTrend(spinOffs: readonly SpinOff[]): ReadonlySet<Ticker> {
  return new Set(spinOffs.filter(({ cash }) => cash <= 0).map(({ ticker }) => ticker));
}
