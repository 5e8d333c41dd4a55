import axios, { AxiosError } from 'axios';
import { describe, expect, it } from 'vitest';

import { createAlpacaBroker } from '../../../src/adapters/alpaca/alpaca-broker.ts';
import { inProcessTransport } from '../../../src/adapters/alpaca/in-process-transport.ts';
import { moneyFromUnits } from '../../../src/domain/money.ts';
import { ConnectionLost } from '../../../src/ports/connection-lost.ts';
import { alpacaOptions, fixtureText, KEY_ID } from './alpaca-fixture.ts';

const ORDER_ID = '904837e3-3b76-47ec-b432-046db621571b';

describe('the in-process transport', () => {
  it('hands the application the request that HTTP would have carried', async () => {
    const seen: Request[] = [];
    const http = axios.create({
      baseURL: 'http://localhost',
      adapter: inProcessTransport((request) => {
        seen.push(request);
        return Response.json({ ok: true }, { headers: { 'X-Request-ID': 'r1' } });
      }),
    });
    const reply = await http.post<unknown>('/v2/orders', { qty: '1' }, { params: { a: 'b c' } });
    expect(reply.headers['x-request-id']).toBe('r1');
    expect(reply.data).toEqual({ ok: true });
    const [request] = seen;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('http://localhost/v2/orders?a=b+c');
    expect(request?.headers.get('content-type')).toContain('application/json');
    expect(await request?.json()).toEqual({ qty: '1' });
  });

  it('makes an error of a status only where the caller wants that', async () => {
    const adapter = inProcessTransport(() => new Response('no', { status: 422 }));
    const url = 'http://localhost/x';
    await expect(axios.get(url, { adapter })).rejects.toMatchObject({
      code: AxiosError.ERR_BAD_REQUEST,
      response: { status: 422, data: 'no' },
    });
    expect((await axios.get(url, { adapter, validateStatus: () => true })).status).toBe(422);
  });

  it('ends when the call is aborted, though the application never answers', async () => {
    const adapter = inProcessTransport(() => new Promise<Response>(() => undefined));
    const signal = AbortSignal.timeout(10);
    await expect(axios.get('http://localhost/x', { adapter, signal })).rejects.toMatchObject({
      code: AxiosError.ERR_CANCELED,
    });
  });

  it('gives a lost connection the error of a broken socket, before the reply and inside it', async () => {
    const lost = new ConnectionLost('lost');
    const before = inProcessTransport(() => {
      throw lost;
    });
    const inside = inProcessTransport(
      () =>
        new Response(
          new ReadableStream({
            pull: (controller) => {
              controller.error(lost);
            },
          }),
        ),
    );
    for (const adapter of [before, inside]) {
      await expect(axios.get('http://localhost/x', { adapter })).rejects.toMatchObject({
        name: 'AxiosError',
        code: 'ECONNRESET',
      });
    }
  });

  it('serves the broker: reads, an empty 204, and an application that fails', async () => {
    const requests: string[] = [];
    const transport = inProcessTransport((request) => {
      requests.push(`${request.method} ${new URL(request.url).pathname}`);
      expect(request.headers.get('APCA-API-KEY-ID')).toBe(KEY_ID);
      if (request.method === 'DELETE') return new Response(null, { status: 204 });
      if (request.method === 'PATCH') throw new Error('reply lost');
      return new Response(fixtureText('clock'));
    });
    const broker = createAlpacaBroker(alpacaOptions({ transport }));
    expect((await broker.clock()).isOpen).toBe(false);
    expect(await broker.cancel(ORDER_ID)).toEqual({ kind: 'accepted' });
    expect(await broker.replaceStop(ORDER_ID, moneyFromUnits(10_000), 'x')).toEqual({
      kind: 'unknown',
      message: `PATCH /v2/orders/${ORDER_ID}: no reply (connection lost)`,
    });
    expect(requests).toEqual([
      'GET /v2/clock',
      `DELETE /v2/orders/${ORDER_ID}`,
      `PATCH /v2/orders/${ORDER_ID}`,
    ]);
  });
});
