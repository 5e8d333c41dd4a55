import { afterEach, describe, expect, it } from 'vitest';

import {
  serveOnLoopback,
  type LoopbackServer,
} from '../../../src/adapters/server/loopback-server.ts';
import type { PlainCall, PlainReply } from '../../../src/adapters/server/plain-answers.ts';

const open: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** Answers what begins with /plain by the short way and the rest by the long one. */
async function serve(answer: (call: PlainCall) => PlainReply): Promise<string> {
  const server = await serveOnLoopback({
    port: 0,
    fetch: () => Promise.resolve(new Response('the long way')),
    plain: { takes: (target) => target.startsWith('/plain'), answer },
    sockets: {
      path: '/stream',
      open: () => ({ received: () => undefined, closed: () => undefined }),
    },
  });
  open.push(server);
  return server.origin;
}

describe('the short way of a server', () => {
  it('hands over method, path, query, headers and body as they were sent', async () => {
    const calls: PlainCall[] = [];
    const origin = await serve((call) => {
      calls.push(call);
      return { status: 201, body: 'grüezi', headers: { 'x-own': 'yes' } };
    });
    const reply = await fetch(`${origin}/plain/a%20b?c=%7B&d`, {
      method: 'PATCH',
      headers: { 'X-Sent': 'a header' },
      body: '{"über": "all"}',
    });
    expect([reply.status, await reply.text()]).toEqual([201, 'grüezi']);
    expect(reply.headers.get('x-own')).toBe('yes');
    expect(reply.headers.get('content-length')).toBe('7');
    const [call] = calls;
    expect(call).toMatchObject({
      method: 'PATCH',
      path: '/plain/a%20b',
      query: 'c=%7B&d',
      body: '{"über": "all"}',
    });
    expect(call?.header('x-sent')).toBe('a header');
    expect(call?.header('x-other')).toBeUndefined();
    expect(await (await fetch(origin)).text()).toBe('the long way');
  });

  it('sends 204 without a body', async () => {
    const origin = await serve(() => ({ status: 204, body: '', headers: {} }));
    const reply = await fetch(`${origin}/plain`, { method: 'DELETE' });
    expect([reply.status, await reply.text()]).toEqual([204, '']);
    expect(reply.headers.get('content-length')).toBeNull();
  });

  it('answers a defect with 500 and its reason, and goes on', async () => {
    let calls = 0;
    const origin = await serve(() => {
      calls += 1;
      if (calls === 1) throw new Error('disk full');
      return { status: 200, body: 'ok', headers: {} };
    });
    const first = await fetch(`${origin}/plain`);
    expect([first.status, await first.json()]).toEqual([
      500,
      { message: 'internal server error: disk full' },
    ]);
    expect(await (await fetch(`${origin}/plain`)).text()).toBe('ok');
  });
});
