import type { SessionHours } from '../../src/domain/account.ts';
import { invariant } from '../../src/domain/invariant.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { nextSession } from '../../src/rules/market-calendar.ts';
import { newYorkDate, sessionHours } from '../../src/rules/new-york-time.ts';

export type SessionTime = {
  /** Today in New York by the broker's clock. */
  readonly today: SessionDate;
  readonly isSession: boolean;
  /** Of today, or of the next session when today is none. The broker's, where it knows the day. */
  readonly hours: SessionHours;
  /** Why nothing may be bought: calendars or clocks disagree. Null when they agree. */
  readonly problem: string | null;
};

const MAX_SKEW_MS = 30_000;

/** On the day itself the broker's calendar and clock decide; where they contradict ours, nothing is bought. */
export async function checkTime(broker: BrokerReads, clock: Clock): Promise<SessionTime> {
  const { timestamp } = await broker.clock();
  const today = newYorkDate(timestamp);
  const ours = sessionHours(today);
  const [theirs] = (await broker.calendar(today, today)).filter(({ date }) => date === today);
  const hours = theirs ?? ours ?? sessionHours(nextSession(today));
  invariant(hours !== undefined, `no session follows ${today}`);
  const skew = Math.abs(clock.now() - timestamp);
  return {
    today,
    isSession: theirs !== undefined,
    hours,
    problem: calendarProblem(today, ours, theirs) ?? skewProblem(skew),
  };
}

function calendarProblem(
  today: SessionDate,
  ours: SessionHours | undefined,
  theirs: SessionHours | undefined,
): string | null {
  if (ours?.open === theirs?.open && ours?.close === theirs?.close) return null;
  const says = (hours: SessionHours | undefined): string =>
    hours === undefined
      ? 'no session'
      : `${new Date(hours.open).toISOString()} to ${new Date(hours.close).toISOString()}`;
  return `for ${today} the built-in calendar says ${says(ours)}, the broker ${says(theirs)}`;
}

function skewProblem(skewMs: number): string | null {
  if (skewMs <= MAX_SKEW_MS) return null;
  return `this machine's clock is ${Math.round(skewMs / 1000)} s away from the broker's`;
}
