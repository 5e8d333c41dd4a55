import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { measurePerformance, profitFactorOf } from '../../src/rules/performance.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';
import { goldenFolder, goldenNames, readGolden, type GoldenTrade } from '../backtest/goldens.ts';

function trade(facts: Partial<Trade> = {}): Trade {
  return {
    ticker: ticker('AMZN'),
    score: 80,
    grade: 'B',
    gradeSource: 'html',
    reportDate: sessionDate('2015-10-23'),
    companyName: null,
    gapSize: 5,
    entryDate: sessionDate('2015-10-23'),
    entryPrice: 100,
    exitDate: sessionDate('2015-11-02'),
    exitPrice: 110,
    shares: 10,
    invested: 1000,
    pnl: 100,
    returnPct: 10,
    holdingDays: 10,
    exitReason: 'trend_break',
    ...facts,
  };
}

const measure = (trades: readonly Trade[], skipReasons: readonly string[] = []) =>
  measurePerformance({ trades, skipReasons, equity: [], capitalBase: 10_000 });

describe('performance', () => {
  it('counts wins and losses, and neither for a trade that came out even', () => {
    const found = measure([
      trade(),
      trade({ pnl: -50, returnPct: -5, exitReason: 'stop_loss' }),
      trade({ pnl: 0, returnPct: 0 }),
    ]);
    expect(found).toMatchObject({ trades: 3, wins: 1, losses: 1, totalPnl: 50 });
    expect(found.winRatePct.value).toBeCloseTo(100 / 3, 10);
    expect(found.profitFactor.value).toBe(2);
    expect(found.exitsByReason).toEqual({ stop_loss: 1, trend_break: 2 });
  });

  it('says that nothing varies where nothing does, and puts a trade without a grade by itself', () => {
    const same = Array.from({ length: 20 }, (_, at) =>
      trade({ grade: at < 10 ? 'B' : 'C', score: 60 + at }),
    );
    const found = measure([...same, trade({ grade: null, gradeSource: 'inferred' })]);
    expect(found.tradeSharpe).toEqual({ value: null, reason: 'not enough variation' });
    expect(found.gradesAbVsCd).toEqual({ reason: 'not enough variation' });
    expect(Object.keys(found.byGrade)).toEqual(['B', 'C', 'none']);
  });

  it('tests the better grades against the worse ones, ten trades of each', () => {
    const better = Array.from({ length: 10 }, (_, at) => trade({ grade: 'A', returnPct: at }));
    const worse = Array.from({ length: 10 }, (_, at) => trade({ grade: 'D', returnPct: at - 4.5 }));
    // Means 4.5 and 0, both variances 55/6: t = 4.5 / √(2 · 55/60).
    const found = measure([...better, ...worse]).gradesAbVsCd;
    expect(found).toMatchObject({ meanA: 4.5, meanB: 0, degreesOfFreedom: 18 });
    expect('t' in found ? found.t : NaN).toBeCloseTo(4.5 / Math.sqrt(110 / 60), 10);
  });

  it('lists months in their order, and a score that is no number by itself', () => {
    const [early, late] = ['2015-10-23', '2015-11-02'].map((day) =>
      trade({ entryDate: sessionDate(day), score: NaN }),
    );
    for (const trades of [
      [early, late],
      [late, early],
    ]) {
      const found = measure(trades.flatMap((one) => one ?? []));
      expect(Object.keys(found.byMonth)).toEqual(['2015-10', '2015-11']);
      expect(Object.keys(found.byScore)).toEqual(['none']);
    }
  });

  it('has an infinite profit factor when nothing was lost', () => {
    expect(profitFactorOf([1, 2])).toBe(Infinity);
    expect(profitFactorOf([])).toBe(1);
  });

  it('puts trades into bands of score and gap, and into the month of their entry', () => {
    const found = measure([
      trade({ score: 85, gapSize: 20 }),
      trade({ score: 84.9, gapSize: 19.9 }),
      trade({ score: 55, gapSize: 0 }),
      trade({ score: 54.9, gapSize: -0.1 }),
      trade({ score: null, gapSize: null }),
    ]);
    const sizes = (groups: object) =>
      Object.entries(groups).map(([name, { trades }]: [string, { trades: number }]) => [
        name,
        trades,
      ]);
    expect(Object.fromEntries(sizes(found.byScore))).toEqual({
      '85+': 1,
      '70-84': 1,
      '55-69': 1,
      '<55': 1,
      none: 1,
    });
    expect(Object.fromEntries(sizes(found.byGap))).toEqual({
      '20%+': 1,
      '10-20%': 1,
      '0-5%': 1,
      '<0%': 1,
      none: 1,
    });
    expect(Object.keys(found.byMonth)).toEqual(['2015-10']);
  });

  it('says that there are not enough trades instead of a number that means nothing', () => {
    const found = measure([trade(), trade()], ['capacity_full', 'capacity_full', 'no_price']);
    expect(found.tradeSharpe).toEqual({ value: null, reason: 'not enough trades' });
    expect(found.scoreReturn).toEqual({ reason: 'not enough trades' });
    expect(found.gradesAbVsCd).toEqual({ reason: 'not enough trades' });
    expect(found.intervals).toEqual({ reason: 'not enough trades' });
    expect(found.skipsByReason).toEqual({ capacity_full: 2, no_price: 1 });
    expect(measure([]).winRatePct).toEqual({ value: null, reason: 'not enough trades' });
  });

  it('brackets the average return and the profit factor of many trades', () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      trade({ pnl: at % 3 === 0 ? 200 : -50, returnPct: at % 3 === 0 ? 20 : -5 }),
    );
    const { intervals, averageReturnPct } = measure(many);
    if ('reason' in intervals) throw new Error(intervals.reason);
    expect(intervals.averageReturnPct.low).toBeLessThan(averageReturnPct.value ?? NaN);
    expect(intervals.averageReturnPct.high).toBeGreaterThan(averageReturnPct.value ?? NaN);
    expect(intervals.profitFactor.low).toBeGreaterThan(1);
  });
});

function fromGolden(row: GoldenTrade): Trade {
  const text = (name: string): string => String(row[name]);
  return trade({
    ticker: ticker(text('ticker')),
    score: row['score'] as number | null,
    grade: row['grade'] as Trade['grade'],
    gradeSource: row['grade_source'] as Trade['gradeSource'],
    gapSize: row['gap_size'] as number | null,
    entryDate: sessionDate(text('entry_date')),
    exitReason: text('exit_reason') as Trade['exitReason'],
    pnl: Number(row['pnl']),
    returnPct: Number(row['return_pct']),
    holdingDays: Number(row['holding_days']),
  });
}

describe.skipIf(goldenFolder === undefined)('golden metrics (OPENBELL_GOLDENS is found)', () => {
  const names = goldenFolder === undefined ? [] : goldenNames(goldenFolder);
  it.each(names)('of %s are found again from its trades', (name) => {
    const { trades, metrics } = readGolden(goldenFolder ?? '', name);
    const found = measure(trades.map(fromGolden));
    const test = metrics['ab_vs_cd_test'] as Readonly<Record<string, number>>;
    expect(found).toMatchObject({
      trades: metrics['total_trades'],
      wins: metrics['wins'],
      losses: metrics['losses'],
      totalPnl: metrics['total_pnl'],
    });
    expect(found.winRatePct.value).toBe(metrics['win_rate']);
    const rounded: readonly [number | null, unknown, number][] = [
      [found.averageReturnPct.value, metrics['avg_return'], 2],
      [found.medianReturnPct.value, metrics['median_return'], 1],
      [found.profitFactor.value, metrics['profit_factor'], 2],
      [found.tradeSharpe.value, metrics['trade_sharpe'], 2],
      [
        'r' in found.scoreReturn ? found.scoreReturn.r : null,
        metrics['score_return_correlation'],
        4,
      ],
      ['p' in found.scoreReturn ? found.scoreReturn.p : null, metrics['score_return_p_value'], 4],
      ['t' in found.gradesAbVsCd ? found.gradesAbVsCd.t : null, test['t_statistic'], 4],
      ['p' in found.gradesAbVsCd ? found.gradesAbVsCd.p : null, test['p_value'], 4],
    ];
    for (const [ours, theirs, decimals] of rounded)
      expect(ours).toBeCloseTo(Number(theirs), decimals);
    const gaps = metrics['gap_size_metrics'] as readonly { range_label: string; count: number }[];
    for (const { range_label, count } of gaps)
      expect(found.byGap[range_label === 'Unknown' ? 'none' : range_label]?.trades ?? 0).toBe(
        count,
      );
  });
});
