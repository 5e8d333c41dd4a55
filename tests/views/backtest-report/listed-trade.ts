import { sessionDate } from '../../../src/domain/session-date.ts';
import type { ListedTrade } from '../../../src/views/backtest-report/packed-trades.ts';

export function listedTrade(facts: Partial<ListedTrade> = {}): ListedTrade {
  return {
    index: 0,
    ticker: 'AMZN',
    companyName: 'Amazon.com',
    grade: 'B',
    gradeSource: 'html',
    score: 80,
    gapSize: 5,
    reportDate: sessionDate('2015-10-23'),
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
