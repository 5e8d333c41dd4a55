import { describe, expect, it } from 'vitest';

import { renderEquityFile, renderSkippedFile } from '../../src/contracts/trades-file.ts';
import { sessionDate } from '../../src/domain/session-date.ts';

const row = {
  ticker: 'A',
  reportDate: sessionDate('2015-10-23'),
  grade: 'B',
  score: null,
} as const;
const cell = (reason: string) => renderSkippedFile([{ ...row, reason }]).split('\n')[1];

describe('the files of a backtest', () => {
  it('have a header, and an empty cell where there is nothing', () => {
    expect(renderSkippedFile([{ ...row, reason: 'no_price' }])).toBe(
      'ticker,report_date,grade,score,skip_reason\nA,2015-10-23,B,,no_price\n',
    );
    expect(
      renderEquityFile([{ date: row.reportDate, equity: 1 / 3, marketValue: 0, positions: 0 }]),
    ).toBe('date,equity,market_value,positions\n2015-10-23,0.33,0.00,0\n');
  });

  it.each([
    ['=1+1', `"'=1+1"`],
    ['+1-2', `"'+1-2"`],
    ['-cmd', `"'-cmd"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['say "yes"', '"say ""yes"""'],
    ['a,b', '"a,b"'],
    ['-4.67', '-4.67'],
  ])('write %s as %s [S5]', (text, expected) => {
    expect(cell(text)).toBe(`A,2015-10-23,B,,${expected}`);
  });
});
