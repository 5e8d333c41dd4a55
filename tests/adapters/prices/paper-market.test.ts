import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createPaperMarket } from '../../../src/adapters/prices/paper-market.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-market-'));
  const bars = 'date,open,high,low,close,volume\n2015-07-14,10,12,9,11,500\n';
  for (const name of ['BRK-B.csv', 'AAPL.csv']) writeFileSync(join(folder, name), bars);
  writeFileSync(join(folder, 'notes.txt'), 'nothing');
  writeFileSync(
    join(folder, 'corporate_actions.csv'),
    [
      'symbol,ex_date,type,split_ratio_new_per_old,cash_amount',
      'AAPL,2015-07-14,dividend,,0.5',
      'BRK.B,2015-07-14,split,2,',
      'AAPL,2015-07-15,spinoff,,3',
      '',
    ].join('\n'),
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const DAY = sessionDate('2015-07-14');

describe('a folder of prices as a market', () => {
  it('lists its stocks by their symbols and knows them, whichever way a class share is written', () => {
    const market = createPaperMarket(folder);
    expect(market.symbols?.()).toEqual(['AAPL', 'BRK.B']);
    expect(
      ['AAPL', 'BRK.B', 'BRK-B', 'NOPE', 'notes', ''].map((symbol) => market.isKnown(symbol)),
    ).toEqual([true, true, true, false, false, false]);
  });

  it('has bars by symbol and date, and none of what is not there', () => {
    const market = createPaperMarket(folder);
    expect(market.bar('BRK.B', DAY)).toMatchObject({ open: 10, close: 11 });
    expect(market.bar('BRK.B', sessionDate('2015-07-15'))).toBeUndefined();
    expect(market.bar('NOPE', DAY)).toBeUndefined();
  });

  it('tells what companies do on a date to accounts, and everything to those who list it', () => {
    const market = createPaperMarket(folder);
    expect(market.actionsOn(DAY, ['AAPL', 'BRK.B'])).toMatchObject([
      { type: 'dividend', ticker: 'AAPL', cash: 0.5 },
      { type: 'split', ticker: 'BRK.B', ratio: 2 },
    ]);
    expect(market.actionsOn(DAY, ['AAPL'])).toHaveLength(1);
    expect(market.actionsOn(sessionDate('2015-07-15'), ['AAPL'])).toEqual([]);
    expect(market.actions?.()).toHaveLength(3);
  });

  it('knows of new names and of ends, where the file has them', () => {
    writeFileSync(
      join(folder, 'corporate_actions.csv'),
      'symbol,ex_date,type,new_symbol\nAAPL,2015-07-15,ticker_change,PEAR\nPEAR,2015-07-20,delisting,\n',
    );
    const market = createPaperMarket(folder);
    expect(market.actionsOn(sessionDate('2015-07-15'), ['AAPL'])).toMatchObject([
      { type: 'ticker_change', newTicker: 'PEAR' },
    ]);
    expect(market.actionsOn(sessionDate('2015-07-20'), ['PEAR'])).toMatchObject([
      { type: 'delisting' },
    ]);
  });
});
