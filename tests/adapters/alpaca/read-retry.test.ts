import { describe, expect, it } from 'vitest';

import type { Exchange } from '../../../src/adapters/alpaca/alpaca-http.ts';
import { getWithRetry } from '../../../src/adapters/alpaca/read-retry.ts';
import { countingClock, START } from './alpaca-fixture.ts';

const URL_ASKED = new URL('https://paper-api.alpaca.markets/v2/clock');

function reply(httpStatus: number, headers: Readonly<Record<string, string>> = {}): Exchange {
  return { kind: 'reply', reply: { httpStatus, headers, body: '' } };
}

/** Answers in turn, the last one for ever. */
async function sleepsFor(answers: readonly Exchange[], attempts = 4): Promise<readonly number[]> {
  const clock = countingClock();
  let asked = 0;
  const get = (): Promise<Exchange> => {
    asked += 1;
    const answer = answers[Math.min(asked, answers.length) - 1];
    return Promise.resolve(answer ?? reply(500));
  };
  await getWithRetry(get, URL_ASKED, { clock, attempts, deadlineMs: 60_000 }).catch(() => null);
  expect(asked).toBe(clock.sleeps.length + 1);
  return clock.sleeps;
}

describe('asking again', () => {
  it('doubles its wait and is bounded by the number of tries', async () => {
    expect(await sleepsFor([reply(500)], 6)).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  });

  it.each([200, 204, 302, 400, 401, 403, 404, 422])('never follows HTTP %i', async (status) => {
    expect(await sleepsFor([reply(status)])).toEqual([]);
  });

  it('never follows a reply that is too large', async () => {
    expect(await sleepsFor([{ kind: 'too_large', message: 'x' }])).toEqual([]);
  });

  it('heeds the reset of the limit on a 429 only', async () => {
    const headers = { 'x-ratelimit-reset': String(START / 1_000 + 30) };
    expect(await sleepsFor([reply(429, headers), reply(200)])).toEqual([31_000]);
    expect(await sleepsFor([reply(503, headers), reply(200)])).toEqual([500]);
  });

  it.each(['soon', '-5', '1e9', 'Fri, 23 Oct 2015 13:16:00 GMT', ''])(
    'falls back to its own wait when Retry-After is %j',
    async (value) => {
      expect(await sleepsFor([reply(503, { 'retry-after': value }), reply(200)])).toEqual([500]);
    },
  );

  it('never waits less than its own wait for a reset that has passed', async () => {
    const headers = { 'x-ratelimit-reset': String(START / 1_000 - 600), 'retry-after': '0' };
    expect(await sleepsFor([reply(429, headers), reply(200)])).toEqual([500]);
  });

  it('gives up at once when the broker asks for more time than there is', async () => {
    const headers = { 'x-ratelimit-reset': String(START / 1_000 + 61) };
    expect(await sleepsFor([reply(429, headers)])).toEqual([]);
  });
});
