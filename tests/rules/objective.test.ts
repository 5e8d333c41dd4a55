import { describe, expect, it } from 'vitest';

import { addDays, sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { bestOf, figuresOf, OBJECTIVES, type Objective } from '../../src/rules/objective.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';

function trade(pnl: number): Trade {
  return {
    ...{ ticker: ticker('AMZN'), score: 80, grade: 'B', gradeSource: 'html', gapSize: 5 },
    ...{ reportDate: sessionDate('2015-10-23'), companyName: null, shares: 10 },
    ...{ entryDate: sessionDate('2015-10-23'), entryPrice: 100, invested: 1000 },
    ...{ exitDate: sessionDate('2015-11-02'), exitPrice: 110, holdingDays: 10 },
    ...{ pnl, returnPct: pnl / 10, exitReason: 'trend_break' },
  };
}

/** Three gains of 60 and a loss of 90 on a capital of 1,000: 1060, 1120, 1030, 1090. */
const PNLS = [60, 60, -90, 60];
const equity = PNLS.map((_, at) => ({
  date: addDays(sessionDate('2015-11-02'), at),
  equity: 1000 + PNLS.slice(0, at + 1).reduce((sum, pnl) => sum + pnl, 0),
  marketValue: 0,
  positions: 0,
}));
const facts = { trades: PNLS.map(trade), equity, capitalBase: 1000 };

describe('the figures of a run', () => {
  it('are those of its trades and its equity', () => {
    const figures = figuresOf(facts, 0);
    const values = Object.fromEntries(
      Object.entries(figures).map(([name, { value }]) => [name, value]),
    );
    expect(values).toMatchObject({
      ...{ trades: 4, wins: 3, losses: 1, win_rate_pct: 75, total_pnl: 90, profit_factor: 2 },
      ...{ average_return_pct: 2.25, median_return_pct: 6, average_holding_days: 10 },
      // 90 below the peak of 1,120.
      ...{ max_drawdown: 90, max_drawdown_pct: 8.0357, return_over_drawdown: 1 },
    });
    expect(figures.sharpe.reason).toBe('not enough sessions');
  });

  it('from too few trades are reasons, but for what was counted', () => {
    const figures = figuresOf(facts, 5);
    expect(figures.profit_factor).toEqual({ value: null, reason: 'not enough trades' });
    expect(figures.win_rate_pct.value).toBeNull();
    expect(figures.total_pnl.value).toBe(90);
    expect(figures.trades.value).toBe(4);
  });

  it('of nothing are no numbers', () => {
    const figures = figuresOf({ trades: [], equity: [], capitalBase: 1000 }, 0);
    expect(figures.profit_factor.reason).toBe('not enough trades');
    expect(figures.return_over_drawdown.reason).toBe('no drawdown');
    expect(figures.max_drawdown.value).toBe(0);
  });
});

describe('the best', () => {
  const objective = OBJECTIVES.find(({ name }) => name === 'total_pnl') as Objective;
  const runs = [[10], [50, 50], [100], [90, 10]].map((pnls) =>
    figuresOf({ trades: pnls.map(trade), equity: [], capitalBase: 1000 }, 0),
  );

  it('has the most of the objective, the first of equals', () => {
    expect(bestOf(runs, objective, 0)).toBe(1);
  });

  it('is none when all have too few trades', () => {
    expect(bestOf(runs, objective, 3)).toBeNull();
    const uncounted = runs.map((run) => ({
      ...run,
      trades: { value: null, reason: 'not counted' } as const,
    }));
    expect(bestOf(uncounted, objective, 1)).toBeNull();
  });
});
