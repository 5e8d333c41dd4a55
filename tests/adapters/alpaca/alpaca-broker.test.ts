import { Readable } from 'node:stream';

import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { createAlpacaBroker } from '../../../src/adapters/alpaca/alpaca-broker.ts';
import { moneyFromUnits } from '../../../src/domain/money.ts';
import type { OrderRequest } from '../../../src/domain/order.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import {
  alpacaOptions,
  countingClock,
  fixtureRow,
  fixtureText,
  KEY_ID,
  SECRET_KEY,
  TRADING,
} from './alpaca-fixture.ts';
import { nockTheNetwork } from '../../support/nocked-network.ts';

const ENTRY: OrderRequest = {
  clientOrderId: '20151023_AMZN_entry_buy',
  symbol: ticker('AMZN'),
  side: 'buy',
  qty: 24,
  type: 'market',
  timeInForce: 'gtc',
  orderClass: 'oto',
  stopPrice: null,
  stopLossPrice: moneyFromUnits(5_562_100),
};
const ORDER_ID = '904837e3-3b76-47ec-b432-046db621571b';
const HTML = '<html><head><title>502 Bad Gateway</title></head></html>';

/** Begins and never ends. */
function endlessBody(): Readable {
  const body = new Readable({ read: () => undefined });
  body.push('{"id":');
  return body;
}

nockTheNetwork();

describe('submitting an order', () => {
  it('sends the keys, decimals as strings and one group of entry and stop', async () => {
    const scope = nock(TRADING, {
      reqheaders: {
        'apca-api-key-id': KEY_ID,
        'apca-api-secret-key': SECRET_KEY,
        'content-type': 'application/json',
      },
    })
      .post('/v2/orders', {
        symbol: 'AMZN',
        side: 'buy',
        qty: '24',
        type: 'market',
        time_in_force: 'gtc',
        client_order_id: '20151023_AMZN_entry_buy',
        order_class: 'oto',
        stop_loss: { stop_price: '556.21' },
      })
      .reply(200, fixtureText('order-oto'));
    const result = await createAlpacaBroker(alpacaOptions()).submit(ENTRY);
    expect(result).toMatchObject({
      kind: 'accepted',
      order: { status: 'pending_new', legs: [{ status: 'held', stopPrice: 5_562_100 }] },
    });
    scope.done();
  });

  it('is refused with the broker’s reason, code and fields', async () => {
    const body = {
      code: 40310000,
      message: 'insufficient buying power',
      buying_power: '10',
      cost_basis: '14824',
    };
    nock(TRADING).post('/v2/orders').reply(403, body);
    expect(await createAlpacaBroker(alpacaOptions()).submit(ENTRY)).toEqual({
      kind: 'refused',
      reason: 'insufficient_buying_power',
      httpStatus: 403,
      code: 40310000,
      message: 'insufficient buying power',
      details: { buying_power: '10', cost_basis: '14824' },
    });
  });

  it.each([
    ['a rate limit', 429, '{"code":42910000,"message":"rate limit exceeded"}'],
    ['an HTML error page', 502, HTML],
    ['a gateway timeout', 504, ''],
    ['a reply cut off in the middle', 200, fixtureText('order-oto').slice(0, 300)],
    ['an empty 200', 200, ''],
    ['a 200 that is no order', 200, '{}'],
    ['an order without an id', 200, JSON.stringify(fixtureRow('order-oto', { id: null }))],
    ['another order', 200, fixtureText('order-simple-filled')],
    ['another quantity', 200, JSON.stringify(fixtureRow('order-oto', { qty: '2400' }))],
  ])('is unknown after %s, and is sent once [R3] [F3]', async (_, status, body) => {
    const clock = countingClock();
    const scope = nock(TRADING).post('/v2/orders').reply(status, body);
    const result = await createAlpacaBroker(alpacaOptions({ clock })).submit(ENTRY);
    expect(result.kind).toBe('unknown');
    expect(clock.sleeps).toEqual([]);
    scope.done();
  });

  it.each(['ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'CERT_HAS_EXPIRED'])(
    'is unknown after %s, and is sent once',
    async (code) => {
      nock(TRADING)
        .post('/v2/orders')
        .replyWithError(Object.assign(new Error('x'), { code }));
      expect(await createAlpacaBroker(alpacaOptions()).submit(ENTRY)).toEqual({
        kind: 'unknown',
        message: `POST /v2/orders: no reply (${code})`,
      });
    },
  );

  it('is unknown when the broker is silent for too long', async () => {
    nock(TRADING).post('/v2/orders').delay(60_000).reply(200, fixtureText('order-oto'));
    const broker = createAlpacaBroker(alpacaOptions({ timeoutMs: 20 }));
    expect((await broker.submit(ENTRY)).kind).toBe('unknown');
  });

  it('is unknown when the reply drips past the deadline [F18]', async () => {
    nock(TRADING)
      .post('/v2/orders')
      .reply(200, () => endlessBody());
    const broker = createAlpacaBroker(alpacaOptions({ deadlineMs: 30 }));
    expect((await broker.submit(ENTRY)).kind).toBe('unknown');
  });

  it('never follows a redirect [F17] [S2]', async () => {
    nock(TRADING).post('/v2/orders').reply(307, '', { Location: 'https://evil.example/v2/orders' });
    const evil = nock('https://evil.example').post('/v2/orders').reply(200, {});
    expect((await createAlpacaBroker(alpacaOptions()).submit(ENTRY)).kind).toBe('unknown');
    expect(evil.isDone()).toBe(false);
  });

  it('is unknown when the reply is larger than 5 MB [F12] [S7]', async () => {
    nock(TRADING).post('/v2/orders').reply(200, ' '.repeat(5_300_000));
    const result = await createAlpacaBroker(alpacaOptions()).submit(ENTRY);
    expect(result).toMatchObject({ kind: 'unknown' });
    expect(result.kind === 'unknown' && result.message).toContain('5242880');
  });
});

describe('canceling an order', () => {
  it('is accepted by a 204', async () => {
    nock(TRADING).delete(`/v2/orders/${ORDER_ID}`).reply(204);
    expect(await createAlpacaBroker(alpacaOptions()).cancel(ORDER_ID)).toEqual({
      kind: 'accepted',
    });
  });

  it('is refused when the order is already done, and when it does not exist', async () => {
    const done = { code: 42210000, message: 'order is already in "filled" state' };
    const absent = { code: 40410000, message: 'order not found' };
    const path = `/v2/orders/${ORDER_ID}`;
    nock(TRADING).delete(path).reply(422, done).delete(path).reply(404, absent);
    const broker = createAlpacaBroker(alpacaOptions());
    expect(await broker.cancel(ORDER_ID)).toMatchObject({ reason: 'not_cancelable' });
    expect(await broker.cancel(ORDER_ID)).toMatchObject({ reason: 'not_found' });
  });

  it('is unknown after a lost reply, and is sent once [P7]', async () => {
    nock(TRADING).delete(`/v2/orders/${ORDER_ID}`).reply(503, HTML);
    expect((await createAlpacaBroker(alpacaOptions()).cancel(ORDER_ID)).kind).toBe('unknown');
  });

  it.each(['', '..', '../account', '?', 'a b'])(
    'never sends the id %j, which would be another address',
    async (id) => {
      const broker = createAlpacaBroker(alpacaOptions());
      await expect(broker.cancel(id)).rejects.toThrow('not an id or symbol');
    },
  );
});

describe('replacing a stop', () => {
  const replace = (): Promise<unknown> =>
    createAlpacaBroker(alpacaOptions()).replaceStop(
      ORDER_ID,
      moneyFromUnits(5_559_000),
      '20151023_AMZN_stop_sell',
    );
  const expected = { stop_price: '555.90', client_order_id: '20151023_AMZN_stop_sell' };

  it('gives a new order that names the old one', async () => {
    const path = `/v2/orders/${ORDER_ID}`;
    nock(TRADING).patch(path, expected).reply(200, fixtureText('order-replacement'));
    expect(await replace()).toMatchObject({
      kind: 'accepted',
      order: { id: '7b08df51-c1ac-453c-99f9-323a5f075f0d', replaces: ORDER_ID },
    });
  });

  it('is refused where the status forbids it', async () => {
    const body = { code: 42210000, message: 'cannot replace order in accepted status' };
    nock(TRADING).patch(`/v2/orders/${ORDER_ID}`).reply(422, body);
    expect(await replace()).toMatchObject({ kind: 'refused', reason: 'not_replaceable' });
  });

  it('is unknown when the reply is about another order', async () => {
    const reply = fixtureRow('order-replacement', { replaces: 'another' });
    nock(TRADING).patch(`/v2/orders/${ORDER_ID}`).reply(200, reply);
    expect(await replace()).toMatchObject({ kind: 'unknown' });
  });
});
