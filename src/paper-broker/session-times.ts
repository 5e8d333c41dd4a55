/**
 * What time it is in the paper world: the moments of a session, and which of its parts an instant belongs to.
 *
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca (time in force, extended hours)
 */
import type { Instant, SessionHours } from '../domain/account.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { addDays } from '../domain/session-date.ts';
import { closingMinute, nextSession } from '../rules/market-calendar.ts';
import { newYorkDate, newYorkInstant, sessionHours } from '../rules/new-york-time.ts';

/** 16:15: on its last day, whether a session or not, a good-till-canceled order ends. */
const GTC_END_MINUTE = 16 * 60 + 15;
const GTC_DAYS = 90;
const ROUTING_MINUTE = 4 * 60;
/** 19:00: from here on orders for the next auctions are taken. */
const AUCTION_QUEUE_MINUTE = 19 * 60;
/** Trading goes on for four hours after the close: to 20:00, or 17:00 when that was at 13:00. */
const AFTER_HOURS_MINUTES = 4 * 60;
const MS_PER_MINUTE = 60_000;

export type SessionTimes = SessionHours & {
  /** 04:00: queued orders are routed, splits have been made. */
  readonly routing: Instant;
  readonly firstExtreme: Instant;
  readonly secondExtreme: Instant;
  /** The end of after-hours trading. */
  readonly late: Instant;
  /** 09:28 and ten minutes before the close: too late for the auction of that day. */
  readonly openingCutoff: Instant;
  readonly closingCutoff: Instant;
  readonly auctionQueue: Instant;
};

/** `queued`: an order waits for 04:00. `early` and `late`: only extended-hours orders trade. `core`: all do. */
export type TradingPhase = 'queued' | 'early' | 'core' | 'late';

const timesByDate = new Map<SessionDate, SessionTimes | undefined>();

/** Undefined when the date is no session. */
export function sessionTimes(date: SessionDate): SessionTimes | undefined {
  const known = timesByDate.get(date);
  if (known !== undefined || timesByDate.has(date)) return known;
  const made = timesOf(date);
  timesByDate.set(date, made);
  return made;
}

function timesOf(date: SessionDate): SessionTimes | undefined {
  const hours = sessionHours(date);
  if (hours === undefined) return undefined;
  const third = (hours.close - hours.open) / 3;
  return {
    ...hours,
    routing: newYorkInstant(date, ROUTING_MINUTE),
    firstExtreme: hours.open + third,
    secondExtreme: hours.open + 2 * third,
    late: newYorkInstant(date, closingMinute(date) + AFTER_HOURS_MINUTES),
    openingCutoff: hours.open - 2 * MS_PER_MINUTE,
    closingCutoff: hours.close - 10 * MS_PER_MINUTE,
    auctionQueue: newYorkInstant(date, AUCTION_QUEUE_MINUTE),
  };
}

export function tradingPhase(now: Instant): TradingPhase {
  const times = sessionTimes(newYorkDate(now));
  if (times === undefined || now < times.routing || now >= times.late) return 'queued';
  if (now < times.open) return 'early';
  return now < times.close ? 'core' : 'late';
}

/** The session that is open at `now`, or else the next one to open. */
export function currentOrNextSession(now: Instant): SessionTimes {
  return sessionEndingAfter(now, 'close');
}

/** The same for orders that also trade after the close. */
export function currentOrNextExtendedSession(now: Instant): SessionTimes {
  return sessionEndingAfter(now, 'late');
}

/** The session whose opening or closing auction an order that is taken now takes part in. */
export function auctionSession(now: Instant, auction: 'opg' | 'cls'): SessionTimes {
  return sessionEndingAfter(now, auction === 'opg' ? 'openingCutoff' : 'closingCutoff');
}

/** Between the cutoff of a session's auction and 19:00 no order for an auction is taken. */
export function isAuctionShut(now: Instant, auction: 'opg' | 'cls'): boolean {
  const times = sessionTimes(newYorkDate(now));
  if (times === undefined) return false;
  const cutoff = auction === 'opg' ? times.openingCutoff : times.closingCutoff;
  return now >= cutoff && now < times.auctionQueue;
}

/** 16:15 on that date. */
export function gtcEndOn(date: SessionDate): Instant {
  return newYorkInstant(date, GTC_END_MINUTE);
}

/** When an order that is good till canceled and begins now grows too old. */
export function gtcEnd(now: Instant): Instant {
  return gtcEndOn(addDays(newYorkDate(now), GTC_DAYS));
}

function sessionEndingAfter(
  now: Instant,
  end: 'openingCutoff' | 'closingCutoff' | 'close' | 'late',
): SessionTimes {
  const today = newYorkDate(now);
  const times = sessionTimes(today);
  if (times !== undefined && now < times[end]) return times;
  const next = sessionTimes(nextSession(today));
  if (next === undefined) throw new RangeError(`no session after ${today}`);
  return next;
}
