/**
 * The plan of one session for one book: exits, entries and skips, decided before the open of `tradeDate` from what was
 * known at the close of `asOf`. Live, shadow and backtest decide by the same functions.
 */
import { lastClose } from '../domain/bar-series.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { SessionPlan, SkipReason } from '../domain/signal.ts';
import type { StrategyRules } from '../domain/strategy.ts';
import type { Ticker } from '../domain/ticker.ts';
import { filterCandidates } from '../rules/candidate-filter.ts';
import { decisionBars, type Market } from '../rules/decision-bars.ts';
import { readTrend } from '../rules/trailing-stop.ts';
import { LIVE_PLAN, planEntries, planExits } from './book-plan.ts';

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

export function planSession(sessionFacts: SessionFacts, rules: StrategyRules): SessionPlan {
  const { market, tradeDate, asOf } = sessionFacts;
  const { admitted, skipped } = filterCandidates(sessionFacts.candidates, rules);
  const seen = (ticker: Ticker) => decisionBars(market, ticker, asOf, rules.lookbackDays);
  const facts = {
    ...sessionFacts,
    candidates: admitted,
    trendOf: (ticker: Ticker) => readTrend(seen(ticker), asOf, rules.trailing),
    closeOf: (ticker: Ticker) => lastClose(seen(ticker)),
  };
  const { exits, verdicts, findings } = planExits(facts, rules, LIVE_PLAN);
  const entered = planEntries(facts, exits, rules, LIVE_PLAN);
  return {
    tradeDate,
    asOf,
    exits: [...exits, ...entered.rotations],
    entries: entered.entries,
    skipped: [
      ...skipped,
      ...entered.skipped.map(({ candidate: { ticker, score }, reason }) => ({
        ticker,
        reason,
        score,
      })),
    ],
    findings,
    verdicts,
  };
}
