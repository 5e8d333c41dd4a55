import { invariant } from '../domain/invariant.ts';
import { roundHalfEven } from './trade-rounding.ts';

/**
 * Exponential moving average at the last value: the simple mean of the first `period` values, then
 * `previous + (close − previous)·k` with k = 2/(period + 1). Undefined while there are fewer than
 * `period` values. Written so, a price at its average leaves the average as it is, to the last bit.
 */
export function emaOf(values: readonly number[], period: number): number | undefined {
  assertInput(values, period);
  if (values.length < period) return undefined;
  const k = 2 / (period + 1);
  let sum = 0;
  for (let at = 0; at < period; at += 1) sum += values[at] ?? NaN;
  let average = sum / period;
  for (let at = period; at < values.length; at += 1)
    average = ((values[at] ?? NaN) - average) * k + average;
  return average;
}

/**
 * The same average after each value, rounded to six decimals at every step and carried on from the rounded value: the
 * arithmetic of the reference profile. The first entry belongs to value number `period`.
 */
export function roundedEmaSeries(values: readonly number[], period: number): number[] {
  assertInput(values, period);
  if (values.length < period) return [];
  const k = 2 / (period + 1);
  const seed = values.slice(0, period).reduce((sum, value) => sum + value, 0) / period;
  let last = roundHalfEven(seed, 6);
  const series = [last];
  for (const value of values.slice(period)) {
    last = roundHalfEven(value * k + last * (1 - k), 6);
    series.push(last);
  }
  return series;
}

/** The lowest of the `period` values before the last one; undefined while there are not that many. */
export function lowestBeforeLast(values: readonly number[], period: number): number | undefined {
  assertInput(values, period);
  return values.length <= period ? undefined : Math.min(...values.slice(-period - 1, -1));
}

/** One NaN would poison every later value in silence. */
function assertInput(values: readonly number[], period: number): void {
  if (!(Number.isInteger(period) && period >= 1))
    invariant(false, `period must be a whole number from 1, is ${period}`);
  for (let at = 0; at < values.length; at += 1)
    if (!Number.isFinite(values[at])) invariant(false, 'an indicator needs finite values');
}
