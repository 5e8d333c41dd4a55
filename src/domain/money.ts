import { invariant } from './invariant.ts';

declare const moneyBrand: unique symbol;

/**
 * Dollars as an integer count of ten-thousandths: what is ordered or booked. Prices below one dollar have four
 * decimals at the exchanges, so this unit holds every order price exactly. Market data and indicators stay `number`.
 */
export type Money = number & { readonly [moneyBrand]: 'ten-thousandths of a dollar' };

const UNITS_PER_DOLLAR = 10_000;
const DECIMAL = /^(-)?(\d{1,11})(?:\.(\d{1,18}))?$/;

export function moneyFromUnits(units: number): Money {
  // The sentence is made only when it is needed: this is asked millions of times.
  if (!Number.isSafeInteger(units))
    invariant(false, `money must be a safe integer of ten-thousandths, is ${units}`);
  return units as Money;
}

export const ZERO: Money = moneyFromUnits(0);

/**
 * Reads a decimal string such as `617.68`. Digits beyond the fourth decimal (average fill prices carry them) are
 * rounded once, half away from zero. Returns undefined for anything that is not a plain decimal.
 */
export function parseMoney(text: string): Money | undefined {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return undefined;
  const fraction = (match[3] ?? '').padEnd(5, '0');
  const units = Number(match[2]) * UNITS_PER_DOLLAR + Number(fraction.slice(0, 4));
  const rounded = Number(fraction[4]) >= 5 ? units + 1 : units;
  return moneyFromUnits(match[1] === '-' && rounded !== 0 ? -rounded : rounded);
}

/** The nearest ten-thousandth of a market price or of a stored REAL; refuses NaN and infinities. */
export function moneyFromNumber(dollars: number): Money {
  if (!Number.isFinite(dollars)) invariant(false, `a price must be finite, is ${dollars}`);
  const units = Math.round(dollars * UNITS_PER_DOLLAR);
  return moneyFromUnits(units === 0 ? 0 : units);
}

export function moneyToNumber(money: Money): number {
  return money / UNITS_PER_DOLLAR;
}

/** The decimal string that goes on the wire and into files: two decimals, four where the value needs them. */
export function formatMoney(money: Money): string {
  const units = Math.abs(money);
  const whole = Math.floor(units / UNITS_PER_DOLLAR);
  const fraction = String(units % UNITS_PER_DOLLAR).padStart(4, '0');
  const shown = fraction.endsWith('00') ? fraction.slice(0, 2) : fraction;
  return `${money < 0 ? '-' : ''}${whole}.${shown}`;
}

export function addMoney(a: Money, b: Money): Money {
  return moneyFromUnits(a + b);
}

export function subtractMoney(a: Money, b: Money): Money {
  return moneyFromUnits(a - b);
}

/** Price × whole shares. */
export function timesShares(price: Money, shares: number): Money {
  invariant(Number.isSafeInteger(shares), `shares must be whole, are ${shares}`);
  return moneyFromUnits(price * shares);
}

/** The tick of the exchanges: 0.01 at or above one dollar, else 0.0001. */
export function tickOf(price: Money): Money {
  return moneyFromUnits(price >= UNITS_PER_DOLLAR ? 100 : 1);
}

export function roundDownToTick(price: Money): Money {
  return moneyFromUnits(Math.floor(price / tickOf(price)) * tickOf(price));
}
