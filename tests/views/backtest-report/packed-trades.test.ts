import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { Trade } from '../../../src/rules/trade-rounding.ts';
import { packTrades, unpackTrades } from '../../../src/views/backtest-report/packed-trades.ts';
import { listedTrade } from './listed-trade.ts';

const full: Trade = {
  ...listedTrade(),
  ticker: ticker('AMZN'),
  grade: 'B',
  gradeSource: 'html',
  exitReason: 'trend_break',
};

describe('a packed list of trades', () => {
  it('comes back in its order, each with its place', () => {
    const bare: Trade = {
      ...full,
      ticker: ticker('X'),
      companyName: null,
      grade: null,
      gradeSource: null,
      score: null,
      gapSize: null,
      reportDate: null,
      entryDate: sessionDate('2015-01-02'),
    };
    const { index, ...facts } = listedTrade();
    expect(unpackTrades(packTrades([full, bare]))).toEqual([
      { index, ...facts },
      { ...bare, index: 1 },
    ]);
  });

  it('holds every text once', () => {
    expect(packTrades([full, full, full]).texts).toEqual([
      'AMZN',
      'Amazon.com',
      'B',
      'html',
      'trend_break',
    ]);
  });
});
