import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { renderTradeDetails } from '../../../src/views/backtest-report/trade-details.ts';
import type { TradePicture } from '../../../src/views/backtest-report/trade-picture.ts';
import { listedTrade } from './listed-trade.ts';

const picture: TradePicture = {
  dates: [sessionDate('2015-10-23'), sessionDate('2015-11-02')],
  bars: [
    { open: 100, high: 104, low: 99, close: 103 },
    { open: 110, high: 111, low: 109, close: 110 },
  ],
  entry: { bar: 0, price: 100 },
  exit: { bar: 1, price: 110 },
  stops: [{ bar: 0, to: 1, price: 90 }],
  trend: [{ bar: 1, price: 101.5 }],
  splits: [],
  stopsAsSet: [
    { date: sessionDate('2015-10-23'), price: 180 },
    { date: sessionDate('2015-10-28'), price: 90 },
  ],
};

const details = (facts: Partial<Parameters<typeof renderTradeDetails>[0]> = {}) =>
  renderTradeDetails({
    trade: listedTrade({ companyName: '<b>Evil & Co</b>', gradeSource: 'inferred' }),
    picture,
    size: { width: 600, height: 240 },
    trendName: '10-week EMA',
    ...facts,
  }).html;

describe('the details of a trade', () => {
  it('say in words what the drawing shows', () => {
    expect(details()).toContain(
      'Daily bars of AMZN from 2015-10-23 to 2015-11-02: entry 2015-10-23 at 100.00, exit 2015-11-02 at 110.00',
    );
    expect(details()).toContain('180.00, 90.00 from 2015-10-28');
    expect(details()).toContain('10-week EMA, last read at 101.50');
    expect(details()).toContain('B (from the score)');
    expect(details()).toContain('&lt;b&gt;Evil &amp; Co&lt;/b&gt;');
  });

  it('say so where the trend was not read', () => {
    expect(details({ picture: { ...picture, trend: [] } })).toContain('was not read');
    expect(details({ trendName: null })).not.toContain('EMA');
  });

  it('without bars still show every number', () => {
    const html = details({ picture: null });
    expect(html).not.toContain('<svg');
    expect(html).toContain('are not in the file');
    expect(html).toContain('+$100.00, +10.00 % in 10 days');
  });
});
