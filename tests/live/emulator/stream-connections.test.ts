import { describe, expect, it } from 'vitest';

import { openStream } from '../../../live/emulator/stream-connections.ts';
import { at, FRI } from '../../paper-broker/paper-world.ts';
import { GROUP, MARKET } from './emulator-client.ts';
import { emulatorWorld, type EmulatorWorld } from './emulator-world.ts';

type Sent = { readonly kind: string; readonly message: Record<string, unknown> };

/** A client that is let in and listens, unless told otherwise; what it was sent since then. */
function listener({ emulator }: EmulatorWorld, url = '/stream') {
  const sent: Sent[] = [];
  const closed: number[] = [];
  const connection = openStream(
    emulator,
    {
      send: (text, kind) =>
        sent.push({ kind, message: JSON.parse(text) as Record<string, unknown> }),
      close: (code) => closed.push(code),
    },
    url,
  );
  const { keys } = emulator.engine;
  const data = { key_id: keys?.keyId, secret_key: keys?.secretKey };
  connection.received(JSON.stringify({ action: 'authenticate', data }));
  connection.received(JSON.stringify({ action: 'listen', data: { streams: ['trade_updates'] } }));
  sent.splice(0);
  const events = () =>
    sent.map(({ message }) => {
      const update = message['data'] as Record<string, unknown>;
      const order = update['order'] as Record<string, unknown>;
      return `${String(order['type'])} ${String(update['event'])}`;
    });
  return { connection, sent, closed, events };
}

describe('a connection to the stream', () => {
  it('hears every event of an order and of its leg, each with a timestamp and an id of its own', async () => {
    const world = emulatorWorld();
    const { sent, events } = listener(world);
    await world.call('POST', '/v2/orders', GROUP);
    world.emulator.passTime({ kind: 'next-close' });
    await world.call('DELETE', '/v2/orders');
    expect(events()).toEqual([
      'market accepted',
      'stop held',
      'market new',
      'market fill',
      'stop new',
      'stop canceled',
    ]);
    const updates = sent.map(({ message }) => message['data'] as Record<string, string>);
    expect(sent.every(({ message }) => message['stream'] === 'trade_updates')).toBe(true);
    for (const field of ['timestamp', 'execution_id', 'event_id'])
      expect(updates.every((update) => typeof update[field] === 'string')).toBe(true);
    const ids = updates.map((update) => update['event_id'] ?? '');
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(updates.map((update) => update['price'])).toEqual([
      undefined,
      undefined,
      undefined,
      '100.00',
      undefined,
      undefined,
    ]);
  });

  it('gets binary frames as paper sends them, or text where that was asked for', async () => {
    const world = emulatorWorld();
    const [binary, text] = [listener(world), listener(world, '/stream?frames=text')];
    await world.call('POST', '/v2/orders', MARKET);
    expect(new Set(binary.sent.map(({ kind }) => kind))).toEqual(new Set(['binary']));
    expect(new Set(text.sent.map(({ kind }) => kind))).toEqual(new Set(['text']));
    await world.call('POST', '/emulator/stream', { frames: 'text' });
    await world.call('POST', '/v2/orders', MARKET);
    expect(binary.sent.at(-1)?.kind).toBe('text');
  });

  it('hears nothing before it listens and nothing after it is closed', async () => {
    const world = emulatorWorld();
    const silent: string[] = [];
    openStream(world.emulator, { send: (sent) => silent.push(sent), close: () => undefined }, '/');
    const { connection, sent } = listener(world);
    connection.closed();
    await world.call('POST', '/v2/orders', MARKET);
    expect([silent, sent]).toEqual([[], []]);
  });

  it('is told to end when the account is reset', async () => {
    const world = emulatorWorld();
    const { closed } = listener(world);
    await world.call('POST', '/emulator/reset', {});
    expect(closed).toEqual([1008]);
  });
});

describe('a stream on a bad line', () => {
  it('stream drop, duplicate, reorder: loses, repeats and exchanges messages on demand', async () => {
    const heard = async (faults: object) => {
      const world = emulatorWorld();
      const { events } = listener(world);
      await world.call('POST', '/emulator/stream', faults);
      await world.call('POST', '/v2/orders', GROUP);
      world.emulator.passTime({ kind: 'to', instant: at(FRI, '09:30') });
      return events();
    };
    const all = ['market accepted', 'stop held', 'market new', 'market fill', 'stop new'];
    expect(await heard({})).toEqual(all);
    expect(await heard({ drop: 1 })).toEqual([]);
    expect(await heard({ duplicate: 1 })).toEqual(all.flatMap((event) => [event, event]));
    const exchanged = await heard({ reorder: 1 });
    expect(exchanged).not.toEqual(all);
    expect([...exchanged].sort()).toEqual([...all].sort());
    expect(await heard({ drop: 0.5 })).toEqual(await heard({ drop: 0.5 }));
    expect(await heard({ drop: 2 })).toEqual(all);
  });

  it('missing leg-cancel event: the cancel of a leg is not told, that of its entry is', async () => {
    const world = emulatorWorld();
    const { events } = listener(world);
    await world.call('POST', '/emulator/stream', { leg_cancels: 'missing' });
    await world.call('POST', '/v2/orders', GROUP);
    await world.call('DELETE', '/v2/orders');
    expect(events()).toContain('market canceled');
    expect(events()).not.toContain('stop canceled');
  });
});
