import type { Instant } from '../../domain/account.ts';
import type { SessionDate } from '../../domain/session-date.ts';
import { previousSession } from '../../rules/market-calendar.ts';
import { newYorkDate, sessionHours } from '../../rules/new-york-time.ts';

/** The free plan sees the consolidated tape 15 minutes late. */
const SETTLE_MS = 20 * 60_000;

/** The last session whose bar is final: 20 minutes after its close, early closes included. */
export function lastSettledSession(now: Instant): SessionDate {
  const today = newYorkDate(now);
  const hours = sessionHours(today);
  const isSettled = hours !== undefined && now >= hours.close + SETTLE_MS;
  return isSettled ? today : previousSession(today);
}
