import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { KnownMarketAction } from '../../../src/paper-broker/paper-state.ts';
import { at, BOOK, FRI, MON, paperMarket, split, TUE } from '../../paper-broker/paper-world.ts';
import { client, type Client, type Row } from './emulator-client.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ACTIONS: readonly KnownMarketAction[] = [
  split('AAPL', MON, 1.5),
  split('AMD', TUE, 1 / 30),
  { type: 'dividend', ticker: ticker('AMD'), exDate: sessionDate(MON), cash: 0.25 },
  { type: 'spinoff', ticker: ticker('AAPL'), exDate: sessionDate(TUE), cash: 3 },
  {
    type: 'ticker_change',
    ticker: ticker('OLD'),
    exDate: sessionDate(MON),
    newTicker: ticker('NEW'),
  },
  { type: 'delisting', ticker: ticker('GONE'), exDate: sessionDate(TUE) },
];
const SPAN = `start=${FRI}&end=2015-10-31`;

function world(actions = ACTIONS): Client {
  return client({ market: { ...paperMarket(BOOK), actions: () => actions } });
}

describe('corporate actions over HTTP', () => {
  it('stand in groups with rates as numbers; groups without any are absent', async () => {
    const { corporate_actions: groups, next_page_token: token } = (await world().get(
      `/v1/corporate-actions?${SPAN}`,
    )) as Row;
    expect(token).toBeNull();
    const cusip = expect.stringMatching(/^[0-9A-F]{9}$/) as unknown;
    const id = expect.stringMatching(UUID) as unknown;
    const dates = (date: string): Row => ({ process_date: date, ex_date: date });
    const paid = (date: string): Row => ({ record_date: date, payable_date: date });
    expect(groups).toEqual({
      forward_splits: [{ id, symbol: 'AAPL', cusip, new_rate: 3, old_rate: 2, ...dates(MON) }],
      reverse_splits: [
        {
          id,
          symbol: 'AMD',
          old_cusip: cusip,
          new_cusip: cusip,
          new_rate: 1,
          old_rate: 30,
          ...dates(TUE),
        },
      ],
      cash_dividends: [
        {
          id,
          symbol: 'AMD',
          cusip,
          rate: 0.25,
          special: false,
          foreign: false,
          ...dates(MON),
          ...paid(MON),
        },
        {
          id,
          symbol: 'AAPL',
          cusip,
          rate: 3,
          special: true,
          foreign: false,
          ...dates(TUE),
          ...paid(TUE),
        },
      ],
      name_changes: [
        {
          id,
          old_symbol: 'OLD',
          old_cusip: cusip,
          new_symbol: 'NEW',
          new_cusip: cusip,
          process_date: MON,
        },
      ],
      worthless_removals: [{ id, symbol: 'GONE', cusip, process_date: TUE }],
    });
  });

  it.each([
    [`symbols=AMD&${SPAN}`, ['cash_dividends', 'reverse_splits']],
    [`types=forward_split,reverse_split&${SPAN}`, ['forward_splits', 'reverse_splits']],
    [`symbols=AMD&types=cash_dividend&${SPAN}`, ['cash_dividends']],
    [`types=spin_off&${SPAN}`, []],
    ['', []],
  ])('are chosen by %s', async (query, groups) => {
    const reply = (await world().get(`/v1/corporate-actions?${query}`)) as Row;
    expect(Object.keys(reply['corporate_actions'] as Row)).toEqual(groups);
  });

  it('answer older clients that ask with symbols[] at /v1beta1', async () => {
    const path = `/v1beta1/corporate-actions?symbols[]=AAPL&symbols%5B%5D=OLD&${SPAN}`;
    expect(await world().get(path)).toMatchObject({
      corporate_actions: { forward_splits: [{}], name_changes: [{}], cash_dividends: [{}] },
    });
  });

  it('are found by id, and by nothing beside it', async () => {
    const emulator = world();
    const all = (await emulator.get(`/v1/corporate-actions?symbols=GONE&${SPAN}`)) as {
      corporate_actions: { worthless_removals: readonly Row[] };
    };
    const id = String(all.corporate_actions.worthless_removals[0]?.['id']);
    expect(await emulator.get(`/v1/corporate-actions?ids=${id}`)).toMatchObject({
      corporate_actions: { worthless_removals: [{ id }] },
    });
    const both = await emulator.call('GET', `/v1/corporate-actions?ids=${id}&symbols=GONE`);
    expect(both.status).toBe(400);
  });

  it('are paged and sorted by the day of processing', async () => {
    const emulator = world();
    const seen: string[] = [];
    for (let token: string | null = ''; token !== null;) {
      const path = `/v1/corporate-actions?${SPAN}&limit=4&sort=desc&page_token=${token}`;
      const page = (await emulator.get(path)) as {
        corporate_actions: Readonly<Record<string, readonly Row[]>>;
        next_page_token: string | null;
      };
      const rows = Object.values(page.corporate_actions).flat();
      seen.push(
        rows
          .map(({ process_date: date }) => String(date))
          .sort()
          .join(' '),
      );
      token = page.next_page_token === null ? null : encodeURIComponent(page.next_page_token);
    }
    expect(seen).toEqual([`${MON} ${TUE} ${TUE} ${TUE}`, `${MON} ${MON}`]);
  });

  it('are announced two weeks ahead and no earlier', async () => {
    const later = split('AAPL', '2015-11-09', 2);
    const emulator = world([later]);
    const path = '/v1/corporate-actions?start=2015-11-01&end=2015-11-30';
    emulator.engine.advanceTo(at(FRI, '16:00'));
    expect(await emulator.get(path)).toMatchObject({ corporate_actions: {} });
    emulator.engine.advanceTo(at(MON, '09:00'));
    expect(await emulator.get(path)).toMatchObject({ corporate_actions: { forward_splits: [{}] } });
  });

  it.each([
    ['types=explosion', 'invalid types'],
    ['limit=1001', 'limit must be between 1 and 1000'],
    ['page_token=x', 'invalid page_token'],
  ])('refuse %s with 400', async (query, message) => {
    expect(await world().call('GET', `/v1/corporate-actions?${query}`)).toMatchObject({
      status: 400,
      body: { message },
    });
  });
});

describe('announcements of the older address over HTTP', () => {
  const PATH = '/v2/corporate_actions/announcements';

  it('have every value as text', async () => {
    const emulator = world();
    const rows = await emulator.rows(`${PATH}?ca_types=split&since=${FRI}&until=2015-10-31`);
    expect(rows).toMatchObject([
      {
        ca_type: 'split',
        ca_sub_type: 'stock_split',
        initiating_symbol: 'AAPL',
        target_symbol: 'AAPL',
        declaration_date: '2015-10-12',
        ex_date: MON,
        cash: '0',
        old_rate: '2',
        new_rate: '3',
      },
      { ca_sub_type: 'reverse_split', initiating_symbol: 'AMD', old_rate: '30', new_rate: '1' },
    ]);
    for (const value of Object.values(rows[0] ?? {})) expect(value).toBeTypeOf('string');
    expect(await emulator.get(`${PATH}/${String(rows[0]?.['id'])}`)).toEqual(rows[0]);
  });

  it.each([
    [`ca_types=dividend&since=${FRI}&until=2015-10-31&symbol=AMD`, 1],
    ['ca_types=split&since=2015-10-10&until=2015-10-20&date_type=declaration_date', 2],
    [`ca_types=dividend,split,merger,spinoff&since=${TUE}&until=${TUE}`, 2],
  ])('are chosen by %s', async (query, count) => {
    expect(await world().rows(`${PATH}?${query}`)).toHaveLength(count);
  });

  it.each([
    [`since=${FRI}&until=${TUE}`, 'ca_types is required'],
    [`ca_types=split&until=${TUE}`, 'since is required'],
    ['ca_types=split&since=2015-01-01&until=2015-06-01', 'the date range must be at most 90 days'],
    [`ca_types=split&since=${TUE}&until=${FRI}`, 'until must not be before since'],
  ])('refuse %s with 422', async (query, message) => {
    expect(await client().call('GET', `${PATH}?${query}`)).toMatchObject({
      status: 422,
      body: { code: 40010001, message },
    });
  });
});
