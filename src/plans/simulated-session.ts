/**
 * One simulated day of one book: splits → planned exits at the open → entries at the open → stops → the close. The
 * backtest folds it over years, the shadow book steps through it once a morning.
 */
import type { Finding } from '../domain/finding.ts';
import type { Money } from '../domain/money.ts';
import type { ClosedTrade, ExitReason, Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { StrategyRules } from '../domain/strategy.ts';
import { pnlOf } from '../rules/rotation.ts';
import { LIVE_STEP, stepBook, type SimulatedDay, type StepModel } from './book-step.ts';

export type { SimulatedDay, SimulatedEntry } from './book-step.ts';

export type SimulationModel = Pick<StepModel<Money>, 'stopFill' | 'sizeOn'>;

export type SimulatedBook = {
  readonly positions: readonly Position[];
  readonly nextPositionId: number;
};

export type SimulatedSession = {
  readonly book: SimulatedBook;
  readonly closed: readonly ClosedTrade[];
  readonly findings: readonly Finding[];
};

export function simulateSession(
  book: SimulatedBook,
  day: SimulatedDay,
  rules: StrategyRules,
  model: SimulationModel,
): SimulatedSession {
  const stepped = stepBook(book, day, rules, { ...LIVE_STEP, ...model });
  return {
    ...stepped,
    closed: stepped.closed.map(({ position, ...exit }) => closedTrade(position, exit)),
  };
}

/** P&L and return of a round trip, in the share terms of its exit. */
export function closedTrade(
  position: Position,
  exit: {
    readonly exitDate: SessionDate;
    readonly exitPrice: Money;
    readonly exitReason: ExitReason;
  },
): ClosedTrade {
  return {
    position,
    ...exit,
    pnl: pnlOf(position, exit.exitPrice),
    returnPct: ((exit.exitPrice - position.entryPrice) / position.entryPrice) * 100,
  };
}
