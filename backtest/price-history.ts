/**
 * The past as a simulation asks it: bars by stock and date, closes and trend readings as of a session. What was read
 * once is kept, because many decisions ask the same.
 */
import type { Bar, Split } from '../src/domain/bar.ts';
import { addDays, type SessionDate } from '../src/domain/session-date.ts';
import type { TrailingStop } from '../src/domain/strategy.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import { decisionBars } from '../src/rules/decision-bars.ts';
import { isLastSessionOfWeek, sessionsBetween } from '../src/rules/market-calendar.ts';
import { readTrend, unread, type TrendReading } from '../src/rules/trailing-stop.ts';
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
  const dates = allDates(data);
  const [first, last] = [dates[0], dates.at(-1)];
  const splitsOf = groupBy(data.splits, ({ ticker }) => ticker);
  const series = seriesOf(data);
  const from = keptDate((asOf) => addDays(asOf, -lookbackDays));
  const isWeekEnd = keptDate(isLastSessionOfWeek);
  const seenFrom = (ticker: Ticker, asOf: SessionDate, first: SessionDate): Bar[] => {
    const { bars = [] } = series(ticker) ?? {};
    const window = bars.slice(firstFrom(bars, first), firstAfter(bars, asOf));
    const splits = splitsOf.get(ticker) ?? [];
    return decisionBars({ bars: new Map([[ticker, window]]), splits }, ticker, asOf, lookbackDays);
  };
  const lastSeen = (ticker: Ticker, asOf: SessionDate): Bar[] => {
    const { bars = [] } = series(ticker) ?? {};
    const bar = bars[firstAfter(bars, asOf) - 1];
    return bar === undefined ? [] : seenFrom(ticker, asOf, bar.date);
  };
  return {
    ...common(data, series),
    sessions: first === undefined || last === undefined ? [] : sessionsBetween(first, last),
    closeOf: (ticker, asOf) => lastSeen(ticker, asOf).at(-1)?.close,
    trendOf: keptBy((ticker, asOf) =>
      // Within a week the last bar tells all that is asked.
      readTrend(
        isWeekEnd(asOf) ? seenFrom(ticker, asOf, from(asOf)) : lastSeen(ticker, asOf),
        asOf,
        trailing,
      ),
    ),
  };
}

/** The past of the reference profile: sessions and weeks are those of the bars, indicators see all of them. */
export function referenceHistory(data: PriceData, { trailing }: TrendQuestion): PriceHistory {
  const series = seriesOf(data);
  const readings = new Map<Ticker, ReadonlyMap<SessionDate, TrendReading>>();
  const weekEnds = (ticker: Ticker): ReadonlyMap<SessionDate, TrendReading> => {
    const known = readings.get(ticker) ?? weekEndReadings(series(ticker)?.bars ?? [], trailing);
    readings.set(ticker, known);
    return known;
  };
  return {
    ...common(data, series),
    sessions: allDates(data),
    closeOf: (ticker, asOf) => {
      const { bars = [] } = series(ticker) ?? {};
      return bars[firstAfter(bars, asOf) - 1]?.close;
    },
    trendOf: (ticker, asOf) => {
      const bar = barAt(series(ticker), asOf);
      if (bar === undefined) return unread(asOf, 'stale_data', null);
      return weekEnds(ticker).get(asOf) ?? unread(asOf, 'not_week_end', bar.close);
    },
  };
}

type Series = { readonly bars: readonly Bar[]; readonly at: ReadonlyMap<SessionDate, number> };

function seriesOf({ bars }: PriceData): (ticker: Ticker) => Series | undefined {
  const known = new Map<Ticker, Series>();
  return (ticker) => {
    const found = known.get(ticker);
    if (found !== undefined) return found;
    const own = bars.get(ticker);
    if (own === undefined) return undefined;
    const made = { bars: own, at: new Map(own.map(({ date }, index) => [date, index])) };
    known.set(ticker, made);
    return made;
  };
}

function barAt(series: Series | undefined, date: SessionDate): Bar | undefined {
  return series?.bars[series.at.get(date) ?? -1];
}

function common(
  data: PriceData,
  series: (ticker: Ticker) => Series | undefined,
): Omit<PriceHistory, 'sessions' | 'closeOf' | 'trendOf'> {
  const splitsByDate = groupBy(data.splits, ({ exDate }) => exDate);
  return {
    barOn: (ticker, date) => barAt(series(ticker), date),
    isIncomplete: (ticker, date) => data.incomplete.get(ticker)?.has(date) === true,
    firstBarFrom: (ticker, date) => {
      const { bars = [] } = series(ticker) ?? {};
      return bars[firstFrom(bars, date)]?.date;
    },
    lastBarDate: (ticker) => series(ticker)?.bars.at(-1)?.date,
    splitsOn: (date) => splitsByDate.get(date) ?? [],
  };
}

function allDates({ bars }: PriceData): SessionDate[] {
  const dates = new Set<SessionDate>();
  for (const own of bars.values()) for (const { date } of own) dates.add(date);
  return [...dates].sort();
}

/** The index of the first bar from `date` on; the length when there is none. */
function firstFrom(bars: readonly Bar[], date: SessionDate): number {
  return firstThat(bars, (bar) => bar.date >= date);
}

function firstAfter(bars: readonly Bar[], date: SessionDate): number {
  return firstThat(bars, (bar) => bar.date > date);
}

/** Of bars of which the first do not and the rest do. */
function firstThat(bars: readonly Bar[], does: (bar: Bar) => boolean): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const bar = bars[middle];
    if (bar === undefined || does(bar)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function keptDate<Answer>(ask: (date: SessionDate) => Answer): (date: SessionDate) => Answer {
  const kept = new Map<SessionDate, Answer>();
  return (date) => {
    const answer = kept.get(date) ?? ask(date);
    kept.set(date, answer);
    return answer;
  };
}

function keptBy(
  read: (ticker: Ticker, asOf: SessionDate) => TrendReading,
): (ticker: Ticker, asOf: SessionDate) => TrendReading {
  const kept = new Map<Ticker, Map<SessionDate, TrendReading>>();
  return (ticker, asOf) => {
    const own = kept.get(ticker) ?? new Map<SessionDate, TrendReading>();
    kept.set(ticker, own);
    const reading = own.get(asOf) ?? read(ticker, asOf);
    own.set(asOf, reading);
    return reading;
  };
}
