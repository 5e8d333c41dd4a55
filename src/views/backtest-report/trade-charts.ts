/**
 * What the small charts of the trades are drawn from, packed: the bars of a stock once, however many trades it has.
 * Prices are as traded on their day; a chart restates them in the share terms of its exit.
 */
import { invariant } from '../../domain/invariant.ts';
import { packNumbers, unpackNumbers } from '../packed-numbers.ts';

/** A bar by the number of its session. */
export type PlacedBar = {
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
};

export type PlacedSplit = { readonly at: number; readonly ratio: number };

export type PackedStock = {
  /** Dollars of one step of a packed price. */
  readonly unit: number;
  readonly bars: string;
  readonly splits: readonly PlacedSplit[];
};

/** Of one trade, by numbers of sessions. */
export type TradeChart = {
  readonly first: number;
  readonly last: number;
  /** The stop in force from a session on; a split changes it. */
  readonly stops: readonly PlacedPrice[];
  /** What the trailing stop compared the close with, at each week's end that it judged. */
  readonly trend: readonly PlacedPrice[];
};

export type PlacedPrice = { readonly at: number; readonly price: number };

export type TradeCharts = {
  /** Day numbers of all sessions, ascending. */
  readonly sessions: readonly number[];
  readonly stocks: Readonly<Record<string, PackedStock>>;
  /** One for each trade; null where its bars are not carried along. */
  readonly charts: readonly (TradeChart | null)[];
};

/** `bars` ascending. */
export function packStock(bars: readonly PlacedBar[], splits: readonly PlacedSplit[]): PackedStock {
  const unit = unitFor(bars.reduce((lowest, { low }) => Math.min(lowest, low), Infinity));
  const inUnits = (value: number): number => Math.round(value / unit);
  const numbers: number[] = [];
  let [at, last] = [0, 0];
  for (const bar of bars) {
    const [open, close] = [inUnits(bar.open), inUnits(bar.close)];
    const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
    numbers.push(bar.at - at, open - last, close - open);
    numbers.push(inUnits(bar.high) - top, bottom - inUnits(bar.low));
    [at, last] = [bar.at, close];
  }
  return { unit, bars: packNumbers(numbers), splits };
}

/** Fine enough to be exact for prices on the tick, and never finer than a chart can show. */
function unitFor(lowest: number): number {
  if (lowest >= 10) return 0.01;
  return lowest >= 1 ? 0.001 : 0.0001;
}

const NUMBERS_A_BAR = 5;

export function unpackBars({ unit, bars }: Pick<PackedStock, 'unit' | 'bars'>): PlacedBar[] {
  const numbers = unpackNumbers(bars);
  const steps = Math.round(1 / unit);
  const unpacked: PlacedBar[] = [];
  let [at, last] = [0, 0];
  for (let from = 0; from < numbers.length; from += NUMBERS_A_BAR) {
    const [gap = 0, jump = 0, body = 0, above = 0, below = 0] = numbers.slice(
      from,
      from + NUMBERS_A_BAR,
    );
    const open = last + jump;
    const close = open + body;
    const [high, low] = [Math.max(open, close) + above, Math.min(open, close) - below];
    at += gap;
    last = close;
    const inDollars = (units: number): number => units / steps;
    unpacked.push({
      ...{ at, open: inDollars(open), high: inDollars(high) },
      ...{ low: inDollars(low), close: inDollars(close) },
    });
  }
  return unpacked;
}

const PRICE_STEPS = 10_000;

export function packChart({ first, last, stops, trend }: TradeChart): string {
  return packNumbers([
    first,
    last - first,
    ...packPrices(stops, first),
    ...packPrices(trend, first),
  ]);
}

function packPrices(prices: readonly PlacedPrice[], from: number): number[] {
  const numbers = [prices.length];
  let [at, last] = [from, 0];
  for (const placed of prices) {
    const steps = Math.round(placed.price * PRICE_STEPS);
    numbers.push(placed.at - at, steps - last);
    [at, last] = [placed.at, steps];
  }
  return numbers;
}

export function unpackChart(text: string): TradeChart {
  const numbers = unpackNumbers(text);
  const [first, width] = [numbers[0], numbers[1]];
  invariant(first !== undefined && width !== undefined, 'a packed chart begins with its window');
  const stops = unpackPrices(numbers, 2, first);
  const trend = unpackPrices(numbers, 3 + 2 * stops.length, first);
  return { first, last: first + width, stops, trend };
}

function unpackPrices(numbers: readonly number[], from: number, start: number): PlacedPrice[] {
  let [at, last] = [start, 0];
  return Array.from({ length: numbers[from] ?? 0 }, (_, index) => {
    at += numbers[from + 1 + 2 * index] ?? 0;
    last += numbers[from + 2 + 2 * index] ?? 0;
    return { at, price: last / PRICE_STEPS };
  });
}
