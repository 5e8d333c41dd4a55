/** Sample statistics and the two tests that performance reports, without a library: they are a page. */
import { invariant } from '../domain/invariant.ts';
import { numberAt } from '../domain/number-at.ts';

export function mean(values: ArrayLike<number>): number {
  invariant(values.length > 0, 'a mean needs a value');
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? NaN;
  return sum / values.length;
}

export function median(values: readonly number[]): number {
  invariant(values.length > 0, 'a median needs a value');
  const sorted = [...values].sort((a, b) => a - b);
  const upper = numberAt(sorted, sorted.length >> 1);
  return sorted.length % 2 === 1 ? upper : (numberAt(sorted, (sorted.length >> 1) - 1) + upper) / 2;
}

/** Of a sample: divided by n − 1. */
export function variance(values: readonly number[]): number {
  invariant(values.length > 1, `a variance needs two values, there are ${values.length}`);
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

export function standardDeviation(values: readonly number[]): number {
  return Math.sqrt(variance(values));
}

export type WelchTest = {
  readonly meanA: number;
  readonly meanB: number;
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
};

/** Whether two samples have one mean, without taking their variances for equal. Undefined when neither varies. */
export function welchTest(a: readonly number[], b: readonly number[]): WelchTest | undefined {
  const [errorA, errorB] = [variance(a) / a.length, variance(b) / b.length];
  const error = errorA + errorB;
  if (error === 0) return undefined;
  const [meanA, meanB] = [mean(a), mean(b)];
  const t = (meanA - meanB) / Math.sqrt(error);
  const degreesOfFreedom =
    error ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1));
  return { meanA, meanB, t, degreesOfFreedom, p: studentP(t, degreesOfFreedom) };
}

export type Correlation = { readonly r: number; readonly p: number };

/** Pearson's r with its two-sided p-value. Undefined for fewer than three pairs, or when one side does not vary. */
export function correlation(
  pairs: readonly (readonly [x: number, y: number])[],
): Correlation | undefined {
  if (pairs.length < 3) return undefined;
  const [centreX, centreY] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xx += (x - centreX) ** 2;
    yy += (y - centreY) ** 2;
    xy += (x - centreX) * (y - centreY);
  }
  if (xx === 0 || yy === 0) return undefined;
  const r = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  const degreesOfFreedom = pairs.length - 2;
  if (Math.abs(r) === 1) return { r, p: 0 };
  return { r, p: studentP(r * Math.sqrt(degreesOfFreedom / (1 - r * r)), degreesOfFreedom) };
}

/** Two-sided p of Student's t. */
export function studentP(t: number, degreesOfFreedom: number): number {
  return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/** The regularized incomplete beta function I_x(a, b). @see https://dlmf.nist.gov/8.17 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on one side only; the other follows by symmetry.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  return (front / a) * betaFraction(x, a, b);
}

const TINY = 1e-300;

/** Lentz's evaluation of the continued fraction (DLMF 8.17.22). */
function betaFraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let factor = 1;
    for (const term of [even, odd]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      factor = c * d;
      fraction *= factor;
    }
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return fraction;
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(z) for z > 0, by Lanczos' approximation (g = 7, n = 9). */
function logGamma(z: number): number {
  if (z < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * z)) - logGamma(1 - z);
  const series = LANCZOS.reduce(
    (sum, coefficient, index) => sum + coefficient / (z + index),
    0.99999999999980993,
  );
  const t = z + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (z - 0.5) * Math.log(t) - t + Math.log(series);
}
