import { afterEach, describe, expect, it } from 'vitest';

import { createCsvPriceSource } from '../../../src/adapters/prices/csv-price-source.ts';
import { keepPrices } from '../../../src/adapters/prices/kept-price-source.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker, type Ticker } from '../../../src/domain/ticker.ts';
import type { PriceSource } from '../../../src/ports/price-source.ts';
import { tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

const LAST = sessionDate('2015-10-30');
const SPLITS = [
  { ticker: 'GOOD', exDate: '2015-10-27', ratio: 2 },
  { ticker: 'GOOD', exDate: '2015-11-03', ratio: 2 },
];

let folder: TradingFolder | undefined;
afterEach(() => {
  folder?.remove();
});

function pricesOf(): PriceSource {
  folder = tradingFolder(
    {
      GOOD: { steady: 100, days: { '2015-10-14': null } },
      // The high is a print that nothing around it knows.
      TORN: { steady: 50, days: { '2015-10-15': [50, 290, 50, 50] } },
    },
    SPLITS,
  );
  return createCsvPriceSource(`${folder.path}/prices`);
}

const STOCKS: readonly Ticker[] = ['GOOD', 'TORN', 'NONE'].map(ticker);
const SPANS = [
  ['2015-06-01', '2015-10-30'],
  ['2015-10-14', '2015-10-14'],
  ['2015-10-15', '2015-10-21'],
  ['2015-10-16', '2015-10-16'],
  ['2015-10-17', '2015-10-18'],
  ['2014-01-01', '2014-12-31'],
].map(([from = '', to = '']) => [sessionDate(from), sessionDate(to)] as const);

describe('kept prices', () => {
  it('are those of the source, bars and findings, for every part that is asked for', async () => {
    const source = pricesOf();
    const kept = keepPrices(source, LAST);
    for (const [from, to] of SPANS) {
      expect(await kept.bars(STOCKS, from, to), `${from} to ${to}`).toEqual(
        await source.bars(STOCKS, from, to),
      );
      expect(await kept.corporateActions(STOCKS, from, to)).toEqual(
        await source.corporateActions(STOCKS, from, to),
      );
    }
  });

  it('end on their last day, whatever the source knows of later ones', async () => {
    const kept = keepPrices(pricesOf(), LAST);
    const [from, to] = [sessionDate('2015-10-26'), sessionDate('2015-11-06')];
    const { bars } = await kept.bars(STOCKS, from, to);
    expect([...bars.values()].map((own) => own.at(-1)?.date)).toEqual([LAST, LAST]);
    const { actions } = await kept.corporateActions(STOCKS, from, to);
    expect(actions.map(({ exDate }) => exDate)).toEqual(['2015-10-27']);
  });

  it('are read once for a stock about which there is nothing to say', async () => {
    const source = pricesOf();
    const asked: string[] = [];
    const counted: PriceSource = {
      ...source,
      bars: (tickers, from, to) => {
        asked.push(...tickers);
        return source.bars(tickers, from, to);
      },
    };
    const kept = keepPrices(counted, LAST);
    const good = ticker('GOOD');
    for (const [from, to] of SPANS) await kept.bars([good], from, to);
    expect(asked).toEqual(['GOOD']);
  });
});
