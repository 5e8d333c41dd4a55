import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { at, BOOK, FRI, MON, paperMarket, split, TUE } from '../../paper-broker/paper-world.ts';
import { client, MARKET, type Client } from './emulator-client.ts';

const PATH = '/v2/account/portfolio/history';

/** 100 AAPL bought at 100 on Friday, split 2:1 on Monday, a dividend of 0.50 on Tuesday; Tuesday after the close. */
async function holder(): Promise<Client> {
  const dividend = {
    type: 'dividend',
    ticker: ticker('AAPL'),
    exDate: sessionDate(TUE),
    cash: 0.5,
  } as const;
  const book = {
    AAPL: {
      ...BOOK['AAPL'],
      [MON]: [54, 55, 45, 46],
      [TUE]: [45, 47, 45, 46.5],
    },
  } as const;
  const emulator = client({ market: paperMarket(book, [split('AAPL', MON, 2), dividend]) });
  emulator.engine.configure({ behaviour: { dividends: 'paid' } });
  await emulator.post({ ...MARKET, qty: '100' });
  emulator.engine.advanceTo(at(TUE, '17:00'));
  return emulator;
}

describe('portfolio history over HTTP', () => {
  it('has a number for each close: seconds, equity, profit since the base, and its fraction', async () => {
    // 240,000 in cash; 100 × 108, then 200 × 46, then 200 × 46.50 and 100 of dividends.
    expect(await (await holder()).get(PATH)).toEqual({
      timestamp: [1445558400, 1445817600, 1445904000],
      equity: [250_800, 249_200, 249_400],
      profit_loss: [800, -800, -600],
      profit_loss_pct: [0.0032, -0.0032, -0.0024],
      base_value: 250_000,
      timeframe: '1D',
    });
  });

  it('begins with the close before its first point where there is one', async () => {
    expect(await (await holder()).get(`${PATH}?period=2D`)).toMatchObject({
      equity: [249_200, 249_400],
      profit_loss: [-1600, -1400],
      base_value: 250_800,
      base_value_asof: FRI,
    });
  });

  it.each([
    [`start=${MON}`, [249_200, 249_400]],
    [`end=${MON}`, [250_800, 249_200]],
    [`date_end=${FRI}`, [250_800]],
    [`start=${FRI}&period=1D`, [250_800]],
    [`period=3D&end=${MON}`, [250_800, 249_200]],
    ['period=1W&timeframe=1D&pnl_reset=no_reset', [250_800, 249_200, 249_400]],
    ['period=1A', [250_800, 249_200, 249_400]],
    ['period=9999A', [250_800, 249_200, 249_400]],
    ['period=9999W', [250_800, 249_200, 249_400]],
    [`start=${MON}&period=9999M`, [249_200, 249_400]],
    ['start=2015-11-01', []],
  ])('is asked for with %s', async (query, equity) => {
    expect(await (await holder()).get(`${PATH}?${query}`)).toMatchObject({ equity });
  });

  it('shows what came in besides trades when it is asked to', async () => {
    const emulator = await holder();
    expect(await emulator.get(`${PATH}?cashflow_types=ALL`)).toMatchObject({
      cashflow: { DIV: [0, 0, 100] },
    });
    expect(await emulator.get(`${PATH}?cashflow_types=FEE`)).toMatchObject({ cashflow: {} });
    expect(await emulator.get(`${PATH}?cashflow_types=NONE`)).not.toHaveProperty('cashflow');
  });

  it.each([
    ['timeframe=5Min', /is not served by this emulator.*ask for 1D/],
    ['timeframe=1Y', /invalid timeframe/],
    ['period=5Q', /invalid period: 5Q/],
    ['period=1M&start=2015-10-01&end=2015-10-31', /only two of period, start and end/],
    ['start=2015-10-31&end=2015-10-01', /end must not be before start/],
  ])('refuses %s with 422', async (query, message) => {
    const reply = await client().call('GET', `${PATH}?${query}`);
    expect(reply).toMatchObject({
      status: 422,
      body: { message: expect.stringMatching(message) as unknown },
    });
  });
});
