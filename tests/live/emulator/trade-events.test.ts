import { describe, expect, it } from 'vitest';

import { GROUP, MARKET } from './emulator-client.ts';
import { emulatorWorld, type EmulatorWorld } from './emulator-world.ts';

type Update = { readonly event: string; readonly event_id: string; readonly at: string };

function parse(text: string): readonly Update[] {
  return text
    .split('\n\n')
    .filter((part) => part.startsWith('data: '))
    .map((part) => JSON.parse(part.slice('data: '.length)) as Update);
}

async function past({ call }: EmulatorWorld, query: string): Promise<readonly Update[]> {
  const { status, text } = await call('GET', `/v2/events/trades?${query}`);
  expect(status).toBe(200);
  return parse(text);
}

/** An order that is accepted on Friday at 09:15 and filled at 09:30. */
async function traded(): Promise<EmulatorWorld> {
  const world = emulatorWorld();
  await world.call('POST', '/v2/orders', MARKET);
  world.emulator.passTime({ kind: 'next-close' });
  return world;
}

describe('order updates as server-sent events', () => {
  it('are read again from a time to a time, and end there', async () => {
    const world = await traded();
    const all = await past(world, 'since=2015-10-23&until=2015-10-24');
    expect(all.map(({ event }) => event)).toEqual(['accepted', 'new', 'fill']);
    const early = 'since=2015-10-23T13:00:00Z&until=2015-10-23T13:29:00Z';
    expect((await past(world, early)).map(({ event }) => event)).toEqual(['accepted', 'new']);
  });

  it('are read again after an id, up to an id', async () => {
    const world = await traded();
    const [first, , last] = await past(world, 'since=2015-10-23&until=2015-10-24');
    const range = `since_id=${first?.event_id ?? ''}&until_id=${last?.event_id ?? ''}`;
    expect((await past(world, range)).map(({ event }) => event)).toEqual(['new', 'fill']);
  });

  it('go on with what happens when no end is given', async () => {
    const world = await traded();
    const { keys } = world.emulator.engine;
    const headers = {
      'apca-api-key-id': keys?.keyId ?? '',
      'apca-api-secret-key': keys?.secretKey ?? '',
    };
    const response = await world.fetch(
      new Request('http://127.0.0.1/v2/events/trades?since=2015-10-23', { headers }),
    );
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await world.call('POST', '/v2/orders', GROUP);
    await world.call('POST', '/emulator/reset', {});
    // The account is gone, so the reply ends.
    const events = parse(await response.text()).map(({ event }) => event);
    expect(events).toEqual(['accepted', 'new', 'fill', 'accepted', 'held']);
  });

  it.each([
    'until=2015-10-24',
    'until_id=01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'since=2015-10-23&since_id=01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'since=yesterday',
    'since_id=1',
  ])('are refused with 422 when the range makes no sense: %s', async (query) => {
    const { call } = emulatorWorld();
    expect(await call('GET', `/v2/events/trades?${query}`)).toMatchObject({ status: 422 });
  });

  it('are shown to those with keys only', async () => {
    const { call } = emulatorWorld();
    const wrong = { 'apca-api-secret-key': 'wrong' };
    expect(await call('GET', '/v2/events/trades', undefined, wrong)).toMatchObject({ status: 401 });
  });
});
