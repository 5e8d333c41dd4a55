/** The prices of a backtest, loaded. */
import type { Bar, Split } from '../src/domain/bar.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { Ticker } from '../src/domain/ticker.ts';

export type PriceData = {
  /** Ascending by date. Raw bars in the default profile, adjusted ones in the reference profile. */
  readonly bars: ReadonlyMap<Ticker, readonly Bar[]>;
  readonly splits: readonly Split[];
  /** Dates on which a stock has a row without all of its prices. */
  readonly incomplete: ReadonlyMap<Ticker, ReadonlySet<SessionDate>>;
};

/** Prices that are in memory already, in the shape the simulators take. */
export function priceDataOf({
  bars,
  splits = [],
  incomplete = new Map(),
}: Pick<PriceData, 'bars'> & Partial<PriceData>): PriceData {
  return { bars, splits, incomplete };
}
