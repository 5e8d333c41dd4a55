import { describe, expect, it } from 'vitest';

import { siftBars } from '../../src/contracts/sift-bars.ts';
import type { Bar } from '../../src/domain/bar.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';

const question = {
  source: 'fmp',
  ticker: ticker('AAPL'),
  from: sessionDate('2015-10-19'),
  to: sessionDate('2015-10-23'),
};

function bar(date: string, changes: Partial<Bar> = {}): Bar {
  return {
    date: sessionDate(date),
    open: 110,
    high: 112,
    low: 109,
    close: 111,
    volume: 5,
    ...changes,
  };
}

describe('bars from the network', () => {
  it('come out in the order of their dates, those of the span only', () => {
    const dates = ['2015-10-26', '2015-10-23', '2015-10-20', '2015-10-19', '2015-10-16'];
    const { bars, findings } = siftBars(
      dates.map((date) => bar(date)),
      question,
    );
    expect(bars.map(({ date }) => date)).toEqual(['2015-10-19', '2015-10-20', '2015-10-23']);
    expect(findings).toEqual([]);
  });

  it.each([
    [[bar('2015-10-19'), bar('2015-10-19')], '2015-10-19 occurs twice'],
    [[bar('2015-10-19'), bar('2015-10-20', { low: 0 })], '2015-10-20: open 110, high 112, low 0'],
    [[bar('2015-10-19'), bar('2015-10-20', { close: 113 })], '2015-10-20: close 113 lies outside'],
  ])('lose a row that cannot be true, with a finding', (rows, why) => {
    const { bars, findings } = siftBars(rows, question);
    expect(bars).toEqual([bar('2015-10-19')]);
    expect(findings.map(({ code }) => code)).toEqual(['PRICE_ROW_REFUSED']);
    expect(findings[0]?.message).toContain(`fmp AAPL: ${why}`);
  });

  it('of a day without a session are refused', () => {
    const weekend = { ...question, to: sessionDate('2015-10-25') };
    const { findings } = siftBars([bar('2015-10-24')], weekend);
    expect(findings[0]?.message).toBe('fmp AAPL: 2015-10-24 is no session; the row is left out');
  });
});
