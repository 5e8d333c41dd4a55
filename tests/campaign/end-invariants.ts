/** What must hold when the troubles are over and the commands have been run again. */
import type { Facts, Told } from './run-facts.ts';

export type EndFacts = {
  readonly last: Facts;
  /** Codes of the runs after the troubles, in order. */
  readonly codes: readonly (number | null)[];
  readonly rest: Rest;
  /** Requests for a change in the run that had nothing left to do, and whether it changed the database. */
  readonly rerun: {
    readonly sent: number;
    readonly changed: readonly string[];
    readonly code: number | null;
  };
  /** In ten-thousandths: what the fills of the journal say is left of the cash, and what the broker has. */
  readonly cash: { readonly ours: number; readonly theirs: number; readonly rounding: number };
  readonly profit: { readonly fills: number; readonly book: number; readonly rounding: number };
  /** Holdings without any trouble; null where there is nothing to compare with. */
  readonly undisturbed: Readonly<Record<string, number>> | null;
  /** The sessions that were to be, by the plan of this run or of the quiet one. */
  readonly sessions: readonly Session[];
  /** What the runs said of tickers. */
  readonly told: readonly Told[];
  /** In the middle of a run the broker blocked the account: what it refuses then is refused for good. */
  readonly wasBlocked: boolean;
  /** The clock of this machine was set wrong, or stood still in the middle of a run. */
  readonly wasClockWrong: boolean;
  readonly databaseLeaks: boolean;
};

/** What decides at which code everything has come to rest. */
export type Rest = {
  /** Codes at which a day of this story may end when nothing went wrong. */
  readonly ends: readonly number[];
  readonly killSwitch: 'off' | 'no-entries' | 'halt';
  /** Somebody turned it on, or a run that could not place a stop did and said so. */
  readonly isSwitchExplained: boolean;
  /** Of the last session. */
  readonly isBegun: boolean;
  /** The time for entries of the last session is over. */
  readonly isLate: boolean;
  /** The last session has no plan: whoever was to make it refused to, since book and broker differ. */
  readonly isPlanRefused: boolean;
  /** A sell of ours was sent after the close and waits for the next session. */
  readonly isSaleWaiting: boolean;
  /** The machine stood still for so long that it is another day than the last session's. */
  readonly isDayOver: boolean;
};

export type Session = {
  readonly date: string;
  /** Some executor began it, and the last one of its day came to its end. */
  readonly isCarriedOut: boolean;
  readonly isLast: boolean;
  /** Its plan is not the quiet one's: that could not be made in time, and a later one was. */
  readonly isOtherPlan: boolean;
  /** Its last run ended with the kill switch at halt. */
  readonly isHalted: boolean;
  readonly tickers: readonly string[];
};

type Invariant = (facts: EndFacts) => readonly string[];

const MOST_RUNS = 3;

/**
 * With the kill switch on a run does not end well, and it has to be on for a reason. A session that nobody began before
 * its time for entries was over is not begun any more.
 */
export function endingsOf(rest: Rest): readonly number[] {
  const { ends, killSwitch, isSwitchExplained, isBegun, isLate, isPlanRefused, isSaleWaiting } =
    rest;
  const troubled = ends.filter((code) => code !== 0);
  // Until the market opens again nothing more can come of it, and no day ends well beside it.
  if (isSaleWaiting) return [9];
  // Without a plan, or with one of a day that is over, there is nothing to carry out, and that is said.
  if (isPlanRefused || rest.isDayOver) return [...troubled, 5];
  if (killSwitch !== 'off') return isSwitchExplained ? [...troubled, 3] : [];
  return isLate && !isBegun ? [...troubled, 10] : ends;
}

/** Left alone until a person has looked, and said so of this very ticker. */
function isQuarantined({ code, findings }: Facts, ticker: string): boolean {
  return (code === 4 || code === 5) && findings.some(({ subject }) => subject === ticker);
}

export const booksAgree: Invariant = ({ last }) => {
  const tickers = new Set([
    ...Object.keys(last.now.atBroker),
    ...last.book.map(({ ticker }) => ticker),
  ]);
  const differences = [...tickers]
    .filter((ticker) => !last.leftOut.has(ticker) && !isQuarantined(last, ticker))
    .flatMap((ticker) => {
      const ours = last.book.find((held) => held.ticker === ticker)?.shares ?? 0;
      const theirs = last.now.atBroker[ticker] ?? 0;
      return ours === theirs
        ? []
        : [`I5 ${ticker}: ${ours} in the ledger, ${theirs} at the broker`];
    });
  return [...differences, ...last.unknown.map((id) => `I5 nobody knows what became of ${id}`)];
};

export const allIsCovered: Invariant = ({ last }) =>
  last.book.flatMap(({ ticker, shares }) => {
    const live = last.now.offered[ticker] ?? 0;
    return live === shares || last.leftOut.has(ticker)
      ? []
      : [`I3 in the end ${ticker} has ${live} of ${shares} shares covered`];
  });

export const cashAddsUp: Invariant = ({ cash, last }) =>
  last.leftOut.size > 0 || Math.abs(cash.ours - cash.theirs) <= cash.rounding
    ? []
    : [`I9 by our fills the cash is ${cash.ours}, the broker has ${cash.theirs}`];

export const profitAddsUp: Invariant = ({ profit }) =>
  Math.abs(profit.fills - profit.book) <= profit.rounding
    ? []
    : [`I9 by the fills the profit is ${profit.fills}, by the positions ${profit.book}`];

export const convergesSoon: Invariant = ({ codes, rest }) => {
  const endings = endingsOf(rest);
  const at = codes.findIndex((code) => code !== null && endings.includes(code));
  return at >= 0 && at < MOST_RUNS
    ? []
    : [`I16 after the troubles the runs ended with ${codes.join(', ')}`];
};

export const rerunChangesNothing: Invariant = ({ rerun, rest }) => [
  ...(rerun.sent === 0 ? [] : [`I17 a run with nothing to do sent ${rerun.sent} requests`]),
  ...rerun.changed.map((table) => `I17 a run with nothing to do changed ${table}`),
  ...(rerun.code !== null && endingsOf(rest).includes(rerun.code)
    ? []
    : [`I17 a run with nothing to do ended with ${String(rerun.code)}`]),
];

export const databaseKeepsNoSecret: Invariant = ({ databaseLeaks }) =>
  databaseLeaks ? ['I13 a secret is in the database or in a file'] : [];

/** Why an entry may lawfully be left out: too late, stopped by a person, blocked, or not wholly filled in its time. */
const LAWFUL = ['AFTER_CUTOFF', 'AFTER_CLOSE', 'KILL_SWITCH', 'ACCOUNT_BLOCKED', 'NOT_FILLED'];

export type LawfulFacts = Pick<
  EndFacts,
  'sessions' | 'told' | 'rest' | 'wasBlocked' | 'wasClockWrong'
>;

/** Each ticker by itself: what a run said of it, or that nobody got through its whole session in time, or it was halted. */
export function isLawful(ticker: string, facts: LawfulFacts): boolean {
  const { sessions, told, rest, wasBlocked, wasClockWrong } = facts;
  const isSaid = (wanted: string): boolean =>
    told.some(({ code, subject }) => subject === ticker && code === wanted);
  if (LAWFUL.some(isSaid)) return true;
  if (wasBlocked && isSaid('REFUSED_BY_BROKER')) return true;
  // It never arrived, and by then it was not to be sent again.
  const isOver = rest.killSwitch !== 'off' || rest.isLate;
  if (isOver && isSaid('ORDER_NEVER_ARRIVED')) return true;
  const isInDoubt = wasClockWrong && isSaid('TIME_IN_DOUBT');
  return sessions.some(({ tickers, isCarriedOut, isLast, isOtherPlan, isHalted }) => {
    if (!tickers.includes(ticker)) return false;
    if (isOtherPlan || isHalted) return true;
    // While there is time, the next run buys it by a clock that is right.
    if (isInDoubt && (!isLast || rest.isLate)) return true;
    return !isCarriedOut && (!isLast || rest.isLate);
  });
}

export const sameHoldings: Invariant = (facts) => {
  const { undisturbed, last } = facts;
  if (undisturbed === null) return [];
  const theirs = last.now.atBroker;
  const tickers = new Set([...Object.keys(undisturbed), ...Object.keys(theirs)]);
  return [...tickers]
    .filter((ticker) => !last.leftOut.has(ticker) && !isLawful(ticker, facts))
    .flatMap((ticker) => {
      const [now, then] = [theirs[ticker] ?? 0, undisturbed[ticker] ?? 0];
      return now === then ? [] : [`I20 ${ticker}: ${now} shares, without troubles ${then}`];
    });
};

export const END_INVARIANTS = {
  booksAgree,
  allIsCovered,
  cashAddsUp,
  profitAddsUp,
  convergesSoon,
  rerunChangesNothing,
  databaseKeepsNoSecret,
  sameHoldings,
} as const;

export function problemsOfEnd(facts: EndFacts): readonly string[] {
  return Object.values(END_INVARIANTS).flatMap((check) => check(facts));
}
