import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { measurePerformance } from '../../../src/rules/performance.ts';
import type { Trade } from '../../../src/rules/trade-rounding.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { sayIdle, sayResult } from '../../../src/views/backtest-report/summary-section.ts';
import { listedTrade } from './listed-trade.ts';

const performanceOf = (returns: readonly number[]) =>
  measurePerformance({
    trades: returns.map((returnPct): Trade => ({
      ...listedTrade({ returnPct, pnl: returnPct * 10 }),
      ticker: ticker('AMZN'),
      grade: 'B',
      gradeSource: 'html',
      exitReason: 'trend_break',
    })),
    skipReasons: [],
    equity: [],
    capitalBase: 1000,
  });

const repeated = (...returns: readonly number[]) =>
  Array.from({ length: 40 }, (_, at) => returns[at % returns.length] ?? 0);

describe('what the report says of a run', () => {
  it('claims nothing of a sample that is too small', () => {
    expect(sayResult(performanceOf([5, -1]))).toBe(
      '2 trades (1 won, 1 lost) made +$40.00. That is not enough trades to tell skill from luck: the figures describe these trades and nothing else.',
    );
  });

  it('says that zero is inside where it is', () => {
    // Gains and losses of one size: no mean of resamples can stay on one side of zero.
    expect(sayResult(performanceOf(repeated(8, -8)))).toContain(
      'Zero is inside: this sample does not show that the rules make money.',
    );
  });

  it('says on which side of zero the average lies where it does', () => {
    expect(sayResult(performanceOf(repeated(3, 4, 5)))).toContain('all of it above zero.');
    expect(sayResult(performanceOf(repeated(-3, -4, -5)))).toContain('all of it below zero.');
  });

  it('has nothing to judge without a trade', () => {
    expect(sayResult(performanceOf([]))).toContain('No trade was made');
  });
});

describe('a run that goes on long after its last position', () => {
  const equity = (held: number, idle: number) =>
    Array.from({ length: held + idle }, (_, at) => ({
      date: sessionDate(`2015-01-${String(at + 1).padStart(2, '0')}`),
      equity: 1000,
      marketValue: 0,
      positions: at < held ? 1 : 0,
    }));

  it('says that its annual figures count that time', () => {
    expect(sayIdle(equity(5, 5))).toContain('Nothing was held after 2015-01-05');
    expect(sayIdle(equity(5, 5))).toContain('go on to 2015-01-10');
  });

  it('says nothing where that time is short, or nothing was ever held', () => {
    expect(sayIdle(equity(20, 1))).toBeNull();
    expect(sayIdle(equity(0, 10))).toBeNull();
    expect(sayIdle([])).toBeNull();
  });
});
