import type { WireReply } from '../../contracts/alpaca-refusals.ts';
import { BrokerError } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Exchange, Get } from './alpaca-http.ts';

export type RetryPolicy = {
  readonly clock: Clock;
  /** Calls in all, the first included. */
  readonly attempts: number;
  readonly deadlineMs: number;
};

const FIRST_WAIT_MS = 500;
const RESET_MARGIN_MS = 1_000;

/**
 * Asks until there is an answer: silence, 429 and 5xx are asked again, a bounded number of times and within the
 * deadline, waiting at least as long as the broker demands. Any other reply is returned as it is. For reads only.
 */
export async function getWithRetry(get: Get, url: URL, policy: RetryPolicy): Promise<WireReply> {
  const { clock, attempts, deadlineMs } = policy;
  const signal = AbortSignal.timeout(deadlineMs);
  const deadline = clock.now() + deadlineMs;
  for (let attempt = 1; ; attempt += 1) {
    const exchange = await get(url, signal);
    if (exchange.kind === 'reply' && !isTransient(exchange.reply)) return exchange.reply;
    const waitMs = waitBefore(exchange, attempt, clock.now());
    const isOver = attempt >= attempts || clock.now() + waitMs > deadline || signal.aborted;
    if (isOver || exchange.kind === 'too_large') throw failureOf(exchange, url, attempt);
    await clock.sleep(waitMs);
  }
}

function isTransient({ httpStatus }: WireReply): boolean {
  return httpStatus === 408 || httpStatus === 429 || httpStatus >= 500;
}

function waitBefore(exchange: Exchange, attempt: number, now: number): number {
  const backoffMs = FIRST_WAIT_MS * 2 ** (attempt - 1);
  if (exchange.kind !== 'reply') return backoffMs;
  const { headers, httpStatus } = exchange.reply;
  const retryAfterMs = wholeSeconds(headers['retry-after']) * 1_000;
  // The reset (epoch seconds) is on every reply; it matters only when the limit was reached.
  const resetMs = httpStatus === 429 ? wholeSeconds(headers['x-ratelimit-reset']) * 1_000 : 0;
  return Math.max(backoffMs, retryAfterMs, resetMs === 0 ? 0 : resetMs + RESET_MARGIN_MS - now);
}

function wholeSeconds(header: string | undefined): number {
  return header !== undefined && /^\d{1,10}$/.test(header) ? Number(header) : 0;
}

function failureOf(exchange: Exchange, url: URL, attempts: number): BrokerError {
  const tried = `${attempts} ${attempts === 1 ? 'try' : 'tries'}`;
  if (exchange.kind === 'too_large') return new BrokerError('unreadable', exchange.message);
  if (exchange.kind === 'no_reply') {
    return new BrokerError('unreachable', `${exchange.message}, after ${tried}`);
  }
  const { httpStatus } = exchange.reply;
  return new BrokerError(
    httpStatus === 429 ? 'rate_limited' : 'unreachable',
    `GET ${url.pathname}: HTTP ${httpStatus}, after ${tried}`,
  );
}
