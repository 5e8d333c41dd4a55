import { describe, expect, it } from 'vitest';

import { readTitle } from '../../src/contracts/earnings-report-ticker.ts';

const read = (text: string, place: 'ticker' | 'heading' | 'text' = 'text') => {
  const title = readTitle(text, place);
  return title && [title.tickers.join('/'), title.strength, title.company, title.rest];
};

describe('a title', () => {
  it.each([
    ['$AMD', 'AMD', 'direct', null, ''],
    ['AMD - $17.28', 'AMD', 'direct', null, '$17.28'],
    ['C - $52.10', 'C', 'direct', null, '$52.10'],
    ['NYSE: AMD', 'AMD', 'direct', null, ''],
    ['Apple Inc (NASDAQ: AAPL)', 'AAPL', 'direct', 'Apple Inc', ''],
    ['Apple Inc. NASDAQ: AAPL', 'AAPL', 'direct', 'Apple Inc.', ''],
    ['#1 $BRK.B - Berkshire Hathaway', 'BRK.B', 'direct', 'Berkshire Hathaway', ''],
    ['$UA/UAA', 'UA/UAA', 'direct', null, ''],
    ['AMD +11.2%', 'AMD', 'weak', null, '+11.2%'],
    ['AMD', 'AMD', 'weak', null, ''],
    ['Advanced Micro Devices (AMD)', 'AMD', 'weak', 'Advanced Micro Devices', ''],
    ['1. NVDA | NVIDIA Corp.', 'NVDA', 'weak', 'NVIDIA Corp.', ''],
  ])('%s names its stock', (text, ...expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    'NYSE: SPY closed at $211.02 (+0.4%).',
    '$AMD jumped 10% after hours.',
    'N/A',
    'EPS',
    'CEO',
    'NYSE',
    'USD',
    'Grade A',
    'A-Grade',
    'A',
    'B+',
    'A - Excellent',
    'MA200',
    'Gross Margin (GAAP)',
    'Price Target',
    'TOOLONG',
    '88 pts',
  ])('is not: %s', (text) => {
    expect(read(text)).toBeUndefined();
    expect(read(text, 'heading')).toBeUndefined();
  });

  it('is no sentence that mentions a stock', () => {
    for (const text of ['Generated for research. NYSE: SPY', 'Shares of its rival (NYSE: XYZ)'])
      expect(read(text), text).toBeUndefined();
  });

  it('is a bare word or a single letter only where tickers stand', () => {
    expect(read('LOW')).toBeUndefined();
    expect(read('LOW', 'heading')).toEqual(['LOW', 'direct', null, '']);
    expect(read('A', 'ticker')).toEqual(['A', 'direct', null, '']);
  });
});
