import type { Split } from '../domain/bar.ts';
import { invariant } from '../domain/invariant.ts';
import { moneyFromUnits, roundDownToTick, type Money } from '../domain/money.ts';
import type { Position } from '../domain/position.ts';

/**
 * Re-expresses a position on the ex-date: shares × ratio, entry and stop ÷ ratio. A fraction of a share is paid out in
 * cash by the broker and is no longer part of the position.
 */
export function applySplit(position: Position, split: Split): Position {
  invariant(split.ratio > 0, `split ratio must be positive, is ${split.ratio}`);
  return {
    ...position,
    shares: sharesAfterSplit(position.shares, split.ratio),
    entryPrice: moneyFromUnits(Math.round(position.entryPrice / split.ratio)),
    stopPrice: stopAfterSplit(position.stopPrice, split.ratio),
  };
}

/** Whole shares after the split. The tolerance keeps 300 × (1/3) at 100. */
export function sharesAfterSplit(shares: number, ratio: number): number {
  return Math.floor(shares * ratio + 1e-6);
}

export function stopAfterSplit(stopPrice: Money, ratio: number): Money {
  return roundDownToTick(moneyFromUnits(Math.round(stopPrice / ratio)));
}
