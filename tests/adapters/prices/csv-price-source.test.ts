import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createCsvPriceSource } from '../../../src/adapters/prices/csv-price-source.ts';
import { createPaperMarket } from '../../../src/adapters/prices/paper-market.ts';
import { CommandError } from '../../../src/domain/outcome.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { errorOf } from './price-fixture.ts';

const AAPL = ticker('AAPL');
const BRK = ticker('BRK.B');
const NFLX = ticker('NFLX');
const FROM = sessionDate('2015-07-13');
const TO = sessionDate('2015-07-17');
const realData = process.env['OPENBELL_REAL_DATA'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-csv-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, ...rows: readonly string[]): void {
  writeFileSync(join(folder, name), `${rows.join('\n')}\n`);
}

const HEADER = 'date,open,high,low,close,volume';
const bar = (date: string, price: number): string =>
  `${date},${price},${price},${price},${price},5`;

describe('a folder of price files', () => {
  it.each(['BRK.B.csv', 'BRK-B.csv'])('keeps a class share in %s', async (name) => {
    put(name, HEADER, bar('2015-07-14', 140));
    const { bars, findings } = await createCsvPriceSource(folder).bars([BRK], FROM, TO);
    expect(bars.get(BRK)?.map(({ close }) => close)).toEqual([140]);
    expect(findings).toEqual([]);
  });

  it('answers for each ticker, and tells which have no file and which rows are left out', async () => {
    put('AAPL.csv', HEADER, bar('2015-07-13', 125), bar('2015-07-14', 0), bar('2015-07-20', 132));
    const { bars, findings } = await createCsvPriceSource(folder).bars([AAPL, NFLX], FROM, TO);
    expect([...bars.keys()]).toEqual([AAPL]);
    expect(bars.get(AAPL)).toHaveLength(1);
    expect(findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['PRICE_ROW_REFUSED', 'AAPL'],
      ['NO_PRICE_FILE', 'NFLX'],
    ]);
    expect(findings[0]?.message).toContain('AAPL.csv line 3');
  });

  it('leaves a ticker without bars in the span out of the map', async () => {
    put('AAPL.csv', HEADER, bar('2014-07-14', 95));
    expect((await createCsvPriceSource(folder).bars([AAPL], FROM, TO)).bars.size).toBe(0);
  });

  it('gives the actions of the tickers and the span, ex-dates set right by the bars', async () => {
    put('NFLX.csv', HEADER, bar('2015-07-14', 702), bar('2015-07-15', 100), bar('2015-07-16', 115));
    put(
      'corporate_actions.csv',
      'symbol,ex_date,type,split_ratio_new_per_old,cash_amount',
      'NFLX,2015-07-14,split,7,',
      'AAPL,2015-08-06,dividend,,0.52',
      'AAPL,2015-07-13,dividend,,0.1',
    );
    const source = createCsvPriceSource(folder);
    const { actions, findings } = await source.corporateActions([NFLX, AAPL], FROM, TO);
    expect(actions).toEqual([
      { type: 'split', ticker: 'NFLX', exDate: '2015-07-15', ratio: 7 },
      { type: 'dividend', ticker: 'AAPL', exDate: '2015-07-13', cash: 0.1 },
    ]);
    expect(findings.map(({ code }) => code)).toEqual(['SPLIT_DATE_CORRECTED']);
  });

  it('says that splits are not known when there is no such file', async () => {
    const { findings } = await createCsvPriceSource(folder).corporateActions([AAPL], FROM, TO);
    expect(findings.map(({ code }) => code)).toEqual(['NO_CORPORATE_ACTIONS']);
  });

  it('must exist', () => {
    expect(() => createCsvPriceSource(join(folder, 'nowhere'))).toThrow('does not exist');
  });

  it('names the file that cannot be read', async () => {
    mkdirSync(join(folder, 'AAPL.csv'));
    const source = createCsvPriceSource(folder);
    const error = await errorOf(Promise.resolve().then(() => source.bars([AAPL], FROM, TO)));
    expect(error).toBeInstanceOf(CommandError);
    expect(String(error)).toContain(join(folder, 'AAPL.csv'));
  });
});

describe('a folder as the paper market', () => {
  it('knows the bar of a day, the symbols with a file, and the splits of a day', () => {
    put('NFLX.csv', HEADER, bar('2015-07-14', 702), bar('2015-07-15', 100));
    put(
      'corporate_actions.csv',
      'symbol,ex_date,type,split_ratio_new_per_old,cash_amount',
      'NFLX,2015-07-15,split,7,',
    );
    const market = createPaperMarket(folder);
    expect(market.bar('NFLX', sessionDate('2015-07-15'))?.close).toBe(100);
    expect(market.bar('NFLX', sessionDate('2015-07-16'))).toBeUndefined();
    expect(['NFLX', 'AAPL', '../NFLX'].map((symbol) => market.isKnown(symbol))).toEqual([
      true,
      false,
      false,
    ]);
    expect(market.actionsOn(sessionDate('2015-07-15'), ['NFLX'])).toHaveLength(1);
    expect(market.actionsOn(sessionDate('2015-07-15'), ['AAPL'])).toEqual([]);
    expect(market.actionsOn(sessionDate('2015-07-14'), ['NFLX'])).toEqual([]);
  });
});

describe.skipIf(realData === undefined)(
  'the real folder (skipped without OPENBELL_REAL_DATA)',
  () => {
    it('shows the Netflix split on its day, within five years of bars', async () => {
      const source = createCsvPriceSource(join(realData ?? '', 'prices'));
      const span = [sessionDate('2013-02-08'), sessionDate('2018-02-07')] as const;
      const { bars, findings } = await source.bars([NFLX], ...span);
      expect([bars.get(NFLX)?.length, findings]).toEqual([1_259, []]);
      const { actions } = await source.corporateActions([NFLX], ...span);
      expect(actions).toEqual([{ type: 'split', ticker: 'NFLX', exDate: '2015-07-15', ratio: 7 }]);
    });
  },
);
