import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { parseCorporateActions } from '../../src/contracts/corporate-actions-file.ts';

const realData = process.env['OPENBELL_REAL_DATA'];
const HEADER = 'symbol,ex_date,type,split_ratio_new_per_old,cash_amount,note';

function parse(...rows: readonly string[]): ReturnType<typeof parseCorporateActions> {
  return parseCorporateActions([HEADER, ...rows].join('\n'), 'corporate_actions.csv');
}

describe('the file of corporate actions', () => {
  it('holds splits, dividends and spin-offs', () => {
    const { actions, findings } = parse(
      'NFLX,2015-07-15,split,7,,',
      'AAPL,2015-08-06,dividend,,0.52,',
      'EBAY,2015-07-20,spinoff_or_special,,38.39,',
      'BRK-B,2010-01-21,split,50,,',
    );
    expect(findings).toEqual([]);
    expect(actions).toEqual([
      { type: 'split', ticker: 'NFLX', exDate: '2015-07-15', ratio: 7 },
      { type: 'dividend', ticker: 'AAPL', exDate: '2015-08-06', cash: 0.52 },
      { type: 'spinoff', ticker: 'EBAY', exDate: '2015-07-20', cash: 38.39 },
      { type: 'split', ticker: 'BRK.B', exDate: '2010-01-21', ratio: 50 },
    ]);
  });

  it.each([
    ['2.00001', 2],
    ['0.333333', 1 / 3],
    ['0.0666667', 1 / 15],
    ['0.0166667', 1 / 60],
    ['0.005', 1 / 200],
    ['1.5', 3 / 2],
    ['1.0027', 1.0027],
    ['0.132996', 0.132996],
  ])('has the ratio that %s was rounded from', (written, ratio) => {
    expect(parse(`GEVO,2015-04-21,split,${written},,`).actions[0]).toMatchObject({ ratio });
  });

  it.each([
    ['$$$,2015-07-15,split,7,,', '$$$ is no ticker'],
    ['NFLX,07/15/2015,split,7,,', '07/15/2015 is no date'],
    ['NFLX,2015-07-15,split,,,', 'the split has no ratio'],
    ['NFLX,2015-07-15,split,0,,', 'the split has no ratio'],
    ['NFLX,2015-07-15,split,7:1,,', 'the split has no ratio'],
    ['AAPL,2015-08-06,dividend,,-0.52,', 'the amount is no number above zero'],
    ['AAPL,2015-08-06,rights,,0.52,', 'the type rights is not known'],
  ])('leaves out the row %s and says why, with file and line', (row, why) => {
    const { actions, findings } = parse('AAPL,2014-06-09,split,7,,', row);
    expect(actions).toHaveLength(1);
    expect(findings.map(({ message }) => message)).toEqual([
      `corporate_actions.csv line 3: ${why}; the row is left out`,
    ]);
  });

  it.each([
    ['symbol,date,type\nAAPL,2014-06-09,split', 'corporate_actions.csv: columns are missing'],
    [`${HEADER}\nAAPL,2014-06-09`, 'corporate_actions.csv: Invalid Record Length'],
  ])('is refused as a whole when its shape is wrong', (text, message) => {
    const { actions, findings } = parseCorporateActions(text, 'corporate_actions.csv');
    expect(actions).toEqual([]);
    expect(findings[0]?.severity).toBe('error');
    expect(findings[0]?.message).toContain(message);
  });

  it('tells a new name and an end from what changes prices', () => {
    const text = [
      'symbol,ex_date,type,new_symbol',
      'KRFT,2015-07-06,ticker_change,KHC',
      'SUNE,2016-04-22,delisting,',
      'ACT,2015-06-15,ticker_change,?',
    ].join('\n');
    const { actions, listings, findings } = parseCorporateActions(text, 'corporate_actions.csv');
    expect([actions, listings]).toEqual([
      [],
      [
        { type: 'ticker_change', ticker: 'KRFT', exDate: '2015-07-06', newTicker: 'KHC' },
        { type: 'delisting', ticker: 'SUNE', exDate: '2016-04-22' },
      ],
    ]);
    expect(findings[0]?.message).toContain('line 4: the column new_symbol holds no ticker');
  });

  it('counts lines as an editor does, blank ones included', () => {
    const { findings } = parse('AAPL,2014-06-09,split,7,,', '', 'NFLX,2015-07-15,split,x,,');
    expect(findings[0]?.message).toContain('line 4');
  });
});

describe.skipIf(realData === undefined)(
  'real corporate actions (skipped without OPENBELL_REAL_DATA)',
  () => {
    it('are read whole', () => {
      const text = readFileSync(join(realData ?? '', 'prices', 'corporate_actions.csv'), 'utf8');
      const { actions, findings } = parseCorporateActions(text, 'corporate_actions.csv');
      expect(findings).toEqual([]);
      expect(actions).toHaveLength(text.trim().split('\n').length - 1);
      expect(actions.filter(({ type }) => type === 'spinoff')).toEqual([
        { type: 'spinoff', ticker: 'EBAY', exDate: '2015-07-20', cash: 38.39 },
      ]);
    });
  },
);
