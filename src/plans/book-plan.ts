/**
 * The plan of one session for one book, whatever the book counts its money in: exits, entries and skips, decided
 * before the open of `tradeDate` from what was known at the close of `asOf`.
 */
import type { Candidate } from '../domain/candidate.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { formatMoney, moneyFromNumber, type Money } from '../domain/money.ts';
import type { ExitReason, Position } from '../domain/position.ts';
import { daysBetween, type SessionDate } from '../domain/session-date.ts';
import type { PlannedExit, SkipReason, TrailingVerdict } from '../domain/signal.ts';
import type { StrategyRules } from '../domain/strategy.ts';
import type { Ticker } from '../domain/ticker.ts';
import { EXACT_MONEY, type Holding, type Pricing } from '../rules/pricing.ts';
import { isBetter, mostNegative } from '../rules/rotation.ts';
import { judgeTrend, type TrendReading } from '../rules/trailing-stop.ts';

/** Where the reference profile decides otherwise than live. */
export type PlanModel<Price extends number> = {
  readonly pricing: Pricing<Price>;
  /** Whether a stock sold at an open may be bought again at it. To a broker that is a wash trade. */
  readonly rebuysAtSameOpen: boolean;
  /** Whether an entry of this very session can be the weakest position. */
  readonly rotatesEntriesOfToday: boolean;
  /** Positions are asked by (entry date, ticker), or in the order they are held. */
  readonly bookOrder: 'entry' | 'held';
  /** Whether `max_holding` is an exit of the plan, or a sale at the close of its own day. */
  readonly maxHoldingExit: 'next_open' | 'close';
};

export const LIVE_PLAN: PlanModel<Money> = {
  pricing: EXACT_MONEY,
  rebuysAtSameOpen: false,
  rotatesEntriesOfToday: false,
  bookOrder: 'entry',
  maxHoldingExit: 'next_open',
};

export type BookFacts<Price extends number> = {
  readonly tradeDate: SessionDate;
  /** The last session completed before the open of `tradeDate`. */
  readonly asOf: SessionDate;
  readonly book: readonly Holding<Price>[];
  readonly candidates: readonly Candidate[];
  /** What the bars up to `asOf` say, in its share terms. */
  readonly trendOf: (ticker: Ticker) => TrendReading;
  readonly closeOf: (ticker: Ticker) => number | undefined;
  /** Candidates that may not enter whatever their score: report twins that differ, disputed symbols. */
  readonly blocked?: ReadonlyMap<Ticker, SkipReason>;
  /** Positions over which book and broker disagree: they keep their place and are neither sold nor rotated out. */
  readonly disputed?: ReadonlySet<Ticker>;
  /** Stocks without a bar on `tradeDate`, where that is known: they cannot be rotated out. */
  readonly silent?: ReadonlySet<Ticker>;
};

export type BookExit<Price extends number> = {
  readonly position: Holding<Price>;
  readonly reason: ExitReason;
  readonly evidence: PlannedExit['evidence'];
};

export type BookEntry<Price extends number> = {
  readonly candidate: Candidate;
  readonly qty: number;
  readonly referencePrice: Price;
  readonly stopPrice: Price;
};

export type JudgedExits<Price extends number> = {
  readonly exits: readonly BookExit<Price>[];
  /** One verdict for each position, whether it exits or not. */
  readonly verdicts: readonly { readonly ticker: Ticker; readonly verdict: TrailingVerdict }[];
  readonly findings: readonly Finding[];
};

/** Which positions leave at the open, and why. */
export function planExits<Price extends number>(
  facts: BookFacts<Price>,
  rules: StrategyRules,
  model: PlanModel<Price>,
): JudgedExits<Price> {
  const exits: BookExit<Price>[] = [];
  const verdicts: { readonly ticker: Ticker; readonly verdict: TrailingVerdict }[] = [];
  for (const position of bookOf(facts, model)) {
    const { ticker } = position;
    const verdict = judgeTrend(facts.trendOf(ticker), position.entryDate, rules.transitionWeeks);
    verdicts.push({ ticker, verdict });
    if (facts.disputed?.has(ticker) === true) continue;
    const exit = exitOf(position, verdict, facts.asOf, { rules, model });
    if (exit !== null) exits.push({ position, reason: exit.reason, evidence: exit.evidence });
  }
  return { exits, verdicts, findings: staleFindings(verdicts) };
}

function bookOf<Price extends number>(
  { book }: BookFacts<Price>,
  { bookOrder }: PlanModel<Price>,
): readonly Holding<Price>[] {
  if (bookOrder === 'held') return book;
  return isInEntryOrder(book) ? book : [...book].sort(inEntryOrder);
}

type Entered = Pick<Position, 'entryDate' | 'ticker'>;

function isInEntryOrder(book: readonly Entered[]): boolean {
  let before: Entered | undefined;
  for (const position of book) {
    if (before !== undefined && inEntryOrder(before, position) > 0) return false;
    before = position;
  }
  return true;
}

function inEntryOrder(a: Entered, b: Entered): number {
  if (a.entryDate !== b.entryDate) return a.entryDate < b.entryDate ? -1 : 1;
  return a.ticker < b.ticker ? -1 : a.ticker > b.ticker ? 1 : 0;
}

function exitOf<Price extends number>(
  { plannedExit, entryDate }: Holding<Price>,
  verdict: TrailingVerdict,
  asOf: SessionDate,
  { rules, model }: { readonly rules: StrategyRules; readonly model: PlanModel<Price> },
): Omit<BookExit<Price>, 'position'> | null {
  if (plannedExit !== null)
    return { reason: plannedExit, evidence: { carriedOver: 'planned before, not filled' } };
  if (verdict.verdict === 'exit') {
    const { close, indicator, completedWeeks } = verdict;
    return { reason: 'trend_break', evidence: { asOf, close, indicator, completedWeeks } };
  }
  if (model.maxHoldingExit === 'close') return null;
  const heldDays = daysBetween(entryDate, asOf);
  if (rules.maxHoldingDays === null || heldDays < rules.maxHoldingDays) return null;
  const { maxHoldingDays } = rules;
  return { reason: 'max_holding', evidence: { asOf, heldDays, maxHoldingDays } };
}

function staleFindings(verdicts: JudgedExits<number>['verdicts']): Finding[] {
  return verdicts
    .filter(({ verdict }) => verdict.verdict === 'stale_data')
    .map(({ ticker, verdict }) =>
      finding(
        'warning',
        'STALE_DATA',
        ticker,
        `no bar for ${verdict.asOf}: the trailing stop of ${ticker} was not judged`,
        'bring the prices up to date and run again before the open',
      ),
    );
}

export type SkippedEntry = { readonly candidate: Candidate; readonly reason: SkipReason };

export type EntryDecisions<Price extends number> = {
  readonly entries: readonly BookEntry<Price>[];
  readonly rotations: readonly BookExit<Price>[];
  readonly skipped: readonly SkippedEntry[];
};

type Made<Price extends number> = {
  /** The weakest position as of so many entries: it is asked for by every candidate without room. */
  weakest?: { readonly entries: number; readonly offer: Offer<Price> | undefined };
  readonly entries: BookEntry<Price>[];
  readonly rotations: BookExit<Price>[];
  readonly skipped: SkippedEntry[];
};

type Offer<Price extends number> = {
  readonly position: Holding<Price>;
  readonly unrealizedPnl: Price;
};

type EntryContext<Price extends number> = {
  readonly facts: BookFacts<Price>;
  readonly book: readonly Holding<Price>[];
  /** The stocks of the book: asked for by every candidate. */
  readonly held: ReadonlySet<Ticker>;
  readonly exits: readonly BookExit<Price>[];
  readonly rules: StrategyRules;
  readonly model: PlanModel<Price>;
};

const NO_ENTRIES = { entries: [], rotations: [], skipped: [] } as const;

/** Which candidates enter, which position makes room, and why the others do not. `candidates` are in their order. */
export function planEntries<Price extends number>(
  facts: BookFacts<Price>,
  exits: readonly BookExit<Price>[],
  rules: StrategyRules,
  model: PlanModel<Price>,
): EntryDecisions<Price> {
  if (facts.candidates.length === 0) return NO_ENTRIES;
  const book = bookOf(facts, model);
  const held = new Set(book.map(({ ticker }) => ticker));
  const context = { facts, book, held, exits, rules, model };
  const made: Made<Price> = { entries: [], rotations: [], skipped: [] };
  for (const candidate of facts.candidates) {
    const decision = decideEntry(candidate, context, made);
    if (typeof decision === 'string') {
      made.skipped.push({ candidate, reason: decision });
      continue;
    }
    if (decision.rotation !== undefined) made.rotations.push(decision.rotation);
    made.entries.push(decision.entry);
  }
  return made;
}

type Decided<Price extends number> = {
  readonly entry: BookEntry<Price>;
  readonly rotation?: BookExit<Price>;
};

/** The order of these questions is part of the rules. */
function decideEntry<Price extends number>(
  candidate: Candidate,
  context: EntryContext<Price>,
  made: Made<Price>,
): Decided<Price> | SkipReason {
  const { facts, book, rules, model } = context;
  const { pricing } = model;
  if (isHeld(candidate.ticker, context, made)) return 'already_held';
  const blocked = facts.blocked?.get(candidate.ticker);
  if (blocked !== undefined) return blocked;
  if (candidate.price === null || !(candidate.price >= pricing.lowestPrice)) return 'no_price';
  const referencePrice = pricing.fromDollars(candidate.price);
  const qty = pricing.sharesFor(rules.positionSize, referencePrice);
  if (qty === 0) return 'qty_zero';

  const exiting = context.exits.length + made.rotations.length;
  const hasRoom = rules.maxPositions - (book.length - exiting) - made.entries.length > 0;
  const rotation = hasRoom ? undefined : rotationFor(candidate, context, made);
  if (!hasRoom && rotation === undefined) return 'capacity_full';
  if (rules.dailyEntryLimit !== null && made.entries.length >= rules.dailyEntryLimit)
    return 'daily_limit';

  const stopPrice = pricing.stopFor(referencePrice, rules.stopLossPct);
  const entry = { candidate, qty, referencePrice, stopPrice };
  return rotation === undefined ? { entry } : { entry, rotation };
}

function isHeld<Price extends number>(
  ticker: Ticker,
  { held, exits, model }: EntryContext<Price>,
  { entries, rotations }: Made<Price>,
): boolean {
  if (entries.some((entry) => entry.candidate.ticker === ticker)) return true;
  if (!held.has(ticker)) return false;
  if (!model.rebuysAtSameOpen) return true;
  return ![...exits, ...rotations].some((exit) => exit.position.ticker === ticker);
}

function rotationFor<Price extends number>(
  candidate: Candidate,
  context: EntryContext<Price>,
  made: Made<Price>,
): BookExit<Price> | undefined {
  const { facts, rules, model } = context;
  if (!rules.rotation || made.rotations.length > 0) return undefined;
  const weakest = weakestOf(context, made);
  if (weakest === undefined || !isBetter(candidate.score, weakest.position)) return undefined;
  if (facts.silent?.has(weakest.position.ticker) === true) return undefined;
  const unrealizedPnl = moneyFromNumber(model.pricing.toDollars(weakest.unrealizedPnl));
  return {
    position: weakest.position,
    reason: 'rotated_out',
    evidence: {
      asOf: facts.asOf,
      unrealizedPnl: formatMoney(unrealizedPnl),
      score: weakest.position.score,
      madeRoomFor: candidate.ticker,
      itsScore: candidate.score,
    },
  };
}

function weakestOf<Price extends number>(
  context: EntryContext<Price>,
  made: Made<Price>,
): Offer<Price> | undefined {
  if (made.weakest?.entries === made.entries.length) return made.weakest.offer;
  const { facts, book, exits, model } = context;
  const staying = book.filter(
    (position) =>
      position.entryDate !== facts.tradeDate &&
      facts.disputed?.has(position.ticker) !== true &&
      !exits.some((exit) => exit.position === position),
  );
  const today = model.rotatesEntriesOfToday
    ? made.entries.map((entry) => asHeld(entry, facts.tradeDate))
    : [];
  const offer = mostNegative([...staying, ...today], (position) => {
    const close = facts.closeOf(position.ticker);
    return close === undefined
      ? undefined
      : model.pricing.pnl(position, model.pricing.fromDollars(close));
  });
  made.weakest = { entries: made.entries.length, offer };
  return offer;
}

/** An entry of today as the position it is about to be. */
function asHeld<Price extends number>(
  { candidate, qty, referencePrice, stopPrice }: BookEntry<Price>,
  entryDate: SessionDate,
): Holding<Price> {
  return {
    ticker: candidate.ticker,
    score: candidate.score,
    grade: candidate.grade,
    gradeSource: candidate.gradeSource,
    reportDate: candidate.reportDate,
    companyName: candidate.companyName,
    gapSize: candidate.gapSize,
    entryDate,
    positionId: 0,
    entryPrice: referencePrice,
    shares: qty,
    stopPrice,
    stopOrderId: null,
    plannedExit: null,
  };
}
