import { describe, expect, it } from 'vitest';

import type { Bar, CorporateAction } from '../../src/domain/bar.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { adjustBars } from '../../src/rules/adjusted-bars.ts';

const bar = (date: string, close: number): Bar => ({
  date: sessionDate(date),
  open: close - 1,
  high: close + 2,
  low: close - 2,
  close,
  volume: 600,
});
const action = (type: CorporateAction['type'], exDate: string, amount: number): CorporateAction => {
  const common = { ticker: ticker('AAPL'), exDate: sessionDate(exDate) };
  return type === 'split' ? { type, ...common, ratio: amount } : { type, ...common, cash: amount };
};
const BARS = [bar('2015-10-22', 100), bar('2015-10-23', 80), bar('2015-10-26', 41)];

describe('adjusted bars', () => {
  it('are the raw ones when nothing happened', () => {
    expect(adjustBars(BARS, [])).toEqual(BARS);
  });

  it('have all their prices divided, and their volume multiplied, by later splits', () => {
    expect(adjustBars(BARS, [action('split', '2015-10-26', 2)])).toEqual([
      { date: '2015-10-22', open: 49.5, high: 51, low: 49, close: 50, volume: 1200 },
      { date: '2015-10-23', open: 39.5, high: 41, low: 39, close: 40, volume: 1200 },
      bar('2015-10-26', 41),
    ]);
  });

  it('lose the part that a dividend was of the close before it, volume stays', () => {
    const [first, second, third] = adjustBars(BARS, [action('dividend', '2015-10-26', 8)]);
    expect(first).toMatchObject({ close: 90, low: 88.2, volume: 600 });
    expect(second).toMatchObject({ close: 72, volume: 600 });
    expect(third).toEqual(BARS[2]);
  });

  it('take dividends in the terms of their own day when a split came later', () => {
    const actions = [action('split', '2015-10-26', 2), action('dividend', '2015-10-23', 10)];
    // One tenth of 100, then half.
    expect(adjustBars(BARS, actions).map(({ close }) => close)).toEqual([45, 40, 41]);
  });

  it('stay as they are for a dividend before their beginning or as large as the price', () => {
    expect(adjustBars(BARS, [action('dividend', '2015-10-22', 5)])).toEqual(BARS);
    expect(adjustBars(BARS, [action('dividend', '2015-10-23', 100)])).toEqual(BARS);
  });
});
