import { invariant } from './invariant.ts';
import { moneyFromUnits, type Money } from './money.ts';

declare const quantityBrand: unique symbol;

/**
 * Shares as an integer count of billionths: brokers trade fractions of nine decimals. At most nine million shares fit,
 * and each of them exactly.
 */
export type Quantity = number & { readonly [quantityBrand]: 'billionths of a share' };

const UNITS_PER_SHARE = 1_000_000_000;
const DECIMAL = /^(\d{1,7})(?:\.(\d{1,9})0*)?$/;

export function quantityFromUnits(units: number): Quantity {
  if (!Number.isSafeInteger(units))
    invariant(false, `a quantity must be a safe integer of billionths, is ${units}`);
  return units as Quantity;
}

export const NO_SHARES: Quantity = quantityFromUnits(0);

/** More than this many shares cannot be told apart exactly. */
export const MOST_SHARES = Math.floor(Number.MAX_SAFE_INTEGER / UNITS_PER_SHARE);

/** That many shares; a fraction is taken to the nearest billionth. */
export function shares(count: number): Quantity {
  return quantityFromUnits(Math.round(count * UNITS_PER_SHARE));
}

/** Reads `10` or `0.557436865`; undefined for a sign, an exponent, a tenth decimal or more shares than fit. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const units = Number(match[1]) * UNITS_PER_SHARE + Number((match[2] ?? '').padEnd(9, '0'));
  return Number.isSafeInteger(units) ? quantityFromUnits(units) : undefined;
}

/** The decimal without trailing zeros that goes on the wire: `10`, `0.5`. */
export function formatQuantity(quantity: Quantity): string {
  const fraction = Math.abs(quantity % UNITS_PER_SHARE);
  const whole = String(Math.trunc(quantity / UNITS_PER_SHARE));
  if (fraction === 0) return whole;
  return `${whole}.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`;
}

export function isWholeShares(quantity: Quantity): boolean {
  return quantity % UNITS_PER_SHARE === 0;
}

/** Shares as a plain number, exact for whole shares. */
export function sharesOf(quantity: Quantity): number {
  return quantity / UNITS_PER_SHARE;
}

export function addQuantity(a: Quantity, b: Quantity): Quantity {
  return quantityFromUnits(a + b);
}

export function subtractQuantity(a: Quantity, b: Quantity): Quantity {
  return quantityFromUnits(a - b);
}

/** Price × shares, rounded once to the ten-thousandth, half up; whole shares need no rounding. */
export function timesQuantity(price: Money, quantity: Quantity): Money {
  const fraction = quantity % UNITS_PER_SHARE;
  const whole = price * ((quantity - fraction) / UNITS_PER_SHARE);
  return moneyFromUnits(fraction === 0 ? whole : whole + roundedShare(price, fraction));
}

/** The shares that so many dollars buy at a price, rounded down to the billionth; at most what can be counted. */
export function quantityFor(amount: Money, price: Money): Quantity {
  const units = Number((BigInt(amount) * BigInt(UNITS_PER_SHARE)) / BigInt(Math.max(price, 1)));
  return quantityFromUnits(Math.min(units, Number.MAX_SAFE_INTEGER));
}

/** The part `part / whole` of an integer amount, rounded to the nearest unit: exact where a product would not be. */
export function proportion(amount: number, part: number, whole: number): number {
  const product = amount * part;
  if (Number.isSafeInteger(product)) return Math.round(product / whole);
  const [dividend, divisor] = [BigInt(amount) * BigInt(part), BigInt(whole)];
  return Number((2n * dividend + divisor) / (2n * divisor));
}

function roundedShare(price: Money, fraction: number): number {
  return proportion(price, fraction, UNITS_PER_SHARE);
}
