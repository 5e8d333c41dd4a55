import pThrottle from 'p-throttle';

import type { WireReply } from '../../contracts/alpaca-refusals.ts';
import type { Clock } from '../../ports/clock.ts';
import { DEFAULT_DEADLINE_MS, type Get } from '../alpaca/alpaca-http.ts';
import { getWithRetry } from '../alpaca/read-retry.ts';

export type PaceOptions = {
  /** Passes the time between two tries. */
  readonly clock: Clock;
  /** How long one call may take in all, its retries included. Default 60 s. */
  readonly deadlineMs?: number;
  /** Tries in all. Default 4. */
  readonly readAttempts?: number;
};

export type Read = (url: URL) => Promise<WireReply>;

const CALLS_PER_MINUTE = 200;
const DEFAULT_READ_ATTEMPTS = 4;

/** At most 200 calls in any minute, which is what the smallest plans allow; the wait does not count against a deadline. */
export function paceReads(get: Get, options: PaceOptions): Read {
  const policy = {
    clock: options.clock,
    attempts: options.readAttempts ?? DEFAULT_READ_ATTEMPTS,
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
  };
  const throttle = pThrottle({ limit: CALLS_PER_MINUTE, interval: 60_000, strict: true });
  return throttle((url: URL) => getWithRetry(get, url, policy));
}
