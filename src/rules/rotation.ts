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
  return mostNegative(positions, (position) => {
    const close = closeOf(position.ticker);
    return close === undefined ? undefined : pnlOf(position, moneyFromNumber(close));
  });
}

/** The first of those with the lowest P&L below zero; one without a P&L cannot be judged and is left alone. */
export function mostNegative<Held, Price extends number>(
  positions: readonly Held[],
  pnlAtClose: (position: Held) => Price | undefined,
): { readonly position: Held; readonly unrealizedPnl: Price } | undefined {
  let weakest: { readonly position: Held; readonly unrealizedPnl: Price } | undefined;
  for (const position of positions) {
    const unrealizedPnl = pnlAtClose(position);
    if (unrealizedPnl !== undefined && unrealizedPnl < (weakest?.unrealizedPnl ?? 0))
      weakest = { position, unrealizedPnl };
  }
  return weakest;
}

export function isBetter(
  candidateScore: number | null,
  position: Pick<Position, 'score'>,
): boolean {
  return scoreOf(candidateScore) > scoreOf(position.score);
}

/** shares × (price − entry). */
export function pnlOf(position: Pick<Position, 'shares' | 'entryPrice'>, price: Money): Money {
  return moneyFromUnits(position.shares * (price - position.entryPrice));
}
