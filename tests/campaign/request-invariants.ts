/** What must hold of every request that asks the broker for a change, at the moment it leaves. */
export type Counted = { readonly used: number; readonly max: number };

export type RequestFacts = {
  readonly method: string;
  readonly command: string;
  readonly id: string | null;
  readonly body: string;
  readonly hasLock: boolean;
  readonly intent: 'entry' | 'exit' | 'stop' | null;
  /** The journal has its row, committed, and not yet with an answer. */
  readonly isIntended: boolean;
  readonly isCancelNoted: boolean;
  /** Bodies that left under the same id before. */
  readonly earlierBodies: readonly string[];
  /** The kill switch was on before the last effect. */
  readonly isKilled: boolean;
  readonly qty: number;
  readonly ledgerShares: number;
  /** Positions and working entries, this one included. */
  readonly room: Counted;
  readonly trades: Counted;
  readonly stops: Counted;
  /** What the recorded plan of the session buys of the ticker; null when it is no entry. */
  readonly plannedQty: number | null;
  /** Entry and stop in one request; the broker takes them so in this story. */
  readonly carriesStop: boolean;
  readonly takesGroups: boolean;
  readonly timeInForce: string | null;
  /** By the broker's clock the time for entries is over. */
  readonly isLate: boolean;
  /** Shares of the ticker in working sells, and at the broker. */
  readonly onSale: number;
  readonly held: number;
  /** Shares of the ticker in other sells that are open or in doubt by the journal. */
  readonly booked: number;
  /** This machine's clock was wrong when the command began. */
  readonly isClockWrong: boolean;
  /** No trouble so far: what the process was told is so. */
  readonly isQuiet: boolean;
};

type Invariant = (facts: RequestFacts) => string | null;

const isOrder = ({ method }: RequestFacts): boolean => method !== 'DELETE';

export const onePayloadPerId: Invariant = (facts) =>
  isOrder(facts) && facts.earlierBodies.some((body) => body !== facts.body)
    ? `I1 ${facts.id ?? 'an order'} was sent with two payloads`
    : null;

export const everyOrderHasOurId: Invariant = (facts) =>
  isOrder(facts) && facts.intent === null ? `I6 an order left without an id of ours` : null;

export const intentBeforeEffect: Invariant = (facts) =>
  isOrder(facts) && facts.intent !== null && !facts.isIntended
    ? `I6 ${facts.id ?? ''} left without its intent`
    : null;

export const cancelIsNoted: Invariant = ({ isCancelNoted }) =>
  isCancelNoted ? null : 'I6 a cancel left without its note';

export const noEntryWhenKilled: Invariant = ({ intent, isKilled, id }) =>
  intent === 'entry' && isKilled ? `I7 ${id ?? ''} left with the kill switch on` : null;

export const onlyWithTheLock: Invariant = ({ hasLock, method }) =>
  hasLock ? null : `I7 a ${method} left without the lock`;

export const roomForEntries: Invariant = ({ intent, room, id }) =>
  intent === 'entry' && room.used > room.max
    ? `I8 ${id ?? ''} makes ${room.used} positions of ${room.max}`
    : null;

export const dailyCaps: Invariant = ({ intent, trades, stops, id }) => {
  const { used, max } = intent === 'stop' ? stops : trades;
  return intent !== null && used > max ? `I8 ${id ?? ''} is order ${used} of ${max}` : null;
};

export const entriesAsPlanned: Invariant = ({ plannedQty, qty, id }) =>
  plannedQty !== null && qty > plannedQty
    ? `I8 ${id ?? ''} buys ${qty}, planned are ${plannedQty}`
    : null;

export const sellsWhatIsOurs: Invariant = ({ intent, method, qty, ledgerShares, id }) =>
  method === 'POST' && intent !== null && intent !== 'entry' && qty > ledgerShares
    ? `I11 ${id ?? ''} sells ${qty} of our ${ledgerShares}`
    : null;

export const generatorOnlyAsks: Invariant = ({ command, method }) =>
  command === 'signal-generator' ? `I12 the signal generator sent a ${method}` : null;

/**
 * Whoever dies after the request leaves shares with a stop behind: only a broker that takes no groups is asked otherwise.
 * What left for such a one and was lost goes again as it was, though the broker takes groups by now: one payload per id.
 */
export const entryCarriesStop: Invariant = (facts) => {
  const { intent, carriesStop, takesGroups, earlierBodies, id } = facts;
  const isFirst = earlierBodies.length === 0;
  return intent === 'entry' && takesGroups && !carriesStop && isFirst
    ? `I3 ${id ?? ''} left without its stop`
    : null;
};

export const stopsOutliveTheDay: Invariant = ({ intent, method, timeInForce, id }) =>
  method === 'POST' && (intent === 'entry' || intent === 'stop') && timeInForce !== 'gtc'
    ? `I3 ${id ?? ''} leaves shares without a stop after the close`
    : null;

export const noEntryAfterTheCutoff: Invariant = ({ intent, isLate, id }) =>
  intent === 'entry' && isLate ? `R12 ${id ?? ''} left after the time for entries` : null;

export const noEntryByAWrongClock: Invariant = ({ intent, isClockWrong, id }) =>
  intent === 'entry' && isClockWrong ? `R12 ${id ?? ''} left by a clock that is wrong` : null;

/** An order of ours that is open or in doubt counts as live: the broker need not be the one who refuses the second. */
export const booksAllowTheSell: Invariant = ({ intent, method, qty, booked, ledgerShares, id }) =>
  method === 'POST' &&
  (intent === 'exit' || intent === 'stop') &&
  booked > 0 &&
  qty + booked > ledgerShares
    ? `I4 ${id ?? ''} sells ${qty}, ${booked} of our ${ledgerShares} are on sale by our books`
    : null;

/** Not even asked for, though a broker would refuse it: a cancel that was asked for is no cancel. */
export const nothingIsSoldTwice: Invariant = (facts) => {
  const { intent, method, qty, onSale, held, isQuiet, id } = facts;
  const isSell = method === 'POST' && (intent === 'exit' || intent === 'stop');
  return isSell && isQuiet && qty + onSale > held
    ? `I4 ${id ?? ''} asks to sell ${qty} while ${onSale} of ${held} are on sale`
    : null;
};

export const REQUEST_INVARIANTS = {
  onePayloadPerId,
  everyOrderHasOurId,
  intentBeforeEffect,
  cancelIsNoted,
  noEntryWhenKilled,
  onlyWithTheLock,
  roomForEntries,
  dailyCaps,
  entriesAsPlanned,
  sellsWhatIsOurs,
  generatorOnlyAsks,
  entryCarriesStop,
  stopsOutliveTheDay,
  noEntryAfterTheCutoff,
  noEntryByAWrongClock,
  booksAllowTheSell,
  nothingIsSoldTwice,
} as const;

export function problemsOfRequest(facts: RequestFacts): readonly string[] {
  return Object.values(REQUEST_INVARIANTS).flatMap((check) => check(facts) ?? []);
}
