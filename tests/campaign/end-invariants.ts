/** What must hold when the troubles are over and the commands have been run again. */
import type { Facts } from './run-facts.ts';

export type EndFacts = {
  readonly last: Facts;
  /** Codes of the runs after the troubles, in order. */
  readonly codes: readonly (number | null)[];
  /** Codes at which a day of this story may come to rest. */
  readonly mayEndWith: readonly number[];
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
  /** Tickers of which some run said why they were not ordered, or whose session came too late. */
  readonly excused: ReadonlySet<string>;
  readonly databaseLeaks: boolean;
};

type Invariant = (facts: EndFacts) => readonly string[];

const MOST_RUNS = 3;

export const booksAgree: Invariant = ({ last }) => {
  const tickers = new Set([
    ...Object.keys(last.atBroker),
    ...last.book.map(({ ticker }) => ticker),
  ]);
  const differences = [...tickers]
    .filter((ticker) => !last.leftOut.has(ticker))
    .flatMap((ticker) => {
      const ours = last.book.find((held) => held.ticker === ticker)?.shares ?? 0;
      const theirs = last.atBroker[ticker] ?? 0;
      return ours === theirs
        ? []
        : [`I5 ${ticker}: ${ours} in the ledger, ${theirs} at the broker`];
    });
  return [...differences, ...last.unknown.map((id) => `I5 nobody knows what became of ${id}`)];
};

export const allIsCovered: Invariant = ({ last }) =>
  last.book.flatMap(({ ticker, shares }) => {
    const live = last.offered[ticker] ?? 0;
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

export const convergesSoon: Invariant = ({ codes, mayEndWith }) => {
  const at = codes.findIndex((code) => code !== null && mayEndWith.includes(code));
  return at >= 0 && at < MOST_RUNS
    ? []
    : [`I16 after the troubles the runs ended with ${codes.join(', ')}`];
};

export const rerunChangesNothing: Invariant = ({ rerun, mayEndWith }) => [
  ...(rerun.sent === 0 ? [] : [`I17 a run with nothing to do sent ${rerun.sent} requests`]),
  ...rerun.changed.map((table) => `I17 a run with nothing to do changed ${table}`),
  ...(rerun.code !== null && mayEndWith.includes(rerun.code)
    ? []
    : [`I17 a run with nothing to do ended with ${String(rerun.code)}`]),
];

export const databaseKeepsNoSecret: Invariant = ({ databaseLeaks }) =>
  databaseLeaks ? ['I13 a secret is in the database or in a file'] : [];

export const sameHoldings: Invariant = ({ undisturbed, last, excused }) => {
  if (undisturbed === null) return [];
  const tickers = new Set([...Object.keys(undisturbed), ...Object.keys(last.atBroker)]);
  return [...tickers]
    .filter((ticker) => !excused.has(ticker) && !last.leftOut.has(ticker))
    .flatMap((ticker) => {
      const [now, then] = [last.atBroker[ticker] ?? 0, undisturbed[ticker] ?? 0];
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
