/** Results are rounded once, at the end, on the binary value a number has and not on the decimal it seems to be. */
import { numberAt } from '../domain/number-at.ts';
import { daysBetween, type SessionDate } from '../domain/session-date.ts';
import type { ExitReason, Position } from '../domain/position.ts';

/** A finished round trip as results show it: prices to four decimals, dollars and per cent to two. */
export type Trade = Pick<
  Position,
  | 'ticker'
  | 'score'
  | 'grade'
  | 'gradeSource'
  | 'reportDate'
  | 'companyName'
  | 'gapSize'
  | 'entryDate'
  | 'shares'
> & {
  readonly entryPrice: number;
  readonly exitDate: SessionDate;
  readonly exitPrice: number;
  readonly invested: number;
  readonly pnl: number;
  readonly returnPct: number;
  /** Calendar days. */
  readonly holdingDays: number;
  readonly exitReason: ExitReason;
};

const PRICE_DECIMALS = 4;
const MONEY_DECIMALS = 2;

/** Unrounded numbers in, the record out. `commission` is what both orders of the round trip cost, in dollars. */
export function roundTrade(
  trade: Omit<Trade, 'invested' | 'pnl' | 'returnPct' | 'holdingDays'>,
  commission: number,
): Trade {
  const { entryPrice, exitPrice, shares } = trade;
  const invested = shares * entryPrice;
  const costPct = commission === 0 ? 0 : (commission / invested) * 100;
  return {
    ...trade,
    entryPrice: roundHalfEven(entryPrice, PRICE_DECIMALS),
    exitPrice: roundHalfEven(exitPrice, PRICE_DECIMALS),
    invested: roundHalfEven(invested, MONEY_DECIMALS),
    pnl: roundHalfEven(shares * (exitPrice - entryPrice) - commission, MONEY_DECIMALS),
    returnPct: roundHalfEven(
      ((exitPrice - entryPrice) / entryPrice) * 100 - costPct,
      MONEY_DECIMALS,
    ),
    holdingDays: daysBetween(trade.entryDate, trade.exitDate),
  };
}

/** So far from a tie, and so small, no error of one multiplication matters. */
const FAR_FROM_TIE = 0.001;
const EXACT_WITH_MARGIN = 2 ** 40;

/**
 * Correct on the exact binary value, exact ties to the even digit. Far from a tie the nearest integer of the last digit
 * is beyond doubt, and one division gives the double that its decimal text has.
 */
export function roundHalfEven(value: number, decimals: number): number {
  const scaled = value * numberAt(POWERS, decimals);
  const nearest = Math.round(scaled);
  const isBeyondDoubt =
    Math.abs(Math.abs(scaled - nearest) - 0.5) > FAR_FROM_TIE &&
    Math.abs(scaled) < EXACT_WITH_MARGIN;
  if (!isBeyondDoubt) return roundNearTie(value, decimals);
  return nearest === 0 ? 0 : nearest / numberAt(POWERS, decimals);
}

const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;

/**
 * `toFixed` is correct but for exact ties, which it takes away from zero; a tie is an odd multiple of 2^-(decimals + 1),
 * and scaling by a power of two is exact.
 */
function roundNearTie(value: number, decimals: number): number {
  const rounded = Number(value.toFixed(decimals));
  const halves = Math.abs(value) * 2 ** (decimals + 1);
  if (!Number.isInteger(halves) || halves % 2 === 0) return rounded === 0 ? 0 : rounded;
  const away = Math.round(Math.abs(rounded) * 10 ** decimals);
  const even = away % 2 === 0 ? away : away - 1;
  return even === 0 ? 0 : (Math.sign(value) * even) / 10 ** decimals;
}
