import { AxiosError, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { networkTransport } from '../../../src/adapters/alpaca/network-transport.ts';
import { createAlpacaReads } from '../../../src/adapters/alpaca/alpaca-reads.ts';
import { recordRun, type Recording } from '../../../src/adapters/bundle/run-recorder.ts';
import { replayRun } from '../../../src/adapters/bundle/run-replayer.ts';
import { Secret } from '../../../src/adapters/environment/secret.ts';
import { BrokerError } from '../../../src/ports/broker.ts';
import { CommandError } from '../../../src/domain/outcome.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { nockTheNetwork } from '../../support/nocked-network.ts';

const ORIGIN = 'https://broker.example.org';
const [DAY, NEXT] = [sessionDate('2026-01-05'), sessionDate('2026-01-06')];
const AAPL = ticker('AAPL');

function config(method: string, path: string, data?: string): InternalAxiosRequestConfig {
  const headers = new AxiosHeaders({ 'APCA-API-SECRET-KEY': 'CANARY-0123456789' });
  return { method, url: `${ORIGIN}${path}`, headers, ...(data !== undefined && { data }) };
}

function reply(body: string, status = 200) {
  const headers = { 'x-request-id': 'r1', 'x-secret': 'CANARY-0123456789' };
  return { data: body, status, statusText: '', headers, config: config('get', '/') };
}

describe('what a recorder remembers', () => {
  it('are requests and replies without their secret headers', async () => {
    const recorder = recordRun();
    const send = recorder.transport(() => Promise.resolve(reply('{}')));
    await send(config('post', '/v2/orders', '{"qty":"1"}'));
    expect(recorder.recording().log).toEqual([
      {
        ask: 1,
        question: { of: 'broker', method: 'POST', url: `${ORIGIN}/v2/orders`, body: '{"qty":"1"}' },
      },
      {
        answer: 1,
        value: { reply: { status: 200, headers: { 'x-request-id': 'r1' }, body: '{}' } },
      },
    ]);
  });

  it('is given up, not cut, when it grows beyond its bound', () => {
    const recorder = recordRun(50);
    const clock = recorder.clock({ now: () => 7, sleep: () => Promise.resolve() });
    expect([clock.now(), clock.now(), clock.now()]).toEqual([7, 7, 7]);
    expect(recorder.recording()).toEqual({ log: [], isWhole: false });
  });
});

describe('a replay of a recording', () => {
  it('gives the same answers: time, prices, alerts, and errors by their kind', async () => {
    let time = 0;
    const recorder = recordRun();
    const clock = recorder.clock({ now: () => (time += 10), sleep: () => Promise.resolve() });
    const bars = new Map([
      [AAPL, [{ date: DAY, open: 1.5, high: 2, low: 1, close: 1.75, volume: 9 }]],
    ]);
    const prices = recorder.prices({
      bars: () => Promise.resolve({ bars, findings: [] }),
      corporateActions: () =>
        Promise.reject(new CommandError('input-refused', 'no file', 'add it')),
    });
    const notifier = recorder.notifier({ notify: () => Promise.resolve({ delivered: false }) });
    const send = recorder.transport(() => Promise.reject(new AxiosError('late', 'ECONNABORTED')));
    const live = async (
      ports: Pick<ReturnType<typeof replayRun>, 'clock' | 'prices' | 'notifier' | 'transport'>,
    ) => [
      ports.clock.now(),
      await ports.clock.sleep(5).then(() => 'slept'),
      ports.clock.now(),
      await ports.prices.bars([AAPL], DAY, NEXT),
      await ports.prices.corporateActions([AAPL], DAY, NEXT).catch((error: unknown) => error),
      await ports.notifier.notify({ code: 'X', subject: null, message: 'm' }),
      await ports.transport(config('get', '/v2/clock')).catch((error: unknown) => error),
    ];
    const then = await live({ clock, prices, notifier, transport: send });
    const replayer = replayRun(throughJson(recorder.recording()));
    const now = await live(replayer);
    expect(now).toEqual(then);
    expect(now[4]).toBeInstanceOf(CommandError);
    expect(now[6]).toMatchObject({ code: 'ECONNABORTED' });
    expect(replayer.divergence()).toBeNull();
  });

  it('gives the answers of requests that were under way together in the order in which they came', async () => {
    const recorder = recordRun();
    const replies = new Map<string, () => void>();
    const send = recorder.transport(
      (asked) =>
        new Promise((resolve) =>
          replies.set(asked.url ?? '', () => {
            resolve(reply(asked.url ?? ''));
          }),
        ),
    );
    const then: string[] = [];
    const all = ['/a', '/b', '/c'].map(async (path) => {
      await send(config('get', path));
      then.push(path);
    });
    for (const path of ['/c', '/a', '/b']) {
      replies.get(`${ORIGIN}${path}`)?.();
      await Promise.resolve();
    }
    await Promise.all(all);
    const now: string[] = [];
    const replayer = replayRun(recorder.recording().log);
    await Promise.all(
      ['/a', '/b', '/c'].map(async (path) => {
        await replayer.transport(config('get', path));
        now.push(path);
      }),
    );
    expect([then, now]).toEqual([
      ['/c', '/a', '/b'],
      ['/c', '/a', '/b'],
    ]);
  });

  it('names what was not asked again', async () => {
    const recorder = recordRun();
    await recorder.transport(() => Promise.resolve(reply('{}')))(config('get', '/v2/clock'));
    expect(replayRun(recorder.recording().log).divergence()).toMatchObject({
      place: 'question 1',
      now: 'the run ended without asking it',
    });
  });

  it('never takes an order out of its turn', async () => {
    const recorder = recordRun();
    const send = recorder.transport(() => Promise.resolve(reply('{}')));
    await send(config('get', '/v2/account'));
    await send(config('post', '/v2/orders', '{"qty":"1"}'));
    const replayer = replayRun(recorder.recording().log);
    await expect(replayer.transport(config('post', '/v2/orders', '{"qty":"1"}'))).rejects.toThrow(
      'the run left its recording at question 1',
    );
  });

  it('ends where the clock is read once more than then', () => {
    const replayer = replayRun([{ now: 5 }]);
    expect(replayer.clock.now()).toBe(5);
    expect(() => replayer.clock.now()).toThrow('reading 2 of the clock');
  });
});

describe('over a real network', () => {
  nockTheNetwork();

  it('the adapter reads through the recorder, and reads the same without a network', async () => {
    nock(ORIGIN)
      .get('/v2/clock')
      .query(true)
      .reply(
        200,
        '{"timestamp":"2026-01-05T09:15:00-05:00","is_open":false,"next_open":"2026-01-05T09:30:00-05:00","next_close":"2026-01-05T16:00:00-05:00"}',
      );
    nock(ORIGIN)
      .get('/v2/account')
      .query(true)
      .reply(403, '{"code":40310000,"message":"forbidden."}');
    const recorder = recordRun();
    const still = { now: () => 0, sleep: () => Promise.resolve() };
    const key = new Secret('CANARY-0123456789');
    const address = {
      tradingOrigin: ORIGIN,
      dataOrigin: ORIGIN,
      feed: 'iex' as const,
      credentials: { keyId: key, secretKey: key },
    };
    const live = createAlpacaReads({
      ...address,
      clock: recorder.clock(still),
      transport: recorder.transport(networkTransport()),
    });
    const then = [await live.clock(), await live.account().catch((error: unknown) => error)];
    const { log } = recorder.recording();
    const { clock, transport } = replayRun(log);
    const again = createAlpacaReads({ ...address, clock, transport });
    const now = [await again.clock(), await again.account().catch((error: unknown) => error)];
    expect(now).toEqual(then);
    expect(now[1]).toBeInstanceOf(BrokerError);
    expect(JSON.stringify(log)).not.toContain('CANARY');
  });
});

function throughJson({ log }: Recording): Recording['log'] {
  return JSON.parse(JSON.stringify(log)) as Recording['log'];
}
