import { describe, expect, it } from 'vitest';

import { openSpanLens } from '../../../backtest/experiments/span-lens.ts';
import { priceDataOf } from '../../../backtest/price-data.ts';
import { simulateBacktest } from '../../../backtest/run-backtest.ts';
import {
  parseBacktestConfig,
  type BacktestConfig,
} from '../../../src/contracts/backtest-config.ts';
import type { Bar } from '../../../src/domain/bar.ts';
import type { Candidate } from '../../../src/domain/candidate.ts';
import { addDays, sessionDate, type SessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { sessionsBetween } from '../../../src/rules/market-calendar.ts';

const STOCKS = [ticker('AAA'), ticker('BBB')];
const ALL = sessionsBetween(sessionDate('2014-09-02'), sessionDate('2015-09-30'));

function barsOf(at: number, last: SessionDate): Bar[] {
  return ALL.filter((date) => date <= last).map((date, index) => {
    const price = 100 + 20 * Math.sin(index / (10 + at * 4));
    return { date, open: price, high: price + 1, low: price - 1, close: price + 0.5, volume: 1000 };
  });
}

/** BBB leaves the exchange in May. */
function pricesUntil(last: SessionDate) {
  const gone = sessionDate('2015-05-15');
  const bars = new Map(
    STOCKS.map((stock, at) => [stock, barsOf(at, at === 1 && gone < last ? gone : last)]),
  );
  return priceDataOf({ bars });
}

const candidates = Array.from({ length: 26 }, (_, week): Candidate => {
  const reportDate = addDays(sessionDate('2015-01-05'), week * 7);
  return {
    ...{ ticker: STOCKS[week % 2] ?? ticker('AAA'), score: 70, grade: 'B', gradeSource: 'html' },
    ...{ price: 100, gapSize: 3, companyName: null, reportDate },
  };
});
const input = { candidates, blocked: new Map() };

function config(raw: object): BacktestConfig {
  const parsed = parseBacktestConfig(raw);
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join());
  return parsed.config;
}

const END = sessionDate('2015-09-30');

describe('a span', () => {
  it.each([{}, { max_positions: 1 }, { entry_mode: 'next_day_open', max_positions: 2 }])(
    'gives what prices that end with it would give, with %j',
    (raw) => {
      for (const to of ['2015-03-31', '2015-05-15', '2015-05-18', '2015-07-08'].map(sessionDate)) {
        const lens = openSpanLens()({ from: sessionDate('2015-01-02'), to });
        const seen = simulateBacktest(input, pricesUntil(END), config(raw), lens);
        const reached = candidates.filter(({ reportDate }) => reportDate <= to);
        const ended = simulateBacktest(
          { ...input, candidates: reached },
          pricesUntil(to),
          config(raw),
        );
        expect(seen.trades.length).toBeGreaterThan(0);
        expect(seen.trades).toEqual(ended.trades);
        expect(seen.equity).toEqual(ended.equity);
      }
    },
  );

  it('lets every candidate enter in exactly one of the spans that follow each other', () => {
    const lens = openSpanLens();
    const spans = [
      ['2015-01-02', '2015-03-31'],
      ['2015-04-01', '2015-06-30'],
      ['2015-07-01', '2015-09-30'],
    ].map(([from = '', to = '']) => ({ from: sessionDate(from), to: sessionDate(to) }));
    const prices = pricesUntil(END);
    const rules = config({ entry_mode: 'next_day_open' });
    const entered = spans.flatMap((span) =>
      simulateBacktest(input, prices, rules, lens(span)).trades.map(
        ({ ticker: stock, entryDate }) => `${stock} ${entryDate}`,
      ),
    );
    const whole = simulateBacktest(input, prices, rules).trades.map(
      ({ ticker: stock, entryDate }) => `${stock} ${entryDate}`,
    );
    expect([...entered].sort()).toEqual([...whole].sort());
  });
});
