/** What each calendar month made of the equity it began with. */
import type { EquityPoint } from './equity-measures.ts';

export type YearOfReturns = {
  readonly year: number;
  /** January first, per cent; null where the curve has no session. */
  readonly months: readonly (number | null)[];
  /** From the first to the last session of the year, per cent. */
  readonly total: number;
};

/** The first month begins with the capital base. Months at either end may be parts of months. */
export function monthlyReturns(
  equity: readonly EquityPoint[],
  capitalBase: number,
): YearOfReturns[] {
  const ends = new Map<string, number>();
  for (const point of equity) ends.set(point.date.slice(0, 7), point.equity);
  const years = new Map<number, { months: (number | null)[]; begin: number; end: number }>();
  let before = capitalBase;
  for (const [month, end] of ends) {
    const [year, index] = [Number(month.slice(0, 4)), Number(month.slice(5)) - 1];
    const own = years.get(year) ?? { months: emptyYear(), begin: before, end };
    own.months[index] = growthPct(before, end);
    own.end = end;
    years.set(year, own);
    before = end;
  }
  return [...years].map(([year, { months, begin, end }]) => ({
    year,
    months,
    total: growthPct(begin, end),
  }));
}

export function growthPct(from: number, to: number): number {
  return (to / from - 1) * 100;
}

function emptyYear(): (number | null)[] {
  return Array.from({ length: 12 }, () => null);
}
