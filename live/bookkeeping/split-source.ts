import type { SpinOff, Split } from '../../src/domain/bar.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { Position } from '../../src/domain/position.ts';
import { addDays, earliestOf, type SessionDate } from '../../src/domain/session-date.ts';
import { BrokerError } from '../../src/ports/broker.ts';
import type { PriceSource } from '../../src/ports/price-source.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import type { SplitSource } from './book-splits.ts';

export type KnownSplits = { readonly splitsOf: SplitSource; readonly problem: Finding | null };

/**
 * Splits and spin-offs of what we hold, up to today, on record at the price source. Without a source, and while it cannot be asked,
 * none is believed: a split is then a difference between book and broker, and everything else goes on being protected.
 */
export async function splitSource(
  prices: PriceSource | null,
  store: StateReads,
  today: SessionDate,
): Promise<KnownSplits> {
  const book = store.openPositions();
  if (prices === null || book.length === 0) return { splitsOf: () => [], problem: null };
  try {
    const splits = await splitsSince(prices, book, today);
    return {
      splitsOf: ({ ticker }) => splits.filter((split) => split.ticker === ticker),
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof BrokerError)) throw error;
    const remedy = 'no split is booked until the source of prices answers; run again then';
    const problem = finding('warning', 'SPLITS_UNKNOWN', null, error.message, remedy);
    return { splitsOf: () => [], problem };
  }
}

async function splitsSince(
  prices: PriceSource,
  book: readonly Position[],
  today: SessionDate,
): Promise<readonly (Split | SpinOff)[]> {
  const oldest = earliestOf(
    book.map(({ entryDate }) => entryDate),
    today,
  );
  const tickers = book.map(({ ticker }) => ticker);
  const { actions } = await prices.corporateActions(tickers, addDays(oldest, 1), today);
  return actions.filter((action) => action.type !== 'dividend');
}
