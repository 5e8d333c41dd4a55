/**
 * The plan of one session for one book: exits, entries and skips, decided before the open of `tradeDate` from what was
 * known at the close of `asOf`. Live, shadow and backtest call this one function.
 */
import type { Candidate } from '../domain/candidate.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { moneyFromNumber, formatMoney } from '../domain/money.ts';
import type { Position } from '../domain/position.ts';
import { daysBetween, type SessionDate } from '../domain/session-date.ts';
import type {
  PlannedEntry,
  PlannedExit,
  SessionPlan,
  SkippedCandidate,
  SkipReason,
  TrailingVerdict,
} from '../domain/signal.ts';
import type { StrategyRules } from '../domain/strategy.ts';
import type { Ticker } from '../domain/ticker.ts';
import { filterCandidates } from '../rules/candidate-filter.ts';
import { decisionBars, type Market } from '../rules/decision-bars.ts';
import { sharesFor } from '../rules/position-size.ts';
import { isBetter, weakestPosition } from '../rules/rotation.ts';
import { stopPriceFor } from '../rules/stop-price.ts';
import { checkTrailingStop } from '../rules/trailing-stop.ts';

export type SessionFacts = {
  readonly tradeDate: SessionDate;
  /** The last session completed before the open of `tradeDate`. */
  readonly asOf: SessionDate;
  readonly book: readonly Position[];
  readonly candidates: readonly Candidate[];
  readonly market: Market;
  /** Candidates that may not enter whatever their score: report twins that differ, disputed symbols. */
  readonly blocked?: ReadonlyMap<Ticker, SkipReason>;
  /** Positions over which book and broker disagree: they keep their place and are neither sold nor rotated out. */
  readonly disputed?: ReadonlySet<Ticker>;
};

export function planSession(facts: SessionFacts, rules: StrategyRules): SessionPlan {
  const book = inBookOrder(facts.book);
  const verdicts = book.map((position) => ({
    ticker: position.ticker,
    verdict: verdictOf(position, facts, rules),
  }));
  const exits = plannedExits(book, verdicts, facts, rules);
  const filtered = filterCandidates(facts.candidates, rules);
  const entered = planEntries(filtered.admitted, { facts, book, exits, rules });
  return {
    tradeDate: facts.tradeDate,
    asOf: facts.asOf,
    exits: [...exits, ...entered.rotations],
    entries: entered.entries,
    skipped: [...filtered.skipped, ...entered.skipped],
    findings: staleFindings(verdicts),
    verdicts,
  };
}

function inBookOrder(book: readonly Position[]): Position[] {
  const key = (position: Position): string => `${position.entryDate} ${position.ticker}`;
  return [...book].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function verdictOf(position: Position, facts: SessionFacts, rules: StrategyRules): TrailingVerdict {
  return checkTrailingStop({
    bars: decisionBars(facts.market, position.ticker, facts.asOf, rules.lookbackDays),
    asOf: facts.asOf,
    entryDate: position.entryDate,
    trailing: rules.trailing,
    transitionWeeks: rules.transitionWeeks,
  });
}

type TickerVerdict = { readonly ticker: Ticker; readonly verdict: TrailingVerdict };

function plannedExits(
  book: readonly Position[],
  verdicts: readonly TickerVerdict[],
  facts: SessionFacts,
  rules: StrategyRules,
): PlannedExit[] {
  const { asOf } = facts;
  return book.flatMap((position, index): PlannedExit[] => {
    const verdict = verdicts[index]?.verdict;
    if (facts.disputed?.has(position.ticker) === true) return [];
    if (position.plannedExit !== null) {
      return [
        {
          position,
          reason: position.plannedExit,
          evidence: { carriedOver: 'planned before, not filled' },
        },
      ];
    }
    if (verdict?.verdict === 'exit') {
      const { close, indicator, completedWeeks } = verdict;
      return [
        { position, reason: 'trend_break', evidence: { asOf, close, indicator, completedWeeks } },
      ];
    }
    const heldDays = daysBetween(position.entryDate, asOf);
    if (rules.maxHoldingDays !== null && heldDays >= rules.maxHoldingDays) {
      const evidence = { asOf, heldDays, maxHoldingDays: rules.maxHoldingDays };
      return [{ position, reason: 'max_holding', evidence }];
    }
    return [];
  });
}

type EntryContext = {
  readonly facts: SessionFacts;
  readonly book: readonly Position[];
  readonly exits: readonly PlannedExit[];
  readonly rules: StrategyRules;
};

type EntryDecisions = {
  readonly entries: PlannedEntry[];
  readonly rotations: PlannedExit[];
  readonly skipped: SkippedCandidate[];
};

function planEntries(candidates: readonly Candidate[], context: EntryContext): EntryDecisions {
  const made: EntryDecisions = { entries: [], rotations: [], skipped: [] };
  for (const candidate of candidates) {
    const decision = decideEntry(candidate, context, made);
    if (typeof decision === 'string') {
      made.skipped.push({ ticker: candidate.ticker, reason: decision, score: candidate.score });
      continue;
    }
    if (decision.rotation !== undefined) made.rotations.push(decision.rotation);
    made.entries.push(decision.entry);
  }
  return made;
}

/** Dollars. Below it there is no tick left for a stop, and no listed stock. */
const LOWEST_PRICE = 0.01;

type Entered = { readonly entry: PlannedEntry; readonly rotation?: PlannedExit };

/** The order of these questions is part of the rules. */
function decideEntry(
  candidate: Candidate,
  context: EntryContext,
  made: EntryDecisions,
): Entered | SkipReason {
  const { facts, book, rules } = context;
  // Exiting or not: a sell and a buy of one symbol in one session is a wash trade to the broker.
  if (book.some((position) => position.ticker === candidate.ticker)) return 'already_held';
  if (made.entries.some((entry) => entry.candidate.ticker === candidate.ticker))
    return 'already_held';
  const blocked = facts.blocked?.get(candidate.ticker);
  if (blocked !== undefined) return blocked;
  if (candidate.price === null || !(candidate.price >= LOWEST_PRICE)) return 'no_price';
  const referencePrice = moneyFromNumber(candidate.price);
  const qty = sharesFor(rules.positionSize, referencePrice);
  if (qty === 0) return 'qty_zero';

  const exiting = context.exits.length + made.rotations.length;
  const hasRoom = rules.maxPositions - (book.length - exiting) - made.entries.length > 0;
  const rotation = hasRoom ? undefined : rotationFor(candidate, context, made);
  if (!hasRoom && rotation === undefined) return 'capacity_full';
  if (rules.dailyEntryLimit !== null && made.entries.length >= rules.dailyEntryLimit)
    return 'daily_limit';

  const stopPrice = stopPriceFor(referencePrice, rules.stopLossPct);
  const entry = { candidate, qty, referencePrice, stopPrice };
  return rotation === undefined ? { entry } : { entry, rotation };
}

function rotationFor(
  candidate: Candidate,
  context: EntryContext,
  made: EntryDecisions,
): PlannedExit | undefined {
  const { facts, book, exits, rules } = context;
  if (!rules.rotation || made.rotations.length > 0) return undefined;
  const staying = book.filter(
    (position) =>
      position.entryDate !== facts.tradeDate &&
      facts.disputed?.has(position.ticker) !== true &&
      !exits.some((exit) => exit.position.ticker === position.ticker),
  );
  const closeOf = (ticker: Ticker): number | undefined =>
    decisionBars(facts.market, ticker, facts.asOf, rules.lookbackDays).at(-1)?.close;
  const weakest = weakestPosition(staying, closeOf);
  if (weakest === undefined || !isBetter(candidate.score, weakest.position)) return undefined;
  return {
    position: weakest.position,
    reason: 'rotated_out',
    evidence: {
      asOf: facts.asOf,
      unrealizedPnl: formatMoney(weakest.unrealizedPnl),
      score: weakest.position.score,
      madeRoomFor: candidate.ticker,
      itsScore: candidate.score,
    },
  };
}

function staleFindings(verdicts: readonly TickerVerdict[]): Finding[] {
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
