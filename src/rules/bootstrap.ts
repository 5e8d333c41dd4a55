/** Intervals without assumptions: the sample is drawn again from itself. Seeded, so that a run can be repeated. */
import { invariant } from '../domain/invariant.ts';
import { numberAt } from '../domain/number-at.ts';

export type Interval = { readonly low: number; readonly high: number };

const SEED = 20_151_023;
const RESAMPLES = 1_000;
const OUTSIDE = 0.025;

/**
 * A statistic of one number for each item. It is given the same array each time, drawn anew, and others are given it
 * too: it may neither keep nor change it. Statistics of the very same `values` share their drawing.
 */
export type Drawn = {
  readonly values: readonly number[];
  readonly statistic: (resample: Float64Array) => number;
};

/** The middle 95 % of a statistic over resamples of `values`, by the percentile method. */
export function bootstrapInterval(
  values: readonly number[],
  statistic: Drawn['statistic'],
): Interval {
  return bootstrapIntervals({ only: { values, statistic } }).only;
}

/** The same for several statistics of the same items, all of them looked at in the same resamples. */
export function bootstrapIntervals<Name extends string>(
  statistics: Readonly<Record<Name, Drawn>>,
): Record<Name, Interval> {
  const asked = Object.entries(statistics) as [Name, Drawn][];
  const drawings = new Map<readonly number[], Drawing>();
  const results = asked.map(([name, { values, statistic }]) => {
    const drawing = drawings.get(values) ?? drawingOf(values);
    drawings.set(values, drawing);
    return { name, statistic, resample: drawing.resample, found: new Float64Array(RESAMPLES) };
  });
  const sizes = asked.map(([, { values }]) => values.length);
  const size = Math.max(0, ...sizes);
  invariant(size > 0, 'nothing to draw from');
  invariant(
    sizes.every((length) => length === size),
    'statistics that are drawn together are of the same items',
  );
  let state = SEED;
  const picks = new Uint32Array(size);
  for (let round = 0; round < RESAMPLES; round += 1) {
    state = draw(picks, state);
    for (const { source, resample } of drawings.values()) take(source, picks, resample);
    for (const { resample, statistic, found } of results) found[round] = statistic(resample);
  }
  const intervals = results.map(({ name, found }) => [name, middleOf(found)] as const);
  return Object.fromEntries(intervals) as Record<Name, Interval>;
}

type Drawing = { readonly source: Float64Array; readonly resample: Float64Array };

function drawingOf(values: readonly number[]): Drawing {
  return { source: Float64Array.from(values), resample: new Float64Array(values.length) };
}

/** Fills the picks with indexes of the items, each as likely as the other, and returns the state behind them. */
function draw(picks: Uint32Array, before: number): number {
  let state = before;
  for (let at = 0; at < picks.length; at += 1) {
    state = (state + STEP) | 0;
    picks[at] = Math.floor(fractionOf(state) * picks.length);
  }
  return state;
}

function take(source: Float64Array, picks: Uint32Array, resample: Float64Array): void {
  for (let at = 0; at < resample.length; at += 1) resample[at] = source[picks[at] ?? 0] ?? NaN;
}

function middleOf(results: Float64Array): Interval {
  const sorted = results.sort();
  const at = (share: number): number => numberAt(sorted, Math.floor(share * (RESAMPLES - 1)));
  return { low: at(OUTSIDE), high: at(1 - OUTSIDE) };
}

/** Mulberry32: numbers in [0, 1), the same for the same seed on every machine. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + STEP) | 0;
    return fractionOf(state);
  };
}

const STEP = 0x6d2b79f5;

function fractionOf(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
