import type { Instant } from '../../src/domain/account.ts';

export type RateLimit = {
  readonly requestsPerMinute: number;
  /** Whether a request over the limit is refused, or only counted. */
  readonly isEnforced: boolean;
  /** The minutes that are counted: those of the paper world, or real ones. */
  now(): Instant;
};

export type RateCount = {
  readonly remaining: number;
  /** Seconds since the epoch at which the next minute begins. */
  readonly resetSeconds: number;
  readonly isRefused: boolean;
};

const MS_PER_MINUTE = 60_000;

/**
 * Counts the requests of each minute.
 *
 * @see https://docs.alpaca.markets/docs/trading-api#rate-limit
 */
export function createRateCounter(limit: RateLimit): () => RateCount {
  let minute = NaN;
  let used = 0;
  return () => {
    const current = Math.floor(limit.now() / MS_PER_MINUTE);
    if (current !== minute) [minute, used] = [current, 0];
    used += 1;
    return {
      remaining: Math.max(limit.requestsPerMinute - used, 0),
      resetSeconds: ((current + 1) * MS_PER_MINUTE) / 1000,
      isRefused: limit.isEnforced && used > limit.requestsPerMinute,
    };
  };
}
