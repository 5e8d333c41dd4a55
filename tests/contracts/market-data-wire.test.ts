import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import {
  decodeActionsPage,
  decodeBarsPage,
  readActions,
  type ActionsPage,
  type ActionsQuestion,
} from '../../src/contracts/market-data-wire.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(`tests/fixtures/prices/${name}.json`, 'utf8'));
}

function barsWith(changes: Readonly<Record<string, unknown>>): unknown {
  const bar = { t: '2015-10-19T04:00:00Z', o: 110, h: 112, l: 109, c: 111, v: 5, ...changes };
  return { bars: { AAPL: [bar] }, next_page_token: null };
}

describe('a page of bars', () => {
  it('has the New York date of each bar, in summer and in winter time', () => {
    const first = decodeBarsPage(fixture('bars-page-1'));
    const second = decodeBarsPage(fixture('bars-page-2'));
    if (!first.ok || !second.ok) throw new Error('the recordings are not read');
    expect(first.value.bars.get('AAPL')?.map(({ date }) => date)).toEqual([
      '2015-10-29',
      '2015-10-30',
    ]);
    expect(second.value.bars.get('AAPL')).toEqual([
      {
        date: '2015-11-02',
        open: 119.87,
        high: 121.36,
        low: 119.61,
        close: 121.18,
        volume: 32203287,
      },
    ]);
    expect(first.value.nextPageToken).toBe('QUFQTHxEfDIwMTUtMTAtMzA=');
    expect(second.value.nextPageToken).toBeNull();
  });

  it.each([
    [{ bars: {}, next_page_token: null }],
    [{ bars: null, next_page_token: null }],
    [{ bars: { AAPL: null } }],
  ])('may be empty: %j', (page) => {
    const decoded = decodeBarsPage(page);
    expect(decoded.ok && [...decoded.value.bars.values()].flat()).toEqual([]);
  });

  it.each([
    [barsWith({ t: '2015-10-19T00:00:00Z' }), 'bars.AAPL.0.t: is not midnight in New York'],
    [barsWith({ t: '2015-12-18T04:00:00Z' }), 'bars.AAPL.0.t: is not midnight in New York'],
    [barsWith({ t: '2015-10-19' }), 'bars.AAPL.0.t: is not an RFC 3339 instant with an offset'],
    [barsWith({ c: '111' }), 'bars.AAPL.0.c'],
    [barsWith({ h: null }), 'bars.AAPL.0.h'],
    [{ next_page_token: null }, 'bars'],
    [{ bars: {}, next_page_token: '' }, 'next_page_token'],
    [[], ''],
    ['{}', ''],
  ])('of another shape is refused as a whole: %j', (page, problem) => {
    const decoded = decodeBarsPage(page);
    expect(decoded.ok).toBe(false);
    expect(decoded.ok ? '' : decoded.problem).toContain(problem);
  });
});

describe('corporate actions', () => {
  const recorded = decodeActionsPage(fixture('corporate-actions'));
  const rows: ActionsPage['rows'] = recorded.ok ? recorded.value.rows : [];
  const ask = (symbols: readonly string[], span: Partial<ActionsQuestion> = {}) =>
    readActions(rows, {
      tickers: symbols.map(ticker),
      from: sessionDate('2015-07-01'),
      to: sessionDate('2015-08-31'),
      ...span,
    });

  it('tell a split once, however often it is listed', () => {
    expect(ask(['NFLX', 'USO'])).toEqual({
      actions: [
        { type: 'split', ticker: 'NFLX', exDate: '2015-07-15', ratio: 7 },
        { type: 'split', ticker: 'USO', exDate: '2015-07-29', ratio: 1 / 8 },
      ],
      findings: [],
    });
  });

  it('tell ordinary dividends from those that move the price', () => {
    expect(ask(['AAPL', 'COST', 'EBAY']).actions).toEqual([
      { type: 'spinoff', ticker: 'EBAY', exDate: '2015-07-20', cash: 0 },
      { type: 'spinoff', ticker: 'COST', exDate: '2015-08-05', cash: 5 },
      { type: 'dividend', ticker: 'AAPL', exDate: '2015-08-06', cash: 0.52 },
    ]);
  });

  it('are those of the ex-dates asked for, both ends included', () => {
    const only = { from: sessionDate('2015-11-05'), to: sessionDate('2015-11-05') };
    expect(ask(['AAPL'], only).actions.map(({ exDate }) => exDate)).toEqual(['2015-11-05']);
  });

  it('that are not followed are findings: a new name', () => {
    const { actions, findings } = ask(['ACT']);
    expect(actions).toEqual([]);
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'ACTION_NOT_FOLLOWED',
        severity: 'warning',
        subject: 'ACT',
        message: 'ACT: name_changes of 2015-07-15 is not applied',
      }),
    ]);
    expect(ask(['ACT'], { from: sessionDate('2015-07-16') }).findings).toEqual([]);
  });

  it.each([
    [{ new_rate: 0 }, 'new_rate: is not above zero'],
    [{ old_rate: -1 }, 'old_rate: is not above zero'],
    [{ ex_date: '15.07.2015' }, 'ex_date: is not a date'],
    [{ ex_date: undefined, process_date: undefined }, 'ex_date'],
  ])('that cannot be read are errors: a split with %j', (changes, problem) => {
    const fields = { symbol: 'NFLX', ex_date: '2015-07-15', new_rate: 7, old_rate: 1, ...changes };
    const { actions, findings } = readActions([{ group: 'forward_splits', fields }], {
      tickers: [ticker('NFLX')],
      from: sessionDate('2015-07-01'),
      to: sessionDate('2015-07-31'),
    });
    expect(actions).toEqual([]);
    expect(findings).toEqual([
      expect.objectContaining({ code: 'ACTION_ROW_REFUSED', severity: 'error' }),
    ]);
    expect(findings[0]?.message).toContain(problem);
  });

  it('that disagree about a split are an error, and the first is used', () => {
    const split = { symbol: 'NFLX', ex_date: '2015-07-15', new_rate: 7, old_rate: 1 };
    const twice = [split, { ...split, new_rate: 8 }];
    const { actions, findings } = readActions(
      twice.map((fields) => ({ group: 'forward_splits', fields })),
      { tickers: [ticker('NFLX')], from: sessionDate('2015-07-01'), to: sessionDate('2015-07-31') },
    );
    expect(actions).toEqual([{ type: 'split', ticker: 'NFLX', exDate: '2015-07-15', ratio: 7 }]);
    expect(findings.map(({ code }) => code)).toEqual(['SPLITS_DISAGREE']);
  });
});
