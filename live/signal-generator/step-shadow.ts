import type { Bar } from '../../src/domain/bar.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { ClosedTrade, Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import { planSession } from '../../src/plans/session-plan.ts';
import { simulateSession, type SimulatedBook } from '../../src/plans/simulated-session.ts';
import type { ShadowPlanRecord, StateReads } from '../../src/ports/state-store.ts';
import type { Market } from '../../src/rules/decision-bars.ts';
import { previousSession, sessionsBetween } from '../../src/rules/market-calendar.ts';

export type ShadowStep = {
  readonly positions: readonly Position[];
  readonly closed: readonly ClosedTrade[];
  readonly findings: readonly Finding[];
};

/**
 * Carries the shadow book through every session since it was last looked at, up to `asOf`, by the same step the
 * backtest folds. A session that nobody planned still has its exits: they follow from the bars.
 */
export function stepShadow(
  store: StateReads,
  market: Market,
  rules: StrategyRules,
  asOf: SessionDate,
): ShadowStep {
  const lastAsOf = store.shadowAsOf(rules.name);
  let book: SimulatedBook = {
    positions: store.shadowPositions(rules.name),
    nextPositionId: store.nextShadowPositionId(),
  };
  const closed: ClosedTrade[] = [];
  const findings: Finding[] = [];
  const sessions =
    lastAsOf === null ? [] : sessionsBetween(lastAsOf, asOf).filter((date) => date > lastAsOf);
  for (const session of sessions) {
    const plan = store.shadowPlan(rules.name, session) ?? unplanned(book, market, rules, session);
    const day = {
      session,
      ...plan,
      bars: barsOn(market, session),
      splits: market.splits.filter((split) => split.exDate === session),
    };
    const step = simulateSession(book, day, rules, {
      stopFill: 'gap_aware',
      sizeOn: 'reference_price',
    });
    book = step.book;
    closed.push(...step.closed);
    findings.push(...step.findings);
  }
  return { positions: book.positions, closed, findings };
}

function unplanned(
  book: SimulatedBook,
  market: Market,
  rules: StrategyRules,
  session: SessionDate,
): ShadowPlanRecord {
  const asOf = previousSession(session);
  const facts = { tradeDate: session, asOf, book: book.positions, candidates: [], market };
  const { exits } = planSession(facts, rules);
  return {
    exits: exits.map(({ position, reason }) => ({ ticker: position.ticker, reason })),
    entries: [],
  };
}

function barsOn(market: Market, session: SessionDate): ReadonlyMap<Ticker, Bar> {
  const onDay = new Map<Ticker, Bar>();
  for (const [ticker, bars] of market.bars) {
    const bar = bars.find(({ date }) => date === session);
    if (bar !== undefined) onDay.set(ticker, bar);
  }
  return onDay;
}
