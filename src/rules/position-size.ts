import { invariant } from '../domain/invariant.ts';
import { moneyFromNumber, type Money } from '../domain/money.ts';

/** Whole shares that `positionSize` dollars buy at `price`; zero when one share costs more. */
export function sharesFor(positionSize: number, price: Money): number {
  if (!(price > 0)) invariant(false, `price must be positive, is ${price}`);
  return Math.floor(moneyFromNumber(positionSize) / price);
}
