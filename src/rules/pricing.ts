/**
 * How a book counts money. Live books, the shadow book and the default backtest count exact money, stops on the tick.
 * The reference profile counts plain dollars and rounds nothing but its results: it is there to reproduce the results
 * of another implementation, whose arithmetic is that of doubles.
 */
import type { Split } from '../domain/bar.ts';
import { invariant } from '../domain/invariant.ts';
import { moneyFromNumber, moneyToNumber, type Money } from '../domain/money.ts';
import type { Position } from '../domain/position.ts';
import { sharesFor } from './position-size.ts';
import { pnlOf } from './rotation.ts';
import { applySplit } from './split.ts';
import { stopPriceFor } from './stop-price.ts';

/** A position whose prices are counted in `Price`. `Position` is a `Holding<Money>`. */
export type Holding<Price extends number> = Omit<Position, 'entryPrice' | 'stopPrice'> & {
  readonly entryPrice: Price;
  readonly stopPrice: Price;
};

export type Pricing<Price extends number> = {
  /** Below it, in dollars, there is no usable price. */
  readonly lowestPrice: number;
  fromDollars(dollars: number): Price;
  toDollars(price: Price): number;
  stopFor(entryPrice: Price, stopLossPct: number): Price;
  sharesFor(positionSize: number, price: Price): number;
  /** shares × (price − entry). */
  pnl(position: Pick<Holding<Price>, 'shares' | 'entryPrice'>, price: Price): Price;
  split(position: Holding<Price>, split: Split): Holding<Price>;
};

export const EXACT_MONEY: Pricing<Money> = {
  // Below a cent there is no tick left for a stop, and no listed stock.
  lowestPrice: 0.01,
  fromDollars: moneyFromNumber,
  toDollars: moneyToNumber,
  stopFor: stopPriceFor,
  sharesFor,
  pnl: pnlOf,
  split: applySplit,
};

export const PLAIN_DOLLARS: Pricing<number> = {
  lowestPrice: Number.MIN_VALUE,
  fromDollars: (dollars) => dollars,
  toDollars: (price) => price,
  stopFor: (entryPrice, stopLossPct) => entryPrice * (1 - stopLossPct / 100),
  sharesFor: (positionSize, price) => Math.floor(positionSize / price),
  pnl: ({ shares, entryPrice }, price) => shares * (price - entryPrice),
  split: ({ ticker }) => {
    invariant(false, `adjusted prices know no splits, yet ${ticker} has one`);
  },
};
