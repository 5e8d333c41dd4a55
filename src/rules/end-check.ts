/**
 * What must hold when a run ends and says that all is well, asked of the broker's own lists and of the book, apart from
 * everything the run did: each share protected exactly once, nothing short, nothing unknown, book and broker the same.
 */
import type { BrokerPosition } from '../domain/account.ts';
import { isTerminal, type BrokerOrder, type JournalOrder } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';

export type EndFacts = {
  readonly book: readonly Position[];
  readonly unsettled: readonly JournalOrder[];
  readonly brokerPositions: readonly BrokerPosition[];
  readonly openOrders: readonly BrokerOrder[];
  /** Shares in the account that a person said are none of ours. */
  readonly setApart: ReadonlyMap<string, number>;
  /** Symbols whose difference has been told already. */
  readonly disputed: ReadonlySet<string>;
  readonly maxPositions: number;
  /** Entries of this session that were bought or may still be. */
  readonly entriesOfToday: number;
};

export type Violation = {
  readonly code: string;
  readonly subject: string;
  readonly message: string;
};

export function violationsAtEnd(facts: EndFacts): readonly Violation[] {
  return [
    ...facts.book.flatMap((position) => protectionViolations(position, facts)),
    ...bookViolations(facts),
    ...unknownViolations(facts),
    ...roomViolations(facts),
  ];
}

function protectionViolations(position: Position, facts: EndFacts): readonly Violation[] {
  const { ticker, shares, positionId } = position;
  if (facts.disputed.has(ticker)) return [];
  // What is still being bought gets its stop when it is whole, or by whoever settles it.
  const isBuying = facts.unsettled.some(
    (order) => order.intent === 'entry' && order.positionId === positionId,
  );
  if (isBuying) return [];
  const onSale = facts.openOrders
    .filter(
      ({ symbol, side, status }) =>
        symbol === ticker && side === 'sell' && status !== 'held' && !isTerminal(status),
    )
    .reduce((sum, order) => sum + (order.qty ?? 0) - order.filledQty, 0);
  if (onSale === shares) return [];
  const message = `live sell orders stand for ${onSale} of ${shares} shares`;
  return [{ code: onSale < shares ? 'UNPROTECTED' : 'OVERSOLD', subject: ticker, message }];
}

function bookViolations(facts: EndFacts): readonly Violation[] {
  const { book, brokerPositions, disputed, setApart, unsettled } = facts;
  const symbols = new Set<string>([
    ...book.map(({ ticker }) => ticker),
    ...brokerPositions.map(({ symbol }) => symbol),
  ]);
  return [...symbols].sort().flatMap((symbol): readonly Violation[] => {
    const ours = book.find(({ ticker }) => ticker === symbol)?.shares ?? 0;
    const shares = brokerPositions.find((position) => position.symbol === symbol)?.qty ?? 0;
    if (disputed.has(symbol)) return [];
    if (shares < 0) return [{ code: 'SHORT', subject: symbol, message: `${shares} shares` }];
    const theirs = shares - (setApart.get(symbol) ?? 0);
    const isMoving = unsettled.some(({ ticker, intent }) => ticker === symbol && intent !== 'stop');
    if (ours === theirs || isMoving) return [];
    const message = `our book has ${ours} shares, the broker ${theirs}`;
    return [{ code: 'BOOK_DIFFERS', subject: symbol, message }];
  });
}

function unknownViolations({ unsettled }: EndFacts): readonly Violation[] {
  return unsettled
    .filter(({ status }) => status === 'intended' || status === 'unknown_outcome')
    .map(({ ticker, clientOrderId, status }) => ({
      code: 'UNKNOWN_AT_END',
      subject: ticker,
      message: `${clientOrderId} is ${status}`,
    }));
}

/** A limit that was lowered forces no sale; it only must not have been passed by an entry of this session. */
function roomViolations({ book, unsettled, maxPositions, entriesOfToday }: EndFacts) {
  const held = new Set<string>(book.map(({ ticker }) => ticker));
  const coming = unsettled.filter(({ intent, ticker }) => intent === 'entry' && !held.has(ticker));
  const taken = held.size + coming.length;
  if (entriesOfToday === 0 || taken <= maxPositions) return [];
  const message = `${taken} places are taken, ${maxPositions} are allowed`;
  return [{ code: 'TOO_MANY_POSITIONS', subject: 'account', message }];
}
