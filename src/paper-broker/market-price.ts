/**
 * What time it is in the paper world and what a stock costs then. Daily bars know four prices, so a session has a path:
 * the open from 04:00 (daily bars know no pre-market; a documented assumption), the first extreme at one third of the
 * session, the second at two thirds, the close at the close. A rising bar (close >= open) visits its low first, a
 * falling one its high. Between two points the price is the last point's; at night it is the last close.
 */
import type { Instant, SessionHours } from '../domain/account.ts';
import type { Bar } from '../domain/bar.ts';
import { moneyFromNumber, type Money } from '../domain/money.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { isInCalendar, nextSession, previousSession } from '../rules/market-calendar.ts';
import { newYorkDate, newYorkInstant, sessionHours } from '../rules/new-york-time.ts';
import { positionOf, type PaperBrokerState, type PaperMarket } from './paper-state.ts';

/** 16:15: on its last day, whether a session or not, a good-till-canceled order ends. */
export const GTC_END_MINUTE = 16 * 60 + 15;
const ROUTING_MINUTE = 4 * 60;
/** A stock that has not traded for so many sessions has no price any more. */
const STALE_AFTER_SESSIONS = 10;

export type SessionTimes = SessionHours & {
  /** 04:00: queued orders are routed, splits have been made. */
  readonly routing: Instant;
  readonly firstExtreme: Instant;
  readonly secondExtreme: Instant;
};

/** Undefined when the date is no session. */
export function sessionTimes(date: SessionDate): SessionTimes | undefined {
  const hours = sessionHours(date);
  if (hours === undefined) return undefined;
  const third = (hours.close - hours.open) / 3;
  return {
    ...hours,
    routing: newYorkInstant(date, ROUTING_MINUTE),
    firstExtreme: hours.open + third,
    secondExtreme: hours.open + 2 * third,
  };
}

/** `queued`: an order waits for 04:00. `early`: it is routed and waits for the open. `core`: it can fill. */
export function tradingPhase(now: Instant): 'queued' | 'early' | 'core' {
  const times = sessionTimes(newYorkDate(now));
  if (times === undefined || now < times.routing || now >= times.close) return 'queued';
  return now < times.open ? 'early' : 'core';
}

/** The session that is open at `now`, or else the next one to open. */
export function currentOrNextSession(now: Instant): SessionTimes {
  const today = newYorkDate(now);
  const times = sessionTimes(today);
  if (times !== undefined && now < times.close) return times;
  const next = sessionTimes(nextSession(today));
  if (next === undefined) throw new RangeError(`no session after ${today}`);
  return next;
}

/** Open, first extreme, second extreme, close. */
export function pricePath(bar: Bar): readonly [Money, Money, Money, Money] {
  const [first, second] = bar.close >= bar.open ? [bar.low, bar.high] : [bar.high, bar.low];
  return [
    moneyFromNumber(bar.open),
    moneyFromNumber(first),
    moneyFromNumber(second),
    moneyFromNumber(bar.close),
  ];
}

/** The last trade; undefined when the stock has not traded for two weeks. */
export function latestPrice(
  state: PaperBrokerState,
  symbol: string,
  market: PaperMarket,
): Money | undefined {
  const today = newYorkDate(state.now);
  const times = sessionTimes(today);
  if (times !== undefined && state.now >= times.routing) {
    const bar = market.bar(symbol, today);
    if (bar !== undefined) return priceAt(bar, times, state.now);
  }
  return positionOf(state, symbol)?.lastClose ?? lastCloseBefore(symbol, today, market);
}

function priceAt(bar: Bar, times: SessionTimes, now: Instant): Money {
  const [open, first, second, close] = pricePath(bar);
  if (now < times.firstExtreme) return open;
  if (now < times.secondExtreme) return first;
  return now < times.close ? second : close;
}

function lastCloseBefore(
  symbol: string,
  date: SessionDate,
  market: PaperMarket,
): Money | undefined {
  let session = date;
  for (let back = 0; back < STALE_AFTER_SESSIONS; back += 1) {
    session = previousSession(session);
    if (!isInCalendar(session)) return undefined;
    const bar = market.bar(symbol, session);
    if (bar !== undefined) return moneyFromNumber(bar.close);
  }
  return undefined;
}
