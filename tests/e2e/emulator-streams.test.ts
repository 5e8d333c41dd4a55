/** What the emulator tells over sockets that stay open, to clients that are no SDK. */
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { MARKET } from '../live/emulator/emulator-client.ts';
import { servedWorld, type ServedWorld } from '../support/served-world.ts';

const worlds: ServedWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function start(): Promise<ServedWorld> {
  const world = await servedWorld();
  worlds.push(world);
  return world;
}

describe('a bare WebSocket', () => {
  it('authenticates in the other known form and hears a fill, in a frame of bytes', async () => {
    const world = await start();
    const { keys } = world.emulator.engine;
    const socket = new WebSocket(`${world.origin.replace('http', 'ws')}/stream`);
    const frames: { readonly isBinary: boolean; readonly text: string }[] = [];
    const filled = new Promise<void>((resolve) => {
      socket.on('message', (data, isBinary) => {
        const text = (data as Buffer).toString();
        frames.push({ isBinary, text });
        if (text.includes('"fill"')) resolve();
      });
    });
    socket.on('open', () => {
      socket.send(JSON.stringify({ action: 'auth', key: keys?.keyId, secret: keys?.secretKey }));
      socket.send(JSON.stringify({ action: 'listen', data: { streams: ['trade_updates'] } }));
    });
    await world.subscriptions(1);
    await world.call('POST', '/v2/orders', MARKET);
    world.emulator.passTime({ kind: 'next-open' });
    await filled;
    socket.close();
    expect(frames[0]?.text).toBe(
      '{"stream":"authorization","data":{"status":"authorized","action":"authenticate"}}',
    );
    expect(frames[1]?.text).toBe('{"stream":"listening","data":{"streams":["trade_updates"]}}');
    expect(frames.every(({ isBinary }) => isBinary)).toBe(true);
  });
});

describe('server-sent events over HTTP', () => {
  it('arrive while they happen and end with the reader', async () => {
    const world = await start();
    const { keys } = world.emulator.engine;
    const stop = new AbortController();
    const response = await fetch(`${world.origin}/v2/events/trades`, {
      headers: {
        'APCA-API-KEY-ID': keys?.keyId ?? '',
        'APCA-API-SECRET-KEY': keys?.secretKey ?? '',
      },
      signal: stop.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(': connected\n\n');
    await world.call('POST', '/v2/orders', MARKET);
    const said = (await reader?.read())?.value ?? '';
    expect(said).toMatch(/^data: \{"event":"(accepted|pending_new)"/);
    stop.abort();
    // A reader that is gone holds nobody up.
    world.emulator.passTime({ kind: 'next-close' });
    expect((await world.call('GET', '/v2/positions')).body).toHaveLength(1);
  });
});
