import { describe, expect, it } from 'vitest';

import { holdBenchmark } from '../../backtest/benchmark.ts';
import { priceDataOf } from '../../backtest/price-data.ts';
import { calendarHistory } from '../../backtest/price-history.ts';
import type { Bar, Split } from '../../src/domain/bar.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { bar, barsBetween } from '../rules/sample-bars.ts';

const SPY = ticker('SPY');

function hold(bars: readonly Bar[], from: string, to: string, splits: readonly Split[] = []) {
  const history = calendarHistory(priceDataOf({ bars: new Map([[SPY, bars]]), splits }), {
    trailing: { kind: 'weekly_ema', period: 10 },
    lookbackDays: 400,
  });
  const sessions = sessionsBetween(sessionDate(from), sessionDate(to));
  return holdBenchmark({ ticker: SPY, sessions, capitalBase: 1000 }, history);
}

const values = ({ benchmark }: ReturnType<typeof hold>) =>
  benchmark?.points.map(({ date, equity }) => `${date} ${equity}`);

describe('a benchmark', () => {
  it('is bought at the first close with the whole capital, fractions of shares included', () => {
    // 1,000 at 160 are 6.25 shares; at 176 they are worth 1,100, at 152 950.
    const closes: Record<string, number> = { '2015-10-19': 160, '2015-10-20': 176 };
    const bars = barsBetween('2015-10-19', '2015-10-21', (date) => closes[date] ?? 152);
    const held = hold(bars, '2015-10-19', '2015-10-21');
    expect(values(held)).toEqual(['2015-10-19 1000', '2015-10-20 1100', '2015-10-21 950']);
    // From the peak of 1,100 to 950: 150 dollars.
    expect(held.benchmark?.measures.maxDrawdown).toBe(150);
    expect(held.findings).toEqual([]);
  });

  it('becomes more shares by a split, and no richer', () => {
    // 4 shares at 250; seven for one on the 21st at 40: 28 shares are worth 1,120.
    const bars = barsBetween('2015-10-19', '2015-10-22', (date) =>
      date < '2015-10-21' ? 250 : 40,
    );
    const split = {
      type: 'split',
      ticker: SPY,
      exDate: sessionDate('2015-10-21'),
      ratio: 7,
    } as const;
    expect(values(hold(bars, '2015-10-19', '2015-10-22', [split]))).toEqual([
      '2015-10-19 1000',
      '2015-10-20 1000',
      '2015-10-21 1120',
      '2015-10-22 1120',
    ]);
  });

  it('takes no split into account that lies before it was bought', () => {
    const bars = barsBetween('2015-10-19', '2015-10-22', (date) =>
      date < '2015-10-20' ? 250 : 40,
    );
    const split = {
      type: 'split',
      ticker: SPY,
      exDate: sessionDate('2015-10-20'),
      ratio: 7,
    } as const;
    expect(values(hold(bars, '2015-10-20', '2015-10-21', [split]))).toEqual([
      '2015-10-20 1000',
      '2015-10-21 1000',
    ]);
  });

  it('keeps its last close on a session without a bar', () => {
    const bars = [bar('2015-10-19', 100), bar('2015-10-21', 110)];
    expect(values(hold(bars, '2015-10-19', '2015-10-21'))).toEqual([
      '2015-10-19 1000',
      '2015-10-20 1000',
      '2015-10-21 1100',
    ]);
  });

  it('that begins late or ends early says so, and is flat nowhere', () => {
    const held = hold(
      barsBetween('2015-10-20', '2015-10-21', () => 100),
      '2015-10-19',
      '2015-10-23',
    );
    expect(values(held)).toEqual(['2015-10-20 1000', '2015-10-21 1000']);
    expect(held.findings).toMatchObject([
      {
        code: 'BENCHMARK_WITHOUT_PRICES',
        message: 'the benchmark SPY has prices from 2015-10-20 to 2015-10-21 only',
      },
    ]);
  });

  it('without prices is a finding, not a failure', () => {
    const held = hold([], '2015-10-19', '2015-10-23');
    expect(held.benchmark).toBeNull();
    expect(held.findings).toMatchObject([
      { message: 'SPY has no prices in the time of the run: there is no benchmark' },
    ]);
  });
});
