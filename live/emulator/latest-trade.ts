/** What the tape shows at the time of the paper world, made from the points of the day's path that were reached. */
import type { Instant } from '../../src/domain/account.ts';
import type { Bar } from '../../src/domain/bar.ts';
import { moneyToNumber, type Money } from '../../src/domain/money.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { latestPrice, pricePath } from '../../src/paper-broker/market-price.ts';
import { sessionTimes } from '../../src/paper-broker/session-times.ts';
import { isInCalendar, isSession, previousSession } from '../../src/rules/market-calendar.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import type { Engine } from './engine.ts';

export type LatestTrade = { readonly price: Money; readonly at: Instant };

/** The last session whose close has passed; undefined before the calendar begins. */
export function lastFinishedSession(now: Instant): SessionDate | undefined {
  const today = newYorkDate(now);
  if (!isInCalendar(today)) return undefined;
  if (isSession(today) && (sessionTimes(today)?.close ?? Infinity) <= now) return today;
  const before = previousSession(today);
  return isInCalendar(before) ? before : undefined;
}

/** Undefined for a stock without a price. */
export function latestTrade(engine: Engine, symbol: string): LatestTrade | undefined {
  const price = latestPrice(engine.state, symbol, engine.market);
  if (price === undefined) return undefined;
  const now = engine.now();
  const today = todaysTimes(engine, symbol);
  if (today !== undefined) return { price, at: Math.min(now, today.close) };
  const last = lastFinishedSession(now);
  return { price, at: (last === undefined ? undefined : sessionTimes(last)?.close) ?? now };
}

/** Today's bar as far as it has come; undefined before 04:00 and when the stock does not trade today. */
export function todaysBar(engine: Engine, symbol: string): Bar | undefined {
  const times = todaysTimes(engine, symbol);
  const bar = times === undefined ? undefined : engine.market.bar(symbol, times.date);
  if (times === undefined || bar === undefined) return undefined;
  const now = engine.now();
  if (now >= times.close) return bar;
  const [open, first, second] = pricePath(bar).map(moneyToNumber);
  const seen = [
    open,
    ...(now >= times.firstExtreme ? [first] : []),
    ...(now >= times.secondExtreme ? [second] : []),
  ];
  const prices = seen.filter((price) => price !== undefined);
  return {
    date: times.date,
    open: prices[0] ?? bar.open,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1) ?? bar.open,
    // How many shares have changed hands by now, daily bars do not say.
    volume: 0,
  };
}

const LOOK_BACK_SESSIONS = 10;

/** The last bar before a date; undefined when the stock has not traded for two weeks. */
export function barBefore(engine: Engine, symbol: string, date: SessionDate): Bar | undefined {
  let session = date;
  for (let back = 0; back < LOOK_BACK_SESSIONS; back += 1) {
    session = previousSession(session);
    if (!isInCalendar(session)) return undefined;
    const bar = engine.market.bar(symbol, session);
    if (bar !== undefined) return bar;
  }
  return undefined;
}

function todaysTimes(engine: Engine, symbol: string): ReturnType<typeof sessionTimes> {
  const today = newYorkDate(engine.now());
  const times = isInCalendar(today) ? sessionTimes(today) : undefined;
  if (times === undefined || engine.now() < times.routing) return undefined;
  return engine.market.bar(symbol, today) === undefined ? undefined : times;
}
