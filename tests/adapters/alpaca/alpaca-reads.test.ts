import nock from 'nock';
import { describe, expect, expectTypeOf, it } from 'vitest';

import type { Get } from '../../../src/adapters/alpaca/alpaca-http.ts';
import { createAlpacaReads } from '../../../src/adapters/alpaca/alpaca-reads.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { BrokerError, type BrokerReads, type BrokerWrites } from '../../../src/ports/broker.ts';
import {
  alpacaOptions,
  countingClock,
  DATA,
  fixtureRow,
  fixtureText,
  START,
  TRADING,
} from './alpaca-fixture.ts';
import { nockTheNetwork } from '../../support/nocked-network.ts';

const OTO_ID = '61e69015-8549-4bfd-b9c3-01e75843f47d';

nockTheNetwork();

async function kindOf(read: Promise<unknown>): Promise<string> {
  try {
    await read;
    return 'answered';
  } catch (error) {
    if (error instanceof BrokerError) return error.kind;
    throw error;
  }
}

describe('reads', () => {
  it('have no way to write, by type and when they run', () => {
    expectTypeOf<ReturnType<typeof createAlpacaReads>>().toEqualTypeOf<BrokerReads>();
    expectTypeOf<keyof BrokerReads & keyof BrokerWrites>().toBeNever();
    expectTypeOf<Parameters<Get>>().toEqualTypeOf<[url: URL, signal: AbortSignal]>();
    expect(Object.keys(createAlpacaReads(alpacaOptions())).sort()).toEqual([
      'account',
      'activities',
      'asset',
      'calendar',
      'clock',
      'latestPrices',
      'notices',
      'orderByClientId',
      'orderById',
      'orders',
      'positions',
    ]);
  });

  it('give the account, the clock, the positions and an asset', async () => {
    nock(TRADING)
      .get('/v2/account')
      .reply(200, fixtureText('account'))
      .get('/v2/clock')
      .reply(200, fixtureText('clock'))
      .get('/v2/positions')
      .reply(200, fixtureText('positions'))
      .get('/v2/assets/BRK.B')
      .reply(200, fixtureText('asset'));
    const reads = createAlpacaReads(alpacaOptions());
    expect((await reads.account()).accountNumber).toBe('PA3ABCDEFGHI');
    expect((await reads.clock()).isOpen).toBe(false);
    expect((await reads.positions()).map((row) => row.symbol)).toEqual(['AAPL', 'BRK.B', 'TSLA']);
    expect((await reads.asset('BRK.B'))?.tradable).toBe(true);
  });

  it('turn the calendar’s New York wall times into instants', async () => {
    const query = { start: '2015-11-25', end: '2015-11-27' };
    nock(TRADING).get('/v2/calendar').query(query).reply(200, fixtureText('calendar'));
    const reads = createAlpacaReads(alpacaOptions());
    const days = await reads.calendar(sessionDate('2015-11-25'), sessionDate('2015-11-27'));
    expect(days.map(({ close }) => new Date(close).toISOString())).toEqual([
      '2015-11-25T21:00:00.000Z',
      '2015-11-27T18:00:00.000Z',
    ]);
  });

  it('ask the data host for the last trades of the named feed', async () => {
    const path = '/v2/stocks/trades/latest';
    const query = { symbols: 'AMZN,ZZZZ', feed: 'iex' };
    nock(DATA).get(path).query(query).reply(200, fixtureText('trades-latest'));
    const prices = await createAlpacaReads(alpacaOptions()).latestPrices(['AMZN', 'ZZZZ']);
    expect([...prices]).toEqual([['AMZN', 6_176_800]]);
  });

  it('ask for nothing when no symbol is named', async () => {
    const reads = createAlpacaReads(alpacaOptions());
    expect((await reads.latestPrices([])).size).toBe(0);
    expect(await reads.orders({ status: 'all', symbols: [], nested: true })).toEqual([]);
  });

  it('find an order by its id, with its legs, and by its client order id', async () => {
    const id = { client_order_id: '20151023_AMZN_entry_buy' };
    nock(TRADING)
      .get(`/v2/orders/${OTO_ID}?nested=true`)
      .reply(200, fixtureText('order-oto'))
      .get('/v2/orders:by_client_order_id')
      .query(id)
      .reply(200, fixtureText('order-oto'));
    const reads = createAlpacaReads(alpacaOptions());
    expect((await reads.orderById(OTO_ID))?.legs).toHaveLength(1);
    expect((await reads.orderByClientId(id.client_order_id))?.id).toBe(OTO_ID);
  });

  it('answer null only when the broker proves that there is none [F11] [F16]', async () => {
    const absent = { code: 40410000, message: 'order not found for x' };
    const path = '/v2/orders:by_client_order_id?client_order_id=x';
    const scope = nock(TRADING).get(path).reply(404, absent);
    scope.get(path).reply(404, { code: 40410000, message: 'endpoint not found' });
    scope.get(path).reply(404, '<html>404</html>');
    scope.get(path).reply(200, fixtureText('order-oto'));
    const reads = createAlpacaReads(alpacaOptions());
    expect(await reads.orderByClientId('x')).toBeNull();
    expect(await kindOf(reads.orderByClientId('x')), 'wrong address').toBe('unreadable');
    expect(await kindOf(reads.orderByClientId('x')), 'a proxy’s page').toBe('unreadable');
    expect(await kindOf(reads.orderByClientId('x')), 'another order').toBe('unreadable');
  });
});

describe('a read that fails', () => {
  it.each([
    ['unauthorized', 401, 'unauthorized.'],
    ['unauthorized', 403, '{"message":"forbidden."}'],
    ['unreadable', 200, '[{"symbol":'],
    ['unreadable', 200, '<html>hello</html>'],
    ['unreadable', 200, ''],
    ['unreadable', 200, '{"rows":[]}'],
    ['unreadable', 302, ''],
    ['unreadable', 422, '{"code":40010001,"message":"bad"}'],
    ['unreadable', 200, ' '.repeat(5_300_000)],
  ])('is %s after HTTP %i, and is not asked again', async (kind, status, body) => {
    const clock = countingClock();
    nock(TRADING).get('/v2/positions').reply(status, body, { Location: 'https://evil.example' });
    expect(await kindOf(createAlpacaReads(alpacaOptions({ clock })).positions())).toBe(kind);
    expect(clock.sleeps).toEqual([]);
  });

  it.each([
    ['unreachable', 500],
    ['unreachable', 504],
    ['rate_limited', 429],
  ])('is %s after four times HTTP %i', async (kind, status) => {
    const clock = countingClock();
    const scope = nock(TRADING).get('/v2/positions').times(4).reply(status, '<html></html>');
    expect(await kindOf(createAlpacaReads(alpacaOptions({ clock })).positions())).toBe(kind);
    expect(clock.sleeps).toEqual([500, 1_000, 2_000]);
    scope.done();
  });

  it('is unreachable after four resets', async () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const scope = nock(TRADING).get('/v2/positions').times(4).replyWithError(reset);
    expect(await kindOf(createAlpacaReads(alpacaOptions()).positions())).toBe('unreachable');
    scope.done();
  });

  it('is unreachable when the broker stays silent', async () => {
    nock(TRADING).get('/v2/positions').delay(60_000).times(2).reply(200, '[]');
    const options = alpacaOptions({ timeoutMs: 20, readAttempts: 2 });
    expect(await kindOf(createAlpacaReads(options).positions())).toBe('unreachable');
  });

  it('recovers when a later try is answered', async () => {
    nock(TRADING).get('/v2/positions').reply(502, '').get('/v2/positions').reply(200, '[]');
    expect(await createAlpacaReads(alpacaOptions()).positions()).toEqual([]);
  });

  it('waits for the reset of the rate limit, and a second more [F4]', async () => {
    const clock = countingClock();
    const headers = { 'X-RateLimit-Reset': String(START / 1_000 + 20) };
    const body = { code: 42910000, message: 'rate limit exceeded' };
    nock(TRADING)
      .get('/v2/positions')
      .reply(429, body, headers)
      .get('/v2/positions')
      .reply(200, '[]');
    await createAlpacaReads(alpacaOptions({ clock })).positions();
    expect(clock.sleeps).toEqual([21_000]);
  });

  it('waits as long as Retry-After says, and not past its deadline [F4] [F18]', async () => {
    const clock = countingClock();
    const scope = nock(TRADING).get('/v2/positions').reply(503, '', { 'Retry-After': '7' });
    scope.get('/v2/positions').reply(503, '', { 'Retry-After': '3600' });
    const reads = createAlpacaReads(alpacaOptions({ clock }));
    expect(await kindOf(reads.positions())).toBe('unreachable');
    expect(clock.sleeps).toEqual([7_000]);
  });
});

describe('the list of orders', () => {
  const newest = Date.UTC(2015, 9, 23, 13);

  /** With nine decimals, times compare as text. */
  function nanoseconds(time: unknown): string {
    const [second = '', fraction = ''] = String(time).replace('Z', '').split('.');
    return `${second}.${fraction.padEnd(9, '0')}`;
  }

  /** As the broker does: newest first, `until` exclusive, at most `limit` rows; `perInstant` rows share one time. */
  function serveOrders(count: number, perInstant: number): string[] {
    const rows = Array.from({ length: count }, (_, index) => {
      const time = new Date(newest - Math.floor(index / perInstant) * 1_000).toISOString();
      const submitted_at = time.replace('Z', '456789Z');
      return fixtureRow('order-simple-filled', { id: `id-${index}`, submitted_at });
    });
    const asked: string[] = [];
    nock(TRADING)
      .persist()
      .get('/v2/orders')
      .query(true)
      .reply((uri) => {
        const query = new URL(uri, TRADING).searchParams;
        asked.push(query.toString());
        const until = query.get('until') ?? '9999';
        const older = rows.filter((row) => nanoseconds(row['submitted_at']) < nanoseconds(until));
        return [200, JSON.stringify(older.slice(0, Number(query.get('limit'))))];
      });
    return asked;
  }

  it('is read in one page when it fits', async () => {
    const asked = serveOrders(3, 1);
    const after = '2015-10-22T00:00:00Z';
    const query = { status: 'open', after, symbols: ['AAPL', 'AMZN'], nested: true } as const;
    expect(await createAlpacaReads(alpacaOptions()).orders(query)).toHaveLength(3);
    expect(asked.map((text) => Object.fromEntries(new URLSearchParams(text)))).toEqual([
      {
        status: 'open',
        limit: '500',
        direction: 'desc',
        nested: 'true',
        after,
        symbols: 'AAPL,AMZN',
      },
    ]);
  });

  it('is read to its end over three pages, each order once [F15]', async () => {
    const asked = serveOrders(1_200, 3);
    const orders = await createAlpacaReads(alpacaOptions()).orders({
      status: 'all',
      nested: false,
    });
    expect(new Set(orders.map((order) => order.id)).size).toBe(1_200);
    expect(orders).toHaveLength(1_200);
    expect(asked).toHaveLength(3);
  });

  it('fails when a page does not advance, instead of being cut short [F15]', async () => {
    serveOrders(700, 700);
    const reads = createAlpacaReads(alpacaOptions());
    expect(await kindOf(reads.orders({ status: 'all', nested: false }))).toBe('unreadable');
  });

  it('fails as a whole when a later page fails [F15]', async () => {
    const full = Array.from({ length: 500 }, (_, index) =>
      fixtureRow('order-simple-filled', { id: `id-${index}` }),
    );
    nock(TRADING).get('/v2/orders').query(true).reply(200, JSON.stringify(full));
    nock(TRADING).get('/v2/orders').query(true).times(4).reply(500, '');
    const reads = createAlpacaReads(alpacaOptions());
    expect(await kindOf(reads.orders({ status: 'all', nested: true }))).toBe('unreachable');
  });
});
