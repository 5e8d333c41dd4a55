import { describe, expect, it } from 'vitest';

import { BOOK, paperMarket } from '../../paper-broker/paper-world.ts';
import { client, MARKET, type Client, type Row } from './emulator-client.ts';

/** A market that can list its stocks; PENNY is not traded by anybody. */
function listed(): Client {
  return client({
    market: {
      ...paperMarket(BOOK),
      symbols: () => Object.keys(BOOK).sort(),
      name: (symbol) => `${symbol} Inc.`,
      asset: (symbol) =>
        symbol === 'PENNY'
          ? { tradable: false, exchange: 'OTC', marginable: false }
          : { exchange: 'NASDAQ' },
    },
  });
}

describe('assets over HTTP', () => {
  it('have every field that Alpaca shows', async () => {
    const asset = (await listed().get('/v2/assets/AAPL')) as Row;
    expect(asset).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      class: 'us_equity',
      exchange: 'NASDAQ',
      symbol: 'AAPL',
      name: 'AAPL Inc.',
      status: 'active',
      tradable: true,
      marginable: true,
      shortable: true,
      easy_to_borrow: true,
      borrow_status: 'easy_to_borrow',
      fractionable: true,
      margin_requirement_long: '30',
      margin_requirement_short: '100',
      maintenance_margin_requirement: 30,
      attributes: [],
    });
  });

  it('are found by symbol, by symbol with exchange, and by id', async () => {
    const emulator = listed();
    const { id } = (await emulator.get('/v2/assets/AMD')) as Row;
    expect(await emulator.get(`/v2/assets/${String(id)}`)).toMatchObject({ symbol: 'AMD', id });
    expect(await emulator.get('/v2/assets/AMD:NASDAQ')).toMatchObject({ symbol: 'AMD' });
    expect((await emulator.call('GET', '/v2/assets/amd')).status).toBe(404);
  });

  it('that nobody knows are 404 40410000 `symbol not found: X`, by id `asset not found`', async () => {
    expect(await client().call('GET', '/v2/assets/NOPE')).toMatchObject({
      status: 404,
      body: { code: 40410000, message: 'symbol not found: NOPE' },
    });
    const path = '/v2/assets/00000000-0000-4000-8000-000000000000';
    expect(await client().call('GET', path)).toMatchObject({
      status: 404,
      body: { code: 40410000, message: 'asset not found' },
    });
  });

  it.each([
    ['', ['AAPL', 'AMD', 'PENNY']],
    ['?status=active&asset_class=us_equity', ['AAPL', 'AMD', 'PENNY']],
    ['?status=inactive', []],
    ['?exchange=OTC', ['PENNY']],
    ['?asset_class=crypto', []],
    ['?attributes=has_options', []],
  ])('are listed with the filter "%s"', async (filter, symbols) => {
    const rows = await listed().rows(`/v2/assets${filter}`);
    expect(rows.map(({ symbol }) => symbol)).toEqual(symbols);
  });

  it('of a market that cannot list them are those the account has dealt with', async () => {
    const emulator = client();
    expect(await emulator.get('/v2/assets')).toEqual([]);
    await emulator.post(MARKET);
    expect(await emulator.rows('/v2/assets')).toMatchObject([{ symbol: 'AAPL' }]);
  });
});
