import { describe, expect, it } from 'vitest';

import { parseAdjustedPriceFile } from '../../src/contracts/adjusted-price-file.ts';
import { barsOf } from '../../src/domain/bar-series.ts';
import { sessionDate } from '../../src/domain/session-date.ts';

const HEAD = 'date,open,high,low,close,adj_close,volume';
const parse = (...rows: readonly string[]) => {
  const file = parseAdjustedPriceFile(new TextEncoder().encode([...rows, ''].join('\n')), {
    name: 'A.csv',
    ticker: 'A',
    to: sessionDate('2024-12-31'),
  });
  // As bars, which read better than columns.
  return { ...file, bars: barsOf(file.bars) };
};

describe('a file of adjusted prices', () => {
  it('multiplies open, high and low by adj_close over close', () => {
    expect(parse(HEAD, '2024-01-02,100,110,90,80,40,7').bars).toEqual([
      { date: '2024-01-02', open: 50, high: 55, low: 45, close: 40, volume: 7 },
    ]);
  });

  it('takes prices as they are without adj_close, with the column or without', () => {
    expect(parse(HEAD, '2024-01-02,100,110,90,80,,7').bars).toMatchObject([
      { open: 100, close: 80 },
    ]);
    expect(parse('date,open,high,low,close', '2024-01-02,100,110,90,80').bars).toMatchObject([
      { low: 90 },
    ]);
  });

  it('keeps the dates of rows without all of their prices', () => {
    const { bars, incomplete } = parse(
      HEAD,
      '2024-01-02,100,,90,80,80,7',
      '2024-01-03,1,1,1,1,1,1',
    );
    expect(bars).toHaveLength(1);
    expect([...incomplete]).toEqual(['2024-01-02']);
  });

  it('ends where it is told to', () => {
    expect(parse(HEAD, '2024-12-31,1,1,1,1,1,1', '2025-01-02,1,1,1,1,1,1').bars).toHaveLength(1);
  });

  it.each([
    ['2024-01-02,NaN,1,1,1,1,1', 'a price is no number'],
    ['2024-13-02,1,1,1,1,1,1', 'is no date'],
    ['garbage', 'is no date'],
  ])('leaves out the row %s with its line', (row, problem) => {
    const { bars, findings } = parse(HEAD, row, '2024-01-03,1,1,1,1,1,1');
    expect(bars).toHaveLength(1);
    expect(findings[0]?.message).toContain('A.csv line 2');
    expect(findings[0]?.message).toContain(problem);
  });

  it('is refused without its columns', () => {
    const { bars, findings } = parse('date,open', '2024-01-02,1');
    expect(bars).toEqual([]);
    expect(findings).toMatchObject([{ code: 'PRICE_FILE_REFUSED', severity: 'error' }]);
  });
});
