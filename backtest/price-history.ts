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
  lastClose,
  lowAt,
  openAt,
  type BarSeries,
  type BarWindow,
} from '../src/domain/bar-series.ts';
import { dateOfDayNumber, dayNumber, type SessionDate } from '../src/domain/session-date.ts';
import type { TrailingStop } from '../src/domain/strategy.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import { decisionWindow } from '../src/rules/decision-bars.ts';
import type { FillPrices } from '../src/rules/fills.ts';
import { sessionsBetween } from '../src/rules/market-calendar.ts';
import {
  readTrendOf,
  readWithoutBars,
  unread,
  type TrendReading,
} from '../src/rules/trailing-stop.ts';
import { weekEndReadings } from '../src/rules/trend-history.ts';
import { groupBy } from './group-by.ts';
import type { PriceData } from './price-data.ts';

export type PriceHistory = {
  readonly sessions: readonly SessionDate[];
  /** Of the bar of that session, what fills are decided by. */
  readonly barOn: (ticker: Ticker, date: SessionDate) => FillPrices | undefined;
  /** The same bar with all it has: to be drawn, not decided by. */
  readonly wholeBarOn: (ticker: Ticker, date: SessionDate) => Bar | undefined;
  readonly isIncomplete: (ticker: Ticker, date: SessionDate) => boolean;
  /** The first date from `date` on (itself included) on which the stock has a bar. */
  readonly firstBarFrom: (ticker: Ticker, date: SessionDate) => SessionDate | undefined;
  readonly lastBarDate: (ticker: Ticker) => SessionDate | undefined;
  readonly splitsOn: (date: SessionDate) => readonly Split[];
  /** The last close up to `asOf`, in its share terms. */
  readonly closeOf: (ticker: Ticker, asOf: SessionDate) => number | undefined;
  readonly trendOf: (ticker: Ticker, asOf: SessionDate) => TrendReading;
};

/**
 * Where a stock was last looked at. The next question is nearly always about the same session or the one after it, so
 * that the bar is found without a search.
 */
type Place = {
  readonly series: BarSeries;
  /** Of the stock itself; none in most cases. */
  readonly splits: readonly Split[];
  /** The index of the last bar up to the day asked for; −1 before the first bar. */
  at: number;
  /** Those of the bar at `at`, once somebody asked for them. */
  prices: FillPrices | undefined;
  readonly lastBarDate: SessionDate | undefined;
};

const NO_SPLITS: readonly Split[] = [];

function placesOf(data: PriceData): (ticker: Ticker) => Place {
  const splitsOf = groupBy(data.splits, ({ ticker }) => ticker);
  const places = new Map<Ticker, Place>();
  return (ticker) => {
    const known = places.get(ticker);
    if (known !== undefined) return known;
    const series = data.seriesOf(ticker);
    const made = {
      series,
      splits: splitsOf.get(ticker) ?? NO_SPLITS,
      at: -1,
      prices: undefined,
      lastBarDate: series.length === 0 ? undefined : dateAt(series, series.length - 1),
    };
    places.set(ticker, made);
    return made;
  };
}

/** Moves to the last bar up to `day` and returns its index; −1 when there is none. */
function upTo(place: Place, day: number): number {
  const { series, at } = place;
  const { days, length } = series;
  if (at >= 0 && (days[at] ?? NaN) <= day) {
    if (at + 1 === length || (days[at + 1] ?? NaN) > day) return at;
    if (at + 2 === length || (days[at + 2] ?? NaN) > day) return moveTo(place, at + 1);
  }
  return moveTo(place, firstFrom(series, day + 1) - 1);
}

function moveTo(place: Place, at: number): number {
  if (place.at !== at) place.prices = undefined;
  place.at = at;
  return at;
}

/** The index of the bar of `day` itself; −1 when there is none. */
function on(place: Place, day: number): number {
  const at = upTo(place, day);
  return at >= 0 && place.series.days[at] === day ? at : -1;
}

export type TrendQuestion = { readonly trailing: TrailingStop; readonly lookbackDays: number };

/** The past as live sees it: NYSE sessions, raw bars, a look-back, weeks that end by the calendar. */
export function calendarHistory(data: PriceData, question: TrendQuestion): PriceHistory {
  const { trailing, lookbackDays } = question;
  const placeOf = placesOf(data);
  const kept = keepReadings();
  const seen = ({ series, splits }: Place, asOf: SessionDate, fromDay: number): BarWindow =>
    decisionWindow(series, splits, { asOf, fromDay });
  return {
    ...common(data, placeOf),
    sessions: sessionsOf(data),
    closeOf: (ticker, asOf) => {
      const place = placeOf(ticker);
      const { series, splits } = place;
      const at = upTo(place, dayNumber(asOf));
      if (at < 0) return undefined;
      if (splits.length === 0 || series.days[at] === dayNumber(asOf)) return closeAt(series, at);
      return lastClose(seen(place, asOf, series.days[at] ?? NaN));
    },
    trendOf: (ticker, asOf) => {
      const place = placeOf(ticker);
      const day = dayNumber(asOf);
      const at = on(place, day);
      const close = at < 0 ? undefined : closeAt(place.series, at);
      return (
        readWithoutBars(close, asOf) ??
        kept(ticker, asOf, () =>
          readTrendOf(close, asOf, trailing, () => seen(place, asOf, day - lookbackDays)),
        )
      );
    },
  };
}

function sessionsOf({ span }: PriceData): readonly SessionDate[] {
  if (span === null) return [];
  return sessionsBetween(dateOfDayNumber(span.first), dateOfDayNumber(span.last));
}

/** The past of the reference profile: sessions and weeks are those of the bars, indicators see all of them. */
export function referenceHistory(data: PriceData, { trailing }: TrendQuestion): PriceHistory {
  const placeOf = placesOf(data);
  const readings = new Map<Ticker, ReadonlyMap<SessionDate, TrendReading>>();
  const weekEnds = (ticker: Ticker): ReadonlyMap<SessionDate, TrendReading> => {
    const known = readings.get(ticker) ?? weekEndReadings(data.seriesOf(ticker), trailing);
    readings.set(ticker, known);
    return known;
  };
  return {
    ...common(data, placeOf),
    sessions: allDates(data),
    closeOf: (ticker, asOf) => {
      const place = placeOf(ticker);
      const at = upTo(place, dayNumber(asOf));
      return at < 0 ? undefined : closeAt(place.series, at);
    },
    trendOf: (ticker, asOf) => {
      const place = placeOf(ticker);
      const at = on(place, dayNumber(asOf));
      if (at < 0) return unread(asOf, 'stale_data', null);
      return weekEnds(ticker).get(asOf) ?? unread(asOf, 'not_week_end', closeAt(place.series, at));
    },
  };
}

function fillPricesAt(series: BarSeries, at: number): FillPrices {
  return { open: openAt(series, at), low: lowAt(series, at), close: closeAt(series, at) };
}

function common(
  data: PriceData,
  placeOf: (ticker: Ticker) => Place,
): Omit<PriceHistory, 'sessions' | 'closeOf' | 'trendOf'> {
  const splitsByDate = groupBy(data.splits, ({ exDate }) => exDate);
  return {
    wholeBarOn: (ticker, date) => {
      const place = placeOf(ticker);
      const at = on(place, dayNumber(date));
      return at < 0 ? undefined : barAt(place.series, at);
    },
    barOn: (ticker, date) => {
      const place = placeOf(ticker);
      const at = on(place, dayNumber(date));
      return at < 0 ? undefined : (place.prices ??= fillPricesAt(place.series, at));
    },
    isIncomplete: (ticker, date) => data.incomplete.get(ticker)?.has(date) === true,
    firstBarFrom: (ticker, date) => {
      const series = data.seriesOf(ticker);
      const at = firstFrom(series, dayNumber(date));
      return at < series.length ? dateAt(series, at) : undefined;
    },
    lastBarDate: (ticker) => placeOf(ticker).lastBarDate,
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

/** Readings at week ends are dear, and asked for by whoever holds the stock. */
function keepReadings(): (
  ticker: Ticker,
  asOf: SessionDate,
  read: () => TrendReading,
) => TrendReading {
  const kept = new Map<SessionDate, Map<Ticker, TrendReading>>();
  return (ticker, asOf, read) => {
    let own = kept.get(asOf);
    if (own === undefined) kept.set(asOf, (own = new Map<Ticker, TrendReading>()));
    let reading = own.get(ticker);
    if (reading === undefined) own.set(ticker, (reading = read()));
    return reading;
  };
}
