import { describe, expect, it } from 'vitest';

import { inProcessTransport } from '../../../src/adapters/alpaca/in-process-transport.ts';
import { createGet } from '../../../src/adapters/alpaca/alpaca-http.ts';
import { openEmulatorClock } from '../../../src/adapters/clock/emulator-clock.ts';
import { Secret } from '../../../src/adapters/environment/secret.ts';

const ORIGIN = 'http://127.0.0.1:8787';
const KEY = new Secret('a key of no account');
const http = { credentials: { keyId: KEY, secretKey: KEY } };
const START = Date.UTC(2015, 9, 23, 13, 15);

/** An emulator's clock that is moved, or lives by itself and refuses to be. */
async function open({ isRealTime = false, movesTime = true } = {}) {
  let now = START;
  const paused: number[] = [];
  const answer = async (request: Request): Promise<Response> => {
    if (request.method === 'POST') {
      if (isRealTime) return new Response('{"message":"nobody moves it"}', { status: 422 });
      now += ((await request.json()) as { readonly by_ms: number }).by_ms;
    }
    return new Response(JSON.stringify({ now: new Date(now).toISOString() }));
  };
  const pause = (milliseconds: number): Promise<void> => {
    paused.push(milliseconds);
    if (isRealTime) now += milliseconds;
    return Promise.resolve();
  };
  const transport = inProcessTransport(answer);
  const opened = await openEmulatorClock({ origin: ORIGIN, http, transport, pause, movesTime });
  return { ...opened, paused, pass: (milliseconds: number) => (now += milliseconds) };
}

describe('the clock of an emulator in another process', () => {
  it('is there when the emulator is, and waits by moving it', async () => {
    const { clock, paused } = await open();
    expect(clock.now()).toBe(START);
    await clock.sleep(60_000);
    expect(clock.now()).toBe(START + 60_000);
    expect(paused).toEqual([]);
  });

  it('is read again after every request: somebody else may have moved it', async () => {
    const { clock, transport, pass } = await open();
    pass(3_600_000);
    expect(clock.now()).toBe(START);
    await createGet({ ...http, transport })(new URL('/v2/clock', ORIGIN), AbortSignal.timeout(1e4));
    expect(clock.now()).toBe(START + 3_600_000);
  });

  it('waits in real time where nobody may move it', async () => {
    const { clock, paused } = await open({ isRealTime: true });
    await clock.sleep(250);
    expect(paused).toEqual([250]);
    expect(clock.now()).toBe(START + 250);
  });

  it('stays where it is in a rehearsal', async () => {
    const { clock, paused } = await open({ movesTime: false });
    await clock.sleep(1_000);
    expect(paused).toEqual([1_000]);
    expect(clock.now()).toBe(START);
  });

  it.each([
    ['a web page', () => new Response('<html>')],
    ['another program', () => new Response('{"now": "soon"}')],
    ['an error', () => new Response('{}', { status: 500 })],
  ])('is refused to %s', async (_, answer) => {
    const transport = inProcessTransport(answer);
    const pause = (): Promise<void> => Promise.resolve();
    await expect(
      openEmulatorClock({ origin: ORIGIN, http, transport, pause, movesTime: true }),
    ).rejects.toMatchObject({ outcome: 'broker-unreachable' });
  });
});
