import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { at, BOOK, FRI, MON, paperMarket, split, TUE } from '../../paper-broker/paper-world.ts';
import { client, MARKET, type Client } from './emulator-client.ts';

/** AAPL and AMD bought on Friday; a split of one on Monday, a dividend of the other on Tuesday. */
async function eventful(): Promise<Client> {
  const dividend = {
    type: 'dividend',
    ticker: ticker('AMD'),
    exDate: sessionDate(TUE),
    cash: 0.25,
  } as const;
  const emulator = client({ market: paperMarket(BOOK, [split('AAPL', MON, 2), dividend]) });
  emulator.engine.configure({ behaviour: { dividends: 'paid' } });
  await emulator.post({ ...MARKET, qty: '5' });
  await emulator.post({ ...MARKET, symbol: 'AMD', qty: '100' });
  emulator.engine.advanceTo(at(TUE, '10:00'));
  return emulator;
}

describe('activities over HTTP', () => {
  it('show what was traded without the client order id, and what companies did', async () => {
    const emulator = await eventful();
    const rows = await emulator.rows('/v2/account/activities?direction=asc');
    expect(rows).toMatchObject([
      {
        activity_type: 'FILL',
        type: 'fill',
        symbol: 'AAPL',
        side: 'buy',
        qty: '5',
        price: '100.00',
        cum_qty: '5',
        leaves_qty: '0',
        order_status: 'filled',
      },
      { activity_type: 'FILL', symbol: 'AMD' },
      {
        activity_type: 'SPLIT',
        date: MON,
        symbol: 'AAPL',
        qty: '5',
        net_amount: '0.00',
        status: 'executed',
      },
      {
        activity_type: 'DIV',
        date: TUE,
        symbol: 'AMD',
        qty: '100',
        per_share_amount: '0.25',
        net_amount: '25.00',
        status: 'executed',
      },
    ]);
    for (const row of rows) expect(row).not.toHaveProperty('client_order_id');
  });

  it.each([
    ['activity_types=DIV,SPLIT', ['DIV', 'SPLIT']],
    ['category=trade_activity', ['FILL', 'FILL']],
    ['category=non_trade_activity', ['DIV', 'SPLIT']],
    [`date=${MON}`, ['SPLIT']],
    ['after=2015-10-26T08:00:00Z', ['DIV']],
    ['until=2015-10-26T08:00:00Z', ['FILL', 'FILL']],
    ['activity_types=FEE', []],
  ])('are chosen by %s', async (query, types) => {
    const rows = await (await eventful()).rows(`/v2/account/activities?${query}`);
    expect(rows.map((row) => row['activity_type'])).toEqual(types);
  });

  it('of one type have an address of their own', async () => {
    const rows = await (await eventful()).rows('/v2/account/activities/SPLIT');
    expect(rows).toMatchObject([{ activity_type: 'SPLIT' }]);
  });

  it.each([
    [
      'activity_types=FILL&category=trade_activity',
      'only one of activity_types or category is accepted',
    ],
    [`date=${MON}&after=${FRI}`, 'date cannot be used with after or until'],
    ['page_size=101', 'page_size must be between 1 and 100'],
    ['page_token=nothing', 'invalid page_token'],
    ['after=soon', 'invalid after: soon'],
  ])('refuse %s with 422', async (query, message) => {
    const reply = await client().call('GET', `/v2/account/activities?${query}`);
    expect(reply).toMatchObject({ status: 422, body: { code: 40010001, message } });
  });
});
