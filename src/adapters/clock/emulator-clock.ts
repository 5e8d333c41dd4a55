import type { AxiosAdapter } from 'axios';

import { decodeEmulatorTime } from '../../contracts/emulator-time.ts';
import type { Instant } from '../../domain/account.ts';
import { CommandError } from '../../domain/outcome.ts';
import type { Clock } from '../../ports/clock.ts';
import { createGet, createSend, type Exchange, type HttpOptions } from '../alpaca/alpaca-http.ts';

export type EmulatorClock = {
  readonly clock: Clock;
  /** The same sockets, and the clock is read again after every exchange over them: a request may take its time. */
  readonly transport: AxiosAdapter;
};

export type EmulatorClockOptions = {
  readonly origin: string;
  readonly http: HttpOptions;
  readonly transport: AxiosAdapter;
  /** Waits where nobody may move the emulator's clock. */
  readonly pause: Clock['sleep'];
  /** Whether waiting moves the emulator's time. A rehearsal leaves it where it is. */
  readonly movesTime: boolean;
};

const DEADLINE_MS = 10_000;

/** The clock of an emulator in another process. Its time moves when somebody moves it, so that to wait is to move it. */
export async function openEmulatorClock(options: EmulatorClockOptions): Promise<EmulatorClock> {
  const { transport, pause, movesTime } = options;
  const address = new URL('/emulator/time', options.origin);
  const http = { ...options.http, transport };
  const get = createGet(http);
  const send = createSend({ ...http, deadlineMs: DEADLINE_MS });
  const read = async (): Promise<Instant> =>
    timeOf(await get(address, AbortSignal.timeout(DEADLINE_MS)));
  let now = await read();
  /** Later when requests were answered out of order; never earlier. */
  const learn = (known: Instant): void => {
    now = Math.max(now, known);
  };
  return {
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        if (!movesTime) return pause(milliseconds);
        const exchange = await send('POST', address, JSON.stringify({ by_ms: milliseconds }));
        const isRealTime = exchange.kind === 'reply' && exchange.reply.httpStatus === 422;
        if (isRealTime) await pause(milliseconds);
        learn(isRealTime ? await read() : timeOf(exchange));
      },
    },
    transport: async (request) => {
      try {
        return await transport(request);
      } finally {
        await read().then(learn, () => undefined);
      }
    },
  };
}

function timeOf(exchange: Exchange): Instant {
  const isRead = exchange.kind === 'reply' && exchange.reply.httpStatus === 200;
  const now = isRead ? decodeEmulatorTime(exchange.reply.body) : null;
  if (now !== null) return now;
  const said = exchange.kind === 'reply' ? 'what answers is no emulator' : exchange.message;
  throw new CommandError(
    'broker-unreachable',
    `the emulator does not say what time it is: ${said}`,
    'start it with `openbell emulator`, and give the address it prints with --emulator-url',
  );
}
