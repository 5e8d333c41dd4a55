/** The bars behind a history, taken out of it so that they can be cut, replaced and opened again. */
import type { Bar, Split } from '../../src/domain/bar.ts';
import { addDays, type SessionDate } from '../../src/domain/session-date.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import { priceDataOf, type PriceData } from '../price-data.ts';
import type { PriceHistory } from '../price-history.ts';

export type Market = {
  readonly sessions: readonly SessionDate[];
  readonly bars: ReadonlyMap<Ticker, readonly Bar[]>;
  readonly splits: readonly Split[];
  readonly incomplete: ReadonlyMap<Ticker, ReadonlySet<SessionDate>>;
};

/** A stock that nobody trades and that has a bar in every session: cutting others never moves the calendar. */
const CALENDAR = 'CALENDAR' as Ticker;

export function marketOf(history: PriceHistory, tickers: readonly Ticker[]): Market {
  const { sessions } = history;
  const bars = new Map<Ticker, readonly Bar[]>();
  const incomplete = new Map<Ticker, ReadonlySet<SessionDate>>();
  for (const ticker of new Set(tickers)) {
    const own = sessions.flatMap((session) => history.wholeBarOn(ticker, session) ?? []);
    if (own.length > 0) bars.set(ticker, own);
    const broken = sessions.filter((session) => history.isIncomplete(ticker, session));
    if (broken.length > 0) incomplete.set(ticker, new Set(broken));
  }
  return { sessions, bars, splits: splitsOf(history), incomplete };
}

function splitsOf({ sessions, splitsOn }: PriceHistory): Split[] {
  const [first, last] = [sessions[0], sessions.at(-1)];
  if (first === undefined || last === undefined) return [];
  const splits: Split[] = [];
  // Day by day: an ex-date may be no session.
  for (let day = first; day <= last; day = addDays(day, 1)) splits.push(...splitsOn(day));
  return splits;
}

export function pricesOf({ sessions, bars, splits, incomplete }: Market): PriceData {
  const flat = sessions.map((date): Bar => ({
    date,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: 0,
  }));
  return priceDataOf({ bars: new Map([...bars, [CALENDAR, flat]]), splits, incomplete });
}

/** Without every bar before `first`. */
export function cutBefore(market: Market, first: SessionDate): Market {
  return {
    ...market,
    sessions: market.sessions.filter((session) => session >= first),
    bars: mapBars(market, (bars) => bars.filter(({ date }) => date >= first)),
  };
}

/**
 * Everything from `session` on replaced: its bar keeps its open, because an order fills there, and then runs to `factor`
 * times it; the session after stands there, and nothing follows. A stock that goes on trading still does: that its bars
 * will end is known to no one on the day.
 */
export function replaceFuture(market: Market, session: SessionDate, factor: number): Market {
  const after = market.sessions.find((date) => date > session);
  const bars = mapBars(market, (own) => {
    const past = own.filter(({ date }) => date < session);
    const now = own.find(({ date }) => date === session);
    const goesOn = (own.at(-1)?.date ?? session) > session;
    const from = now?.open ?? past.at(-1)?.close;
    const flat = (date: SessionDate, price: number): Bar => ({
      ...{ date, open: price, high: price, low: price, close: price, volume: 0 },
    });
    const made: Bar[] = [...past];
    if (now !== undefined) made.push(runningTo(now, now.open * factor));
    if (after !== undefined && goesOn && from !== undefined) made.push(flat(after, from * factor));
    return made;
  });
  const isKnown = (date: SessionDate): boolean => date <= session;
  return {
    ...market,
    bars,
    sessions: market.sessions.filter((date) => isKnown(date) || date === after),
    splits: market.splits.filter(({ exDate }) => isKnown(exDate)),
  };
}

function runningTo(bar: Bar, close: number): Bar {
  const { date, open, volume } = bar;
  return { date, open, volume, close, low: Math.min(open, close), high: Math.max(open, close) };
}

function mapBars(
  { bars }: Market,
  change: (own: readonly Bar[]) => readonly Bar[],
): ReadonlyMap<Ticker, readonly Bar[]> {
  const changed = [...bars].map(([ticker, own]) => [ticker, change(own)] as const);
  return new Map(changed.filter(([, own]) => own.length > 0));
}
