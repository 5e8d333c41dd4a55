import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import {
  at,
  BOOK,
  FRI,
  MON,
  paperMarket,
  split,
  THU,
  TUE,
  type Book,
} from '../../paper-broker/paper-world.ts';
import { client, type Client, type Row } from './emulator-client.ts';

type Page = {
  readonly bars: Readonly<Record<string, readonly Row[]>>;
  readonly next_page_token: string | null;
};

const SPAN = `timeframe=1Day&start=${THU}&end=${TUE}`;

/** Tuesday after the close; AAPL split 2:1 on Monday. */
function tuesday(book: Book = BOOK, actions = [split('AAPL', MON, 2)]): Client {
  const emulator = client({ market: paperMarket(book, actions) });
  emulator.engine.advanceTo(at(TUE, '16:00'));
  return emulator;
}

async function closes(emulator: Client, query: string): Promise<readonly unknown[]> {
  const page = (await emulator.get(`/v2/stocks/bars?symbols=AAPL&${query}`)) as Page;
  return (page.bars['AAPL'] ?? []).map(({ c }) => c);
}

describe('bars over HTTP', () => {
  it('are numbers, stamped with midnight in New York', async () => {
    expect(await tuesday().get(`/v2/stocks/bars?symbols=AMD&timeframe=1Day&start=${MON}`)).toEqual({
      bars: {
        AMD: [
          {
            t: '2015-10-26T04:00:00.000Z',
            o: 2.4,
            h: 2.6,
            l: 2.2,
            c: 2.5,
            v: 1_000_000,
            n: 0,
            vw: 2.5,
          },
        ],
      },
      next_page_token: null,
    });
  });

  it('of one stock stand in a list of their own, null without any', async () => {
    const emulator = tuesday();
    expect(await emulator.get(`/v2/stocks/AAPL/bars?${SPAN}`)).toMatchObject({
      bars: [{ c: 100 }, { c: 108 }, { c: 92 }, { c: 93 }],
      symbol: 'AAPL',
      next_page_token: null,
    });
    for (const symbol of ['NOPE', 'constructor']) {
      const none = { bars: null, symbol, next_page_token: null };
      expect(await emulator.get(`/v2/stocks/${symbol}/bars?${SPAN}`)).toEqual(none);
    }
  });

  it('show the bar of today after the close and nothing of the future', async () => {
    const emulator = client();
    emulator.engine.advanceTo(at(FRI, '15:59'));
    expect(await closes(emulator, SPAN)).toEqual([100]);
    emulator.engine.advanceTo(at(FRI, '16:00'));
    expect(await closes(emulator, SPAN)).toEqual([100, 108]);
  });

  it('begin today and end now unless they are told otherwise', async () => {
    expect(await closes(tuesday(), 'timeframe=1D')).toEqual([93]);
  });

  it.each([
    ['start=2015-10-23T04:00:00Z&end=2015-10-26', [108, 92]],
    ['start=2015-10-23T04:00:01Z&end=2015-10-26', [92]],
    ['start=2015-10-22T20:00:00-04:00&end=2015-10-26T03:59:59Z', [108]],
    ['start=2015-10-22T20:00:00%2B00:00&end=2015-10-23', [108]],
  ])('take %s, both ends included', async (span, expected) => {
    expect(await closes(tuesday(), `timeframe=1Day&${span}`)).toEqual(expected);
  });

  it('are paged by points in all, symbol after symbol, and every page but the last has a token', async () => {
    const emulator = tuesday();
    const pages: Page[] = [];
    for (let token: string | null = ''; token !== null;) {
      const path = `/v2/stocks/bars?symbols=PENNY,AMD,AAPL&${SPAN}&limit=3&page_token=${token}`;
      const page = (await emulator.get(path)) as Page;
      pages.push(page);
      token = page.next_page_token === null ? null : encodeURIComponent(page.next_page_token);
    }
    const shape = pages.map(({ bars }) =>
      Object.entries(bars).map(([symbol, rows]) => `${symbol} ${rows.length}`),
    );
    expect(shape).toEqual([['AAPL 3'], ['AAPL 1', 'AMD 2'], ['AMD 1', 'PENNY 2']]);
  });

  it('run backwards with sort=desc, over pages too', async () => {
    const emulator = tuesday();
    expect(await closes(emulator, `${SPAN}&sort=desc`)).toEqual([93, 92, 108, 100]);
    const first = (await emulator.get(
      `/v2/stocks/bars?symbols=AAPL&${SPAN}&sort=desc&limit=3`,
    )) as Page;
    const token = encodeURIComponent(String(first.next_page_token));
    expect(await closes(emulator, `${SPAN}&sort=desc&limit=3&page_token=${token}`)).toEqual([100]);
  });

  it('of a week and of months are what is there so far, stamped with their first day', async () => {
    const emulator = tuesday();
    const week = await emulator.get(
      '/v2/stocks/bars?symbols=AAPL&timeframe=1Week&start=2015-10-19',
    );
    expect(week).toMatchObject({
      bars: {
        AAPL: [
          { t: '2015-10-19T04:00:00.000Z', o: 99, h: 110, l: 95, c: 108, v: 2_000_000 },
          { t: '2015-10-26T04:00:00.000Z', o: 107, h: 109, l: 90, c: 93, v: 2_000_000 },
        ],
      },
    });
    for (const [timeframe, start] of [
      ['1Month', '2015-10-01'],
      ['3M', '2015-10-01'],
      ['12Month', '2015-01-01'],
    ]) {
      const path = `/v2/stocks/bars?symbols=AAPL&timeframe=${String(timeframe)}&start=${String(start)}`;
      const offset = start === '2015-01-01' ? '05' : '04';
      expect(await emulator.get(path)).toMatchObject({
        bars: {
          AAPL: [{ t: `${String(start)}T${offset}:00:00.000Z`, o: 99, h: 110, l: 90, c: 93 }],
        },
      });
    }
    // A week that began before the start is not shown.
    const cut = await emulator.get('/v2/stocks/bars?symbols=AAPL&timeframe=1W&start=2015-10-20');
    expect((cut as Page).bars['AAPL']).toHaveLength(1);
  });

  it.each([
    ['/v2/stocks/bars?timeframe=1Day', 'symbols is required'],
    ['/v2/stocks/bars?symbols=AAPL', 'timeframe is required'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Moment', 'invalid timeframe: 1Moment'],
    [
      '/v2/stocks/bars?symbols=AAPL&timeframe=15Min',
      'timeframe 15Min is not served by this emulator: it knows daily bars, ask for 1Day, 1Week or 1Month',
    ],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&limit=0', 'limit must be between 1 and 10000'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&adjustment=up', 'invalid adjustment'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&feed=tv', 'invalid feed'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&start=soon', 'invalid start: soon'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&page_token=x', 'invalid page_token'],
    [
      '/v2/stocks/bars?symbols=AAPL&timeframe=1Day&start=2015-10-23&end=2015-10-22',
      'end should not be before start',
    ],
  ])('refuse %s with 400', async (path, message) => {
    expect(await client().call('GET', path)).toMatchObject({ status: 400, body: { message } });
  });
});

describe('adjusted bars over HTTP', () => {
  const dividend = {
    type: 'dividend',
    ticker: ticker('AAPL'),
    exDate: sessionDate(TUE),
    cash: 0.92,
  } as const;

  it.each([
    ['raw', [100, 108, 92, 93]],
    ['split', [50, 54, 92, 93]],
    // A dividend of 0.92 after a close of 92 takes one hundredth from what was before.
    ['dividend', [99, 106.92, 91.08, 93]],
    ['all', [49.5, 53.46, 91.08, 93]],
    ['split,dividend', [49.5, 53.46, 91.08, 93]],
    ['spin-off', [100, 108, 92, 93]],
  ])('are %s as asked', async (adjustment, expected) => {
    const emulator = client({
      market: {
        ...paperMarket(BOOK),
        actionsOn: () => [],
        actions: () => [split('AAPL', MON, 2), dividend],
      },
    });
    emulator.engine.advanceTo(at(TUE, '16:00'));
    expect(await closes(emulator, `${SPAN}&adjustment=${adjustment}`)).toEqual(expected);
  });

  it('have their volume adjusted for splits only', async () => {
    const path = `/v2/stocks/bars?symbols=AAPL&${SPAN}&adjustment=all`;
    const page = (await tuesday().get(path)) as Page;
    expect(page.bars['AAPL']?.map(({ v }) => v)).toEqual([
      2_000_000, 2_000_000, 1_000_000, 1_000_000,
    ]);
  });

  it('know of a split from its ex-date on', async () => {
    const emulator = client();
    emulator.engine.advanceTo(at(FRI, '20:00'));
    expect(await closes(emulator, `${SPAN}&adjustment=all`)).toEqual([100, 108]);
    emulator.engine.advanceTo(at(MON, '04:00'));
    expect(await closes(emulator, `${SPAN}&adjustment=all`)).toEqual([50, 54]);
  });

  it('are adjusted for what happened after their span', async () => {
    const span = `timeframe=1Day&start=${THU}&end=${FRI}&adjustment=split`;
    expect(await closes(tuesday(), span)).toEqual([50, 54]);
  });

  it('take a spin-off out of earlier prices when they are asked to', async () => {
    const spinOff = {
      type: 'spinoff',
      ticker: ticker('AAPL'),
      exDate: sessionDate(MON),
      cash: 27,
    } as const;
    const emulator = client({ market: { ...paperMarket(BOOK), actions: () => [spinOff] } });
    emulator.engine.advanceTo(at(MON, '16:00'));
    expect(await closes(emulator, `${SPAN}&adjustment=spin-off`)).toEqual([75, 81, 92]);
  });
});
