/**
 * Compares our book with the broker's positions. What a recorded split explains heals by itself; everything else is a
 * difference with its numbers, and its symbol is left alone until a person has looked.
 */
import type { BrokerPosition } from '../domain/account.ts';
import type { Split } from '../domain/bar.ts';
import { finding, type Finding } from '../domain/finding.ts';
import type { Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { sharesAfterSplit } from './split.ts';

/** `missing`: ours, not theirs. `orphan`: theirs, not ours. `mismatch`: both, and the numbers differ. */
export type BookDifference = {
  readonly symbol: string;
  readonly kind: 'missing' | 'orphan' | 'mismatch';
  readonly ours: number;
  readonly theirs: number;
};

/** `setApart`: shares in the account that a person said are none of ours. */
export function reconcileBook(
  book: readonly Position[],
  broker: readonly BrokerPosition[],
  setApart: ReadonlyMap<string, number> = new Map(),
): readonly BookDifference[] {
  const theirs = new Map(broker.map((position) => [position.symbol, position.qty]));
  const ours = new Map<string, number>(book.map((position) => [position.ticker, position.shares]));
  const symbols = [...new Set([...ours.keys(), ...theirs.keys(), ...setApart.keys()])].sort();
  return symbols.flatMap((symbol): BookDifference[] => {
    const held = (theirs.get(symbol) ?? 0) - (setApart.get(symbol) ?? 0);
    const difference = { symbol, ours: ours.get(symbol) ?? 0, theirs: held };
    if (difference.ours === difference.theirs) return [];
    if (difference.theirs === 0) return [{ ...difference, kind: 'missing' }];
    return [{ ...difference, kind: difference.ours === 0 ? 'orphan' : 'mismatch' }];
  });
}

export type SplitFacts = {
  readonly splits: readonly Split[];
  /** Ex-dates already applied to the position. */
  readonly applied: readonly SessionDate[];
  readonly tradeDate: SessionDate;
  /** The broker's shares; undefined when it holds none. */
  readonly brokerQty: number | undefined;
};

/** Splits on record since the entry that the position does not count in yet, oldest first. */
export function splitsDue(
  { ticker, entryDate }: Position,
  { splits, applied, tradeDate }: Omit<SplitFacts, 'brokerQty'>,
): readonly Split[] {
  return splits
    .filter(
      (split) =>
        split.ticker === ticker &&
        split.exDate > entryDate &&
        split.exDate <= tradeDate &&
        !applied.includes(split.exDate),
    )
    .sort((a, b) => (a.exDate < b.exDate ? -1 : 1));
}

/**
 * The splits that turn our share count into the broker's: on record, after the entry, up to the trade date and not yet
 * applied. Empty when the numbers are not explained by all of them together; a price gap alone is never a split.
 */
export function splitsExplaining(position: Position, facts: SplitFacts): readonly Split[] {
  const due = splitsDue(position, facts);
  const shares = sharesAfterAll(position.shares, due);
  // What leaves less than a share ends the position: the cash for it decides at which price, and a person.
  return due.length > 0 && shares > 0 && facts.brokerQty === shares ? due : [];
}

export function sharesAfterAll(shares: number, splits: readonly Split[]): number {
  return splits.reduce((count, { ratio }) => sharesAfterSplit(count, ratio), shares);
}

const CODES = {
  missing: 'POSITION_MISSING_AT_BROKER',
  orphan: 'POSITION_ORPHAN_AT_BROKER',
  mismatch: 'POSITION_MISMATCH',
} as const;

export function differenceFinding({ symbol, kind, ours, theirs }: BookDifference): Finding {
  return finding(
    'error',
    CODES[kind],
    symbol,
    `${symbol}: our book has ${ours} shares, the broker ${theirs}`,
    'look at the account; `--force` plans without this symbol until book and broker agree',
  );
}
