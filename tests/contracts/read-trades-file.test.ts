import { describe, expect, it } from 'vitest';

import { parseTradesFile } from '../../src/contracts/read-trades-file.ts';
import { renderTradesFile, type TradeRow } from '../../src/contracts/trades-file.ts';
import { EXIT_REASONS } from '../../src/domain/position.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { fc } from '../support/fast-check.ts';

const HEADER =
  'ticker,grade,grade_source,score,report_date,entry_date,entry_price,exit_date,exit_price,shares,invested,pnl,return_pct,holding_days,exit_reason,gap_size,company_name';
const ROW =
  'MSFT,B,html,75,2015-10-23,2015-10-23,50,2015-11-09,39.8,200,10000,-2040,-20.4,17,stop_loss,5.2,Microsoft';

const trade: fc.Arbitrary<TradeRow> = fc.record({
  ticker: fc.constantFrom('A', 'BRK.B'),
  grade: fc.constantFrom('A' as const, 'D' as const, null),
  gradeSource: fc.constantFrom('html', 'inferred', null),
  score: fc.option(fc.double({ min: 0, max: 100, noNaN: true }).map((score) => score + 0)),
  reportDate: fc.constantFrom(sessionDate('2015-10-23'), null),
  entryDate: fc.constant(sessionDate('2015-10-23')),
  entryPrice: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
  exitDate: fc.constant(sessionDate('2015-11-09')),
  exitPrice: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
  shares: fc.integer({ min: 1, max: 1_000_000 }),
  invested: fc.double({ min: 0.01, max: 1e9, noNaN: true }),
  pnl: fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((pnl) => pnl + 0),
  returnPct: fc.double({ min: -100, max: 1e4, noNaN: true }).map((pct) => pct + 0),
  holdingDays: fc.integer({ min: 0, max: 4_000 }),
  exitReason: fc.constantFrom(...EXIT_REASONS),
  gapSize: fc.option(fc.double({ min: -50, max: 99, noNaN: true }).map((gap) => gap + 0)),
  companyName: fc.constantFrom(null, 'Alpha, "the" one', '=cmd|x', '-5 %', 'Two\nlines'),
});

describe('trades.csv read back', () => {
  it('gives the trades that were written, whatever their names hold', () => {
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 4 }), (trades) => {
        expect(parseTradesFile(renderTradesFile(trades), 't.csv')).toEqual({
          kind: 'trades',
          trades,
        });
      }),
      { numRuns: 100, seed: 20_151_023 },
    );
  });

  it('reads a row as it stands in the file', () => {
    expect(parseTradesFile(`${HEADER}\n${ROW}\n`, 'trades.csv')).toMatchObject({
      trades: [{ ticker: 'MSFT', exitPrice: 39.8, pnl: -2040, exitReason: 'stop_loss' }],
    });
  });

  it.each([
    ['NaN', ROW.replace('-2040', 'NaN'), 'trades.csv line 3: pnl "NaN" is no number'],
    ['a missing number', ROW.replace('-2040', ''), 'trades.csv line 3: pnl is missing'],
    [
      'no date',
      ROW.replace('2015-11-09', '2015-11-31'),
      'line 3: exit_date "2015-11-31" is no date',
    ],
    ['a strange reason', ROW.replace('stop_loss', 'luck'), 'line 3: exit_reason luck is not known'],
    ['a strange grade', ROW.replace('MSFT,B', 'MSFT,E'), 'line 3: grade E is not known'],
  ])('refuses %s with its line', (_, row, problem) => {
    const file = parseTradesFile(`${HEADER}\n${ROW}\n${row}\n`, 'trades.csv');
    expect(file).toMatchObject({ kind: 'refused' });
    expect(file.kind === 'refused' ? file.problem : '').toContain(problem);
  });

  it('refuses a row that is cut off, and a file without a header', () => {
    expect(parseTradesFile(`${HEADER}\nMSFT,B\n`, 't.csv').kind).toBe('refused');
    expect(parseTradesFile('', 't.csv').kind).toBe('refused');
    expect(parseTradesFile(`${ROW}\n${ROW}\n`, 't.csv').kind).toBe('refused');
  });
});
