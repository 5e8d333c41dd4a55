/** Makes room for a better candidate: at most once a session, and only at the cost of a losing position. */
import type { Position } from '../domain/position.ts';
import type { Ticker } from '../domain/ticker.ts';
import { moneyFromNumber, moneyFromUnits, type Money } from '../domain/money.ts';
import { scoreOf } from './candidate-filter.ts';

export type RotationOffer = { readonly position: Position; readonly unrealizedPnl: Money };

/**
 * The position with the most negative unrealized P&L at the last close, among those given (not exiting, not entered
 * today), in book order on ties. P&L comes from closes, never from a live quote, so that the backtest decides the same.
 */
export function weakestPosition(
  positions: readonly Position[],
  closeOf: (ticker: Ticker) => number | undefined,
): RotationOffer | undefined {
  let weakest: RotationOffer | undefined;
  for (const position of positions) {
    const close = closeOf(position.ticker);
    if (close === undefined) continue;
    const unrealizedPnl = pnlOf(position, moneyFromNumber(close));
    if (unrealizedPnl < (weakest?.unrealizedPnl ?? 0)) weakest = { position, unrealizedPnl };
  }
  return weakest;
}

export function isBetter(candidateScore: number | null, position: Position): boolean {
  return scoreOf(candidateScore) > scoreOf(position.score);
}

/** shares × (price − entry). */
export function pnlOf(position: Pick<Position, 'shares' | 'entryPrice'>, price: Money): Money {
  return moneyFromUnits(position.shares * (price - position.entryPrice));
}
