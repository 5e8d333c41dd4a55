/**
 * Bars as they are known at the time of the paper world: only finished sessions, adjusted only for what has happened.
 * The last bar of a week or a month is what there is of it so far.
 */
import type { Instant } from '../../src/domain/account.ts';
import type { Bar } from '../../src/domain/bar.ts';
import { seriesOf, wholeOf } from '../../src/domain/bar-series.ts';
import { mondayOf, type SessionDate } from '../../src/domain/session-date.ts';
import type { BarFrame, BarsQuery } from '../../src/contracts/market-data-queries.ts';
import { adjustBars } from '../../src/rules/adjusted-bars.ts';
import { CALENDAR_FIRST, sessionsBetween } from '../../src/rules/market-calendar.ts';
import { firstDayOfMonths, monthlyBars } from '../../src/rules/monthly-bars.ts';
import { newYorkDate, newYorkInstant } from '../../src/rules/new-york-time.ts';
import { weeklyBars } from '../../src/rules/weekly-bars.ts';
import type { Engine } from './engine.ts';
import type { KnownActions } from './known-actions.ts';
import { lastFinishedSession } from './latest-trade.ts';
import { wireTime, type WireObject } from './replies.ts';

export type BarsPage = {
  /** A symbol without bars is absent. */
  readonly bars: Readonly<Record<string, readonly WireObject[]>>;
  readonly next_page_token: string | null;
};

type Span = { readonly start: Instant; readonly end: Instant };

/** Symbol by symbol in alphabetical order, as many points as one page may have. */
export function barsPage(engine: Engine, actions: KnownActions, query: BarsQuery): BarsPage {
  // Symbols come from clients: `constructor` has no bars.
  const bars = Object.create(null) as Record<string, readonly WireObject[]>;
  const now = engine.now();
  const span = {
    start: query.start ?? newYorkInstant(newYorkDate(now), 0),
    end: Math.min(query.end ?? now, now),
  };
  const seen = query.pageToken === null ? undefined : readToken(query.pageToken);
  let left = query.limit;
  let last = '';
  for (const symbol of [...query.symbols].sort()) {
    if (seen !== undefined && symbol < seen.symbol) continue;
    const all = barsOf(engine, actions, { query, symbol, span });
    const rows = seen?.symbol === symbol ? all.filter(isAfter(seen.date, query.sort)) : all;
    if (rows.length > 0 && left === 0) return { bars, next_page_token: last };
    const page = rows.slice(0, left);
    const end = page.at(-1);
    if (end === undefined) continue;
    bars[symbol] = page.map(wireBar);
    left -= page.length;
    last = tokenOf(symbol, end.date);
    if (page.length < rows.length) return { bars, next_page_token: last };
  }
  return { bars, next_page_token: null };
}

/** A bar is stamped with midnight in New York of its first day. */
export function wireBar({ date, open, high, low, close, volume }: Bar): WireObject {
  const t = wireTime(newYorkInstant(date, 0));
  return { t, o: open, h: high, l: low, c: close, v: volume, n: 0, vw: close };
}

type Question = { readonly query: BarsQuery; readonly symbol: string; readonly span: Span };

function barsOf(
  engine: Engine,
  actions: KnownActions,
  { query, symbol, span }: Question,
): readonly Bar[] {
  const { frame, adjustments, sort } = query;
  const last = lastFinishedSession(engine.now());
  const start = newYorkDate(span.start);
  const first = firstDay(frame, start < CALENDAR_FIRST ? CALENDAR_FIRST : start);
  if (last === undefined || first > last) return [];
  const raw = sessionsBetween(first, last).flatMap((date) => engine.market.bar(symbol, date) ?? []);
  const applied = actions.priceActions(symbol, { after: first, to: newYorkDate(engine.now()) });
  const wanted = applied.filter(({ type }) =>
    adjustments.includes(type === 'spinoff' ? 'spin-off' : type),
  );
  const framed = inFrame(adjustBars(raw, wanted), frame)
    .filter(({ date }) => isWithin(newYorkInstant(date, 0), span))
    .map(rounded);
  return sort === 'asc' ? framed : framed.reverse();
}

function inFrame(bars: readonly Bar[], frame: BarFrame): Bar[] {
  if (frame.unit === 'day') return [...bars];
  if (frame.unit === 'month') return monthlyBars(bars, frame.months);
  return weeklyBars(wholeOf(seriesOf(bars))).map(
    ({ weekStart, open, high, low, close, volume }) => ({
      date: mondayOf(weekStart),
      open,
      high,
      low,
      close,
      volume,
    }),
  );
}

/** The first day of the frame that a date falls into. */
function firstDay(frame: BarFrame, date: SessionDate): SessionDate {
  if (frame.unit === 'day') return date;
  return frame.unit === 'week' ? mondayOf(date) : firstDayOfMonths(date, frame.months);
}

function isWithin(at: Instant, { start, end }: Span): boolean {
  return at >= start && at <= end;
}

const PARTS_PER_DOLLAR = 10_000;

/** Adjusted prices have four decimals, and volume is whole shares. */
function rounded(bar: Bar): Bar {
  const price = (value: number): number => Math.round(value * PARTS_PER_DOLLAR) / PARTS_PER_DOLLAR;
  return {
    date: bar.date,
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    close: price(bar.close),
    volume: Math.round(bar.volume),
  };
}

function isAfter(date: string, sort: 'asc' | 'desc') {
  return (bar: Bar): boolean => (sort === 'asc' ? bar.date > date : bar.date < date);
}

/** The last bar of a page; the next page begins after it. */
function tokenOf(symbol: string, date: SessionDate): string {
  return btoa(`${symbol}|D|${date}`);
}

export function isBarsToken(token: string): boolean {
  return readToken(token) !== undefined;
}

function readToken(token: string): { readonly symbol: string; readonly date: string } | undefined {
  try {
    const [, symbol, date] = /^(.+)\|D\|(\d{4}-\d{2}-\d{2})$/.exec(atob(token)) ?? [];
    return symbol === undefined || date === undefined ? undefined : { symbol, date };
  } catch {
    return undefined;
  }
}
