/** Intervals without assumptions: the sample is drawn again from itself. Seeded, so that a run can be repeated. */
import { invariant } from '../domain/invariant.ts';

export type Interval = { readonly low: number; readonly high: number };

const SEED = 20_151_023;
const RESAMPLES = 1_000;
const OUTSIDE = 0.025;

/** The middle 95 % of a statistic over resamples of `values`, by the percentile method. */
export function bootstrapInterval(
  values: readonly number[],
  statistic: (resample: readonly number[]) => number,
): Interval {
  invariant(values.length > 0, 'nothing to draw from');
  const next = uniform(SEED);
  const results = Array.from({ length: RESAMPLES }, () =>
    statistic(values.map(() => values[Math.floor(next() * values.length)] ?? NaN)),
  ).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (share: number): number => results[Math.floor(share * (RESAMPLES - 1))] ?? NaN;
  return { low: at(OUTSIDE), high: at(1 - OUTSIDE) };
}

/** Mulberry32: numbers in [0, 1), the same for the same seed on every machine. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
