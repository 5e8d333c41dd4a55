import { invariant } from '../domain/invariant.ts';
import { moneyFromUnits, roundDownToTick, type Money } from '../domain/money.ts';

const PARTS_PER_PERCENT = 10_000;
const PARTS = 100 * PARTS_PER_PERCENT;

/** price × (1 − stopLossPct/100), rounded down to the tick: for the plan from the reference price, later from the fill. */
export function stopPriceFor(price: Money, stopLossPct: number): Money {
  invariant(
    stopLossPct > 0 && stopLossPct < 100,
    `stop loss must be within 0–100 %, is ${stopLossPct}`,
  );
  const kept = PARTS - Math.round(stopLossPct * PARTS_PER_PERCENT);
  const stop = roundDownToTick(moneyFromUnits(Math.floor((price * kept) / PARTS)));
  invariant(stop > 0 && stop < price, `stop ${stop} must lie between 0 and the price ${price}`);
  return stop;
}
