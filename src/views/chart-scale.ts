/** From values to places on a drawing, and the round values worth a line. */

export type Scale = (value: number) => number;

/** Linear; a range without extent lies in the middle. */
export function scaleTo(from: Range, to: Range): Scale {
  const extent = from.high - from.low;
  if (extent <= 0) return () => (to.low + to.high) / 2;
  const step = (to.high - to.low) / extent;
  return (value) => to.low + (value - from.low) * step;
}

export type Range = { readonly low: number; readonly high: number };

/** Of the finite values; around zero when there are none. */
export function rangeOf(values: Iterable<number>): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}

export function widened({ low, high }: Range, share: number): Range {
  const margin = (high - low) * share || Math.abs(high) * share || 1;
  return { low: low - margin, high: high + margin };
}

/** Round values inside a range, about as many as asked for. */
export function roundTicks({ low, high }: Range, about: number): number[] {
  const rough = (high - low) / about;
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => tidy((first + at) * step));
}

const STEPS = [1, 2, 2.5, 5, 10];

/** Takes away what binary fractions add: 0.30000000000000004. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** A place on a drawing, to a tenth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
