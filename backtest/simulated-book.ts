/** One day of one simulated book: the plan of the session, then the session. Both simulators fold this. */
import type { Candidate } from '../src/domain/candidate.ts';
import { finding, type Finding } from '../src/domain/finding.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { SkipReason } from '../src/domain/signal.ts';
import type { StrategyRules } from '../src/domain/strategy.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import {
  planEntries,
  planExits,
  type BookEntry,
  type BookExit,
  type BookFacts,
} from '../src/plans/book-plan.ts';
import {
  stepBook,
  type BookOf,
  type ClosedHolding,
  type SimulatedEntry,
  type SimulatedExit,
} from '../src/plans/book-step.ts';
import type { Holding } from '../src/rules/pricing.ts';
import { roundTrade, type Trade } from '../src/rules/trade-rounding.ts';
import type { PriceHistory } from './price-history.ts';
import type { SimulationProfile } from './simulation-profile.ts';
import type { BacktestSkipReason, SkippedTrade } from './simulation-result.ts';

export type Simulation<Price extends number> = {
  readonly history: PriceHistory;
  readonly rules: StrategyRules;
  readonly profile: SimulationProfile<Price>;
  /** Dollars per order; a round trip pays it twice. */
  readonly commission: number;
  /** Told after each session of the portfolio, or each candidate's session where every one is alone. */
  readonly onSession?: (done: number, total: number) => void;
};

export type DayFacts = {
  readonly session: SessionDate;
  readonly asOf: SessionDate;
  /** Admitted, in their order. */
  readonly candidates: readonly Candidate[];
  readonly blocked: ReadonlyMap<Ticker, SkipReason>;
};

export type LivedDay<Price extends number> = {
  readonly book: BookOf<Price>;
  readonly trades: readonly Trade[];
  readonly skipped: readonly SkippedTrade[];
  readonly findings: readonly Finding[];
};

export const EMPTY_BOOK = { positions: [], nextPositionId: 1 } as const;

export function liveThrough<Price extends number>(
  before: BookOf<Price>,
  day: DayFacts,
  simulation: Simulation<Price>,
): LivedDay<Price> {
  const { history, rules, profile } = simulation;
  const delisted = sellDelisted(before, day.session, simulation);
  const facts = factsOf(delisted.positions, day, simulation);
  const judged = planExits(facts, rules, profile);
  const { book, exits } = withoutMissed(facts, judged.exits, profile);
  const entered = planEntries({ ...facts, book }, exits, rules, profile);
  const planned = [...exits, ...entered.rotations].map((exit) => asExit(exit, day.session));
  const entries = entered.entries.map(asEntry);
  const stepped = stepBook(
    { positions: book, nextPositionId: before.nextPositionId },
    {
      session: day.session,
      exits: planned,
      entries,
      bars: { get: (ticker) => history.barOn(ticker, day.session) },
      splits: history.splitsOn(day.session),
    },
    rules,
    profile,
  );
  const closed = [...delisted.closed, ...stepped.closed];
  return {
    book: stepped.book,
    trades: closed.map((trade) => tradeOf(trade, simulation)),
    skipped: [
      ...entered.skipped.map((skip) =>
        skipOf(skip.candidate, skipName(skip.candidate, skip.reason, day.session, simulation)),
      ),
      ...notFilled(entered.entries, day.session, simulation),
    ],
    findings: [...delisted.findings, ...judged.findings, ...stepped.findings],
  };
}

function factsOf<Price extends number>(
  book: readonly Holding<Price>[],
  { session, asOf, candidates, blocked }: DayFacts,
  { history, profile }: Simulation<Price>,
): BookFacts<Price> {
  const facts = {
    tradeDate: session,
    asOf,
    book,
    blocked,
    trendOf: (ticker: Ticker) => history.trendOf(ticker, asOf),
    closeOf: (ticker: Ticker) => history.closeOf(ticker, asOf),
  };
  if (profile.candidatePrice === 'report') return { ...facts, candidates };
  const atOpen = (candidate: Candidate): Candidate => {
    const price = history.barOn(candidate.ticker, session)?.open ?? null;
    return { ...candidate, price };
  };
  const held = book.map(({ ticker }) => ticker);
  const silent = new Set(held.filter((ticker) => history.barOn(ticker, session) === undefined));
  return { ...facts, candidates: candidates.map(atOpen), silent };
}

/** Where an exit without a bar is forgotten, its position is undecided again and stands behind the others. */
function withoutMissed<Price extends number>(
  { book, silent }: BookFacts<Price>,
  exits: readonly BookExit<Price>[],
  { missedExit }: SimulationProfile<Price>,
): { readonly book: readonly Holding<Price>[]; readonly exits: readonly BookExit<Price>[] } {
  if (missedExit === 'stays_planned' || silent === undefined || silent.size === 0)
    return { book, exits };
  const isMissed = ({ position }: BookExit<Price>): boolean => silent.has(position.ticker);
  const missed = new Set(exits.filter(isMissed).map(({ position }) => position));
  const undecided = [...missed].map((position) => ({ ...position, plannedExit: null }));
  return {
    book: [...book.filter((position) => !missed.has(position)), ...undecided],
    exits: exits.filter((exit) => !isMissed(exit)),
  };
}

function asExit<Price extends number>(
  { position: { ticker, entryDate }, reason }: BookExit<Price>,
  session: SessionDate,
): SimulatedExit {
  return entryDate === session ? { ticker, reason, ofTodaysEntry: true } : { ticker, reason };
}

function asEntry<Price extends number>({ candidate, qty }: BookEntry<Price>): SimulatedEntry {
  const { ticker, score, grade, gradeSource, reportDate, companyName, gapSize } = candidate;
  return { ticker, score, grade, gradeSource, reportDate, companyName, gapSize, qty };
}

type Sold<Price extends number> = {
  readonly positions: readonly Holding<Price>[];
  readonly closed: readonly ClosedHolding<Price>[];
  readonly findings: readonly Finding[];
};

/** A stock whose bars have ended left the exchange: its position closes at the last close there was. */
function sellDelisted<Price extends number>(
  { positions }: BookOf<Price>,
  session: SessionDate,
  { history, profile }: Simulation<Price>,
): Sold<Price> {
  const hasEnded = ({ ticker }: Holding<Price>): boolean =>
    (history.lastBarDate(ticker) ?? session) < session;
  if (profile.delisted === 'undone_at_end' || !positions.some(hasEnded))
    return { positions, closed: [], findings: [] };
  const closed = positions.filter(hasEnded).map((position): ClosedHolding<Price> => {
    const exitDate = history.lastBarDate(position.ticker) ?? session;
    const close = history.closeOf(position.ticker, exitDate);
    const exitPrice =
      close === undefined ? position.entryPrice : profile.pricing.fromDollars(close);
    return { position, exitDate, exitPrice, exitReason: 'delisted' };
  });
  return {
    positions: positions.filter((position) => !hasEnded(position)),
    closed,
    findings: closed.map(({ position: { ticker }, exitDate }) =>
      finding(
        'warning',
        'DELISTED',
        ticker,
        `the bars of ${ticker} end on ${exitDate}: its position closes at that close`,
        `if ${ticker} still trades, bring its price file up to date`,
      ),
    ),
  };
}

/** Closes what is left when the data end. */
export function closeAtEnd<Price extends number>(
  { positions }: BookOf<Price>,
  last: SessionDate,
  simulation: Simulation<Price>,
): Trade[] {
  const { history, rules, profile } = simulation;
  const day = { session: last, asOf: last, candidates: [], blocked: new Map() };
  const { exits } = planExits(factsOf(positions, day, simulation), rules, profile);
  return positions.map((position) => {
    const planned = exits.find((exit) => exit.position === position)?.reason;
    const exitReason = (profile.lastReason === 'planned' ? planned : undefined) ?? 'end_of_data';
    const bar = history.barOn(position.ticker, last);
    const exit =
      bar === undefined
        ? { exitDate: position.entryDate, exitPrice: position.entryPrice }
        : { exitDate: last, exitPrice: profile.pricing.fromDollars(bar.close) };
    return tradeOf({ position, exitReason, ...exit }, simulation);
  });
}

function tradeOf<Price extends number>(
  { position, exitDate, exitPrice, exitReason }: ClosedHolding<Price>,
  { profile: { pricing }, commission }: Simulation<Price>,
): Trade {
  return roundTrade(
    {
      ticker: position.ticker,
      score: position.score,
      grade: position.grade,
      gradeSource: position.gradeSource,
      reportDate: position.reportDate,
      companyName: position.companyName,
      gapSize: position.gapSize,
      entryDate: position.entryDate,
      entryPrice: pricing.toDollars(position.entryPrice),
      shares: position.shares,
      exitDate,
      exitPrice: pricing.toDollars(exitPrice),
      exitReason,
    },
    2 * commission,
  );
}

export function skipOf(candidate: Candidate, reason: BacktestSkipReason): SkippedTrade {
  const { ticker, reportDate, grade, score } = candidate;
  return { ticker, reportDate, grade, score, reason };
}

const REFERENCE_NAMES: Readonly<Partial<Record<SkipReason, BacktestSkipReason>>> = {
  already_held: 'duplicate_ticker',
  no_price: 'no_price_data',
  qty_zero: 'zero_shares',
};

function skipName<Price extends number>(
  { ticker }: Candidate,
  reason: SkipReason,
  session: SessionDate,
  { history, profile }: Simulation<Price>,
): BacktestSkipReason {
  if (profile.name === 'default') return reason;
  if (reason === 'no_price' && history.isIncomplete(ticker, session)) return 'missing_ohlc';
  return REFERENCE_NAMES[reason] ?? reason;
}

/** Entries that were planned and found no open to fill at. */
function notFilled<Price extends number>(
  entries: readonly BookEntry<Price>[],
  session: SessionDate,
  { history }: Simulation<Price>,
): SkippedTrade[] {
  return entries
    .filter(({ candidate }) => history.barOn(candidate.ticker, session) === undefined)
    .map(({ candidate }) =>
      skipOf(
        candidate,
        history.isIncomplete(candidate.ticker, session) ? 'missing_ohlc' : 'no_price_data',
      ),
    );
}
