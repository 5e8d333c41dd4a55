/**
 * The past as a simulation asks it: bars by stock and date, closes and trend readings as of a session. What was read
 * once is kept, because many decisions ask the same.
 */
import type { Bar, Split } from '../src/domain/bar.ts';
import {
  barAt,
  closeAt,
  dateAt,
  firstFrom,
  indexOf,
  lastClose,
  type BarWindow,
} from '../src/domain/bar-series.ts';
import { dateOfDayNumber, dayNumber, type SessionDate } from '../src/domain/session-date.ts';
import type { TrailingStop } from '../src/domain/strategy.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import { decisionWindow } from '../src/rules/decision-bars.ts';
import { isLastSessionOfWeek, sessionsBetween } from '../src/rules/market-calendar.ts';
import { readTrendOf, unread, type TrendReading } from '../src/rules/trailing-stop.ts';
import { weekEndReadings } from '../src/rules/trend-history.ts';
import { groupBy } from './group-by.ts';
import type { PriceData } from './price-data.ts';

export type PriceHistory = {
  readonly sessions: readonly SessionDate[];
  readonly barOn: (ticker: Ticker, date: SessionDate) => Bar | undefined;
  readonly isIncomplete: (ticker: Ticker, date: SessionDate) => boolean;
  /** The first date from `date` on (itself included) on which the stock has a bar. */
  readonly firstBarFrom: (ticker: Ticker, date: SessionDate) => SessionDate | undefined;
  readonly lastBarDate: (ticker: Ticker) => SessionDate | undefined;
  readonly splitsOn: (date: SessionDate) => readonly Split[];
  /** The last close up to `asOf`, in its share terms. */
  readonly closeOf: (ticker: Ticker, asOf: SessionDate) => number | undefined;
  readonly trendOf: (ticker: Ticker, asOf: SessionDate) => TrendReading;
};

export type TrendQuestion = { readonly trailing: TrailingStop; readonly lookbackDays: number };

/** The past as live sees it: NYSE sessions, raw bars, a look-back, weeks that end by the calendar. */
export function calendarHistory(data: PriceData, question: TrendQuestion): PriceHistory {
  const { trailing, lookbackDays } = question;
  const splitsOf = groupBy(data.splits, ({ ticker }) => ticker);
  const seen = (ticker: Ticker, asOf: SessionDate, fromDay: number): BarWindow =>
    decisionWindow(data.seriesOf(ticker), splitsOf.get(ticker) ?? [], { asOf, fromDay });
  const closeOf = (ticker: Ticker, asOf: SessionDate): number | undefined => {
    const series = data.seriesOf(ticker);
    const at = firstFrom(series, dayNumber(asOf) + 1) - 1;
    if (at < 0) return undefined;
    if (!splitsOf.has(ticker)) return closeAt(series, at);
    return lastClose(seen(ticker, asOf, series.days[at] ?? NaN));
  };
  return {
    ...common(data),
    sessions: sessionsOf(data),
    closeOf,
    trendOf: keptAtWeekEnds((ticker, asOf) => {
      const series = data.seriesOf(ticker);
      const day = dayNumber(asOf);
      const at = indexOf(series, day);
      const close = at < 0 ? undefined : closeAt(series, at);
      return readTrendOf(close, asOf, trailing, () => seen(ticker, asOf, day - lookbackDays));
    }),
  };
}

function sessionsOf({ span }: PriceData): readonly SessionDate[] {
  if (span === null) return [];
  return sessionsBetween(dateOfDayNumber(span.first), dateOfDayNumber(span.last));
}

/** The past of the reference profile: sessions and weeks are those of the bars, indicators see all of them. */
export function referenceHistory(data: PriceData, { trailing }: TrendQuestion): PriceHistory {
  const readings = new Map<Ticker, ReadonlyMap<SessionDate, TrendReading>>();
  const weekEnds = (ticker: Ticker): ReadonlyMap<SessionDate, TrendReading> => {
    const known = readings.get(ticker) ?? weekEndReadings(data.seriesOf(ticker), trailing);
    readings.set(ticker, known);
    return known;
  };
  return {
    ...common(data),
    sessions: allDates(data),
    closeOf: (ticker, asOf) => {
      const series = data.seriesOf(ticker);
      const at = firstFrom(series, dayNumber(asOf) + 1) - 1;
      return at < 0 ? undefined : closeAt(series, at);
    },
    trendOf: (ticker, asOf) => {
      const series = data.seriesOf(ticker);
      const at = indexOf(series, dayNumber(asOf));
      if (at < 0) return unread(asOf, 'stale_data', null);
      return weekEnds(ticker).get(asOf) ?? unread(asOf, 'not_week_end', closeAt(series, at));
    },
  };
}

function common(data: PriceData): Omit<PriceHistory, 'sessions' | 'closeOf' | 'trendOf'> {
  const splitsByDate = groupBy(data.splits, ({ exDate }) => exDate);
  return {
    barOn: (ticker, date) => {
      const series = data.seriesOf(ticker);
      return barAt(series, indexOf(series, dayNumber(date)));
    },
    isIncomplete: (ticker, date) => data.incomplete.get(ticker)?.has(date) === true,
    firstBarFrom: (ticker, date) => {
      const series = data.seriesOf(ticker);
      const at = firstFrom(series, dayNumber(date));
      return at < series.length ? dateAt(series, at) : undefined;
    },
    lastBarDate: (ticker) => {
      const series = data.seriesOf(ticker);
      return series.length === 0 ? undefined : dateAt(series, series.length - 1);
    },
    splitsOn: (date) => splitsByDate.get(date) ?? [],
  };
}

/** Every date on which any stock has a bar. */
function allDates(data: PriceData): SessionDate[] {
  const { span } = data;
  if (span === null) return [];
  const seen = new Uint8Array(span.last - span.first + 1);
  for (const ticker of data.tickers) {
    const { days, length } = data.seriesOf(ticker);
    for (let at = 0; at < length; at += 1) seen[(days[at] ?? NaN) - span.first] = 1;
  }
  const dates: SessionDate[] = [];
  seen.forEach((has, at) => {
    if (has === 1) dates.push(dateOfDayNumber(span.first + at));
  });
  return dates;
}

/** Readings at week ends are dear and asked for by whoever holds the stock; the others are made in no time. */
function keptAtWeekEnds(
  read: (ticker: Ticker, asOf: SessionDate) => TrendReading,
): (ticker: Ticker, asOf: SessionDate) => TrendReading {
  const kept = new Map<SessionDate, Map<Ticker, TrendReading>>();
  return (ticker, asOf) => {
    if (!isLastSessionOfWeek(asOf)) return read(ticker, asOf);
    let own = kept.get(asOf);
    if (own === undefined) kept.set(asOf, (own = new Map<Ticker, TrendReading>()));
    let reading = own.get(ticker);
    if (reading === undefined) own.set(ticker, (reading = read(ticker, asOf)));
    return reading;
  };
}
