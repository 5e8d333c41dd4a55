/**
 * What else could have come of the same trades: in another order (Monte-Carlo of trade order), or drawn again with
 * replacement (bootstrap). Every run has a generator of its own, so that runs may be done anywhere and in any pieces.
 */
import { invariant } from '../domain/invariant.ts';
import { numberAt } from '../domain/number-at.ts';
import { uniform } from './bootstrap.ts';
import { maxDrawdownOf } from './equity-measures.ts';
import { profitFactorOf } from './performance.ts';

export type ResamplingMethod = 'order' | 'bootstrap';

export type ResampledRun = {
  /** Dollars, of trades that follow each other. */
  readonly maxDrawdown: number;
  readonly totalPnl: number;
  /** Infinite when nothing was lost. */
  readonly profitFactor: number;
};

export type ResamplingQuestion = {
  readonly method: ResamplingMethod;
  /** Dollars, in the order the trades closed. */
  readonly pnls: readonly number[];
  readonly capitalBase: number;
  readonly seed: number;
};

/** The runs `from`, `from` + 1, … of the question; the same whoever does them and however they are split. */
export function resampledRuns(
  question: ResamplingQuestion,
  from: number,
  count: number,
): ResampledRun[] {
  const draw = question.method === 'order' ? shuffled : redrawn;
  return Array.from({ length: count }, (_, at) =>
    outcomeOf(draw(question.pnls, uniform(seedOf(question.seed, from + at))), question.capitalBase),
  );
}

/** Fisher and Yates: every order is equally likely. */
export function shuffled(values: readonly number[], next: () => number): number[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    const kept = numberAt(order, last);
    order[last] = numberAt(order, other);
    order[other] = kept;
  }
  return order;
}

export function redrawn(values: readonly number[], next: () => number): number[] {
  return values.map(() => numberAt(values, Math.floor(next() * values.length)));
}

export function outcomeOf(pnls: readonly number[], capitalBase: number): ResampledRun {
  let equity = capitalBase;
  const curve = pnls.map((pnl) => (equity += pnl));
  return {
    maxDrawdown: maxDrawdownOf(curve, capitalBase).dollars,
    totalPnl: equity - capitalBase,
    profitFactor: profitFactorOf(pnls),
  };
}

/** The smallest value that at least this share of the values does not exceed. */
export function quantileOf(sorted: readonly number[], share: number): number {
  invariant(sorted.length > 0, 'a quantile needs a value');
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return numberAt(sorted, rank - 1);
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Neighbouring runs start far apart. */
function seedOf(seed: number, run: number): number {
  return (seed ^ Math.imul(run + 1, 0x9e3779b1)) | 0;
}
