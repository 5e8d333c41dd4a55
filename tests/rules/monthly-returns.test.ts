import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { growthPct, monthlyReturns } from '../../src/rules/monthly-returns.ts';

const at = (date: string, equity: number) => ({
  date: sessionDate(date),
  equity,
  marketValue: 0,
  positions: 0,
});

describe('returns by month', () => {
  it('go from the last session of a month to that of the next, the first from the capital base', () => {
    const years = monthlyReturns(
      [
        at('2014-11-28', 1000),
        at('2014-12-15', 1300),
        at('2014-12-31', 1100),
        at('2015-01-30', 1210),
        at('2015-03-31', 1089),
      ],
      800,
    );
    // 800 → 1000 is 25 %; 1000 → 1100 10 %; 1100 → 1210 10 %; February has no session; 1210 → 1089 is −10 %.
    expect(years.map(({ year }) => year)).toEqual([2014, 2015]);
    const [first, second] = years.map(({ months }) => months);
    expect(first?.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => null));
    expect(first?.[10]).toBeCloseTo(25, 10);
    expect(first?.[11]).toBeCloseTo(10, 10);
    expect(second?.[0]).toBeCloseTo(10, 10);
    expect(second?.[1]).toBeNull();
    expect(second?.[2]).toBeCloseTo(-10, 10);
    // 800 → 1100 is 37.5 %; 1100 → 1089 is −1 %.
    expect(years[0]?.total).toBeCloseTo(37.5, 10);
    expect(years[1]?.total).toBeCloseTo(-1, 10);
  });

  it('are none without a session', () => {
    expect(monthlyReturns([], 1000)).toEqual([]);
  });

  it('are per cent of what there was', () => {
    expect(growthPct(200, 250)).toBe(25);
  });
});
