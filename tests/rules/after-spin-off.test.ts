import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { drawnWithout, heldThrough, withoutTrend } from '../../src/rules/after-spin-off.ts';
import { position } from '../domain/sample.ts';

const EBAY = ticker('EBAY');
const bar = (date: string, price: number) => ({
  date: sessionDate(date),
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 1000,
});
const spinOff = (exDate: string, cash: number) =>
  ({ type: 'spinoff', ticker: EBAY, exDate: sessionDate(exDate), cash }) as const;
const held = [position('EBAY', { entryDate: sessionDate('2015-07-01') })];
const FRIDAY = bar('2015-07-17', 66.29);
const MONDAY = bar('2015-07-20', 27.9);
const market = { bars: new Map([[EBAY, [FRIDAY, MONDAY]]]), splits: [] };

describe('a position that was held through a spin-off', () => {
  it('is one whose entry is older than the ex-date', () => {
    const of = (exDate: string, asOf = '2015-07-31') =>
      heldThrough(held, [spinOff(exDate, 38.39)], sessionDate(asOf)).length;
    expect([of('2015-07-20'), of('2015-07-01'), of('2015-07-20', '2015-07-17')]).toEqual([1, 0, 0]);
    expect(heldThrough([], [spinOff('2015-07-20', 38.39)], sessionDate('2015-07-31'))).toEqual([]);
  });

  it('has bars without the gap: EBAY closed at 66.29, of which 38.39 left [F31]', () => {
    const { bars } = drawnWithout(market, [spinOff('2015-07-20', 38.39)]);
    const [before, after] = bars.get(EBAY) ?? [];
    expect(before?.close).toBeCloseTo(27.9, 10);
    expect(after).toEqual(MONDAY);
  });

  it('changes no bar of others, nor of a market without one', () => {
    expect(drawnWithout(market, [])).toBe(market);
    const AMZN = ticker('AMZN');
    const both = { ...market, bars: new Map([...market.bars, [AMZN, [FRIDAY]]]) };
    expect(drawnWithout(both, [spinOff('2015-07-20', 38.39)]).bars.get(AMZN)).toEqual([FRIDAY]);
  });

  it('has no trend where nobody knows what the spin-off was worth', () => {
    expect([...withoutTrend([spinOff('2015-07-20', 0)])]).toEqual(['EBAY']);
    expect([...withoutTrend([spinOff('2015-07-20', 38.39)])]).toEqual([]);
  });
});
