/** The way out for shares that are gone without a record of their sale: a person says what became of them. */
import { formatMoney, type Money } from '../domain/money.ts';
import type { Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { Cause } from './reconcile-causes.ts';
import type { Explained } from './reconcile-facts.ts';

/** What each share was worth in the end, zero included, and since when it is gone. */
export type StatedClose = { readonly price: Money; readonly on: SessionDate };

export type StatedResult =
  | { readonly kind: 'close'; readonly explained: Explained }
  | { readonly kind: 'refused'; readonly why: string };

/** Of the others, a record tells more than a person: fills that are to be booked, an order that is live, another account. */
const STATABLE: readonly Cause[] = ['delisting', 'merger', 'split', 'manual_sell', 'unknown'];

/**
 * The finding with the close that a person states as its change, and the statement as a part of its evidence. Refused
 * while the account holds shares of the stock, and where a record accounts for the difference.
 */
export function closeAsStated(
  explained: Explained,
  position: Position | undefined,
  { price, on }: StatedClose,
  today: SessionDate,
): StatedResult {
  if (position === undefined) return { kind: 'refused', why: 'the book holds no position of it' };
  const why = refusalOf(explained, position, on, today);
  if (why !== null) return { kind: 'refused', why };
  const statement = `closed at ${formatMoney(price)} a share on ${on}: stated by a person, no record says so`;
  return {
    kind: 'close',
    explained: {
      ...explained,
      evidence: [...explained.evidence, statement],
      proposal: { kind: 'close', positionId: position.positionId, price, on },
    },
  };
}

function refusalOf(
  { cause, heals, theirs, proposal }: Explained,
  { entryDate }: Position,
  on: SessionDate,
  today: SessionDate,
): string | null {
  if (heals) return 'the next run settles it by itself';
  if (proposal !== null) return 'a record says how it is settled: repair it without a price';
  if (!STATABLE.includes(cause)) return `a price does not settle this (${cause})`;
  if (theirs !== 0) return `the account still shows ${theirs} shares of it`;
  if (on < entryDate || on > today)
    return `${on} is not between its entry on ${entryDate} and today, ${today}`;
  return null;
}
