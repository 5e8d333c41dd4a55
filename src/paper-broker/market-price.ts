/**
 * What a stock costs in the paper world. Daily bars know four prices, so a session has a path: the open from 04:00
 * (daily bars know no pre-market; a documented assumption), the first extreme at one third of the session, the second at
 * two thirds, the close at the close. A rising bar (close >= open) visits its low first, a falling one its high. Between
 * two points the price is the last point's; at night it is the last close.
 */
import type { Instant } from '../domain/account.ts';
import type { Bar } from '../domain/bar.ts';
import { moneyFromNumber, type Money } from '../domain/money.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { isInCalendar, previousSession } from '../rules/market-calendar.ts';
import { newYorkDate } from '../rules/new-york-time.ts';
import { positionOf, type PaperBrokerState, type PaperMarket } from './paper-state.ts';
import { sessionTimes, type SessionTimes } from './session-times.ts';

/** A stock that has not traded for so many sessions has no price any more. */
const STALE_AFTER_SESSIONS = 10;

export type PricePath = readonly [open: Money, first: Money, second: Money, close: Money];

const paths = new WeakMap<Bar, PricePath>();

/** Open, first extreme, second extreme, close. */
export function pricePath(bar: Bar): PricePath {
  const known = paths.get(bar);
  if (known !== undefined) return known;
  const [first, second] = bar.close >= bar.open ? [bar.low, bar.high] : [bar.high, bar.low];
  const path: PricePath = [
    moneyFromNumber(bar.open),
    moneyFromNumber(first),
    moneyFromNumber(second),
    moneyFromNumber(bar.close),
  ];
  paths.set(bar, path);
  return path;
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
    if (bar !== undefined) return priceAt(pricePath(bar), times, state.now);
  }
  return positionOf(state, symbol)?.lastClose ?? lastCloseBefore(symbol, today, market);
}

function priceAt(path: PricePath, times: SessionTimes, now: Instant): Money {
  const [open, first, second, close] = path;
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
