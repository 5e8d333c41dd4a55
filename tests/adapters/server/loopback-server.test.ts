import { createServer } from 'node:http';
import { connect } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import {
  serveOnLoopback,
  type LoopbackServer,
} from '../../../src/adapters/server/loopback-server.ts';
import type { OpenSocket } from '../../../src/adapters/server/socket-door.ts';
import { ConnectionLost } from '../../../src/ports/connection-lost.ts';

const open: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** Answers every request with its path; says every message back, as text. */
async function serve(
  fetch = (request: Request) => Promise.resolve(new Response(new URL(request.url).pathname)),
  socket: OpenSocket = (peer) => ({
    received: (text) => {
      peer.send(text, 'text');
    },
    closed: () => undefined,
  }),
): Promise<LoopbackServer> {
  const server = await serveOnLoopback({
    port: 0,
    fetch,
    sockets: { path: '/stream', open: socket },
  });
  open.push(server);
  return server;
}

/** What a server answers to these lines, sent as they are. */
function raw({ origin }: LoopbackServer, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
    socket.on('data', (data) => (said += data.toString()));
    socket.on('close', () => {
      resolve(said);
    });
    socket.on('error', reject);
  });
}

const streamOf = ({ origin }: LoopbackServer): string => `${origin.replace('http', 'ws')}/stream`;

/** The status line of an upgrade that is refused. */
function refusedUpgrade(address: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { headers });
    socket.on('open', () => {
      reject(new Error('was let in'));
    });
    socket.on('error', (error) => {
      resolve(error.message);
    });
  });
}

describe('a server of this machine', () => {
  it('answers under its own names', async () => {
    const server = await serve();
    const { port } = new URL(server.origin);
    expect(await (await fetch(`${server.origin}/a/b?c`)).text()).toBe('/a/b');
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const said = await raw(server, ['GET /x HTTP/1.1', `Host: ${host}`, 'Connection: close']);
      expect(said).toContain('HTTP/1.1 200');
    }
  });

  it.each(['evil.example', 'evil.example:8787', '127.0.0.1:1', ''])(
    'refuses a request for another host with 403: %s',
    async (host) => {
      let reached = false;
      const server = await serve(() => {
        reached = true;
        return Promise.resolve(new Response(''));
      });
      const said = await raw(server, ['GET / HTTP/1.1', `Host: ${host}`, 'Connection: close']);
      expect(said).toContain('HTTP/1.1 403');
      expect(reached).toBe(false);
    },
  );

  it('refuses a body of more than a megabyte with 413, before it is sent', async () => {
    const server = await serve();
    const { host } = new URL(server.origin);
    const lines = ['POST / HTTP/1.1', `Host: ${host}`, 'Content-Length: 1048577'];
    expect(await raw(server, lines)).toContain('HTTP/1.1 413');
  });

  it('ends a connection without a byte where the reply is lost', async () => {
    const server = await serve(() => Promise.reject(new ConnectionLost('the reply is lost')));
    const { host } = new URL(server.origin);
    expect(await raw(server, ['GET / HTTP/1.1', `Host: ${host}`])).toBe('');
    await expect(fetch(server.origin)).rejects.toThrow('fetch failed');
  });

  it('answers a defect with 500 and goes on', async () => {
    let calls = 0;
    const server = await serve(() => {
      calls += 1;
      return calls === 1
        ? Promise.reject(new Error('a defect'))
        : Promise.resolve(new Response('ok'));
    });
    expect((await fetch(server.origin)).status).toBe(500);
    expect(await (await fetch(server.origin)).text()).toBe('ok');
  });

  it('says that a port is in use, and what to do about it', async () => {
    const taken = createServer();
    await new Promise<void>((done) =>
      taken.listen(0, '127.0.0.1', () => {
        done();
      }),
    );
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const fetch = () => Promise.resolve(new Response(''));
    const sockets = {
      path: '/stream',
      open: () => ({ received: () => undefined, closed: () => undefined }),
    };
    await expect(serveOnLoopback({ port, fetch, sockets })).rejects.toMatchObject({
      outcome: 'usage',
      message: `port ${port} of 127.0.0.1 is in use`,
      remedy: 'end the program that uses it, or give another --port (0 takes a free one)',
    });
    await new Promise((done) => taken.close(done));
  });
});

describe('a connection of the server', () => {
  it('carries messages both ways and ends with the server', async () => {
    const server = await serve();
    const socket = new WebSocket(streamOf(server));
    const said = new Promise<string>((done) =>
      socket.on('message', (data) => {
        done((data as Buffer).toString());
      }),
    );
    socket.on('open', () => {
      socket.send('hello');
    });
    expect(await said).toBe('hello');
    const closed = new Promise((done) => socket.on('close', done));
    await server.close();
    await closed;
  });

  it('is asked whether it is alive: a ping, and a heartbeat of the one byte 0x01', async () => {
    const server = await serveOnLoopback({
      port: 0,
      fetch: () => Promise.resolve(new Response('')),
      sockets: {
        path: '/stream',
        heartbeatMs: 10,
        open: () => ({ received: () => undefined, closed: () => undefined }),
      },
    });
    open.push(server);
    const socket = new WebSocket(streamOf(server));
    const pinged = new Promise((done) => socket.once('ping', done));
    const beat = new Promise<Buffer>((done) =>
      socket.once('message', (data) => {
        done(data as Buffer);
      }),
    );
    await pinged;
    expect([...(await beat)]).toEqual([1]);
  });

  it('ends when it does not answer a ping', async () => {
    const ended = new Promise<void>((done) => {
      void serveOnLoopback({
        port: 0,
        fetch: () => Promise.resolve(new Response('')),
        sockets: {
          path: '/stream',
          heartbeatMs: 10,
          open: () => ({ received: () => undefined, closed: done }),
        },
      }).then((server) => {
        open.push(server);
        const silent = new WebSocket(streamOf(server), { autoPong: false });
        silent.on('error', () => undefined);
      });
    });
    await ended;
  });

  it('is refused elsewhere, from pages of other origins, and under other names', async () => {
    const server = await serve();
    const address = streamOf(server);
    expect(await refusedUpgrade(`${address}/x`, {})).toContain('403');
    expect(await refusedUpgrade(address, { origin: 'http://evil.example' })).toContain('403');
    expect(await refusedUpgrade(address, { host: 'evil.example' })).toContain('403');
  });

  it('ends when a message is longer than any that is known', async () => {
    const socket = new WebSocket(streamOf(await serve()));
    socket.on('error', () => undefined);
    socket.on('open', () => {
      socket.send('x'.repeat(65_537));
    });
    const code = await new Promise<number>((done) =>
      socket.on('close', (why) => {
        done(why);
      }),
    );
    expect([1006, 1009]).toContain(code);
  });

  it('is cut off when its consumer does not keep up', async () => {
    const ended = new Promise<void>((done) => {
      void serve(undefined, (peer) => ({
        received: () => {
          // More than what may wait and what the system takes in between.
          for (let count = 0; count < 400; count += 1) peer.send('x'.repeat(262_144), 'text');
        },
        closed: done,
      })).then((server) => {
        const socket = new WebSocket(streamOf(server));
        socket.on('error', () => undefined);
        socket.on('open', () => {
          socket.send('go');
          socket.pause();
        });
      });
    });
    await ended;
  });
});
