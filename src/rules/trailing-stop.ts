/**
 * The weekly trailing stop. The verdict is taken as of the last completed session and executed at the next open, in
 * live and in the backtest alike: asking about the session that is about to open would never find a week's end.
 */
import { closeAt, dateAt, type BarWindow } from '../domain/bar-series.ts';
import { invariant } from '../domain/invariant.ts';
import { dayNumber, type SessionDate } from '../domain/session-date.ts';
import type { TrailingVerdict } from '../domain/signal.ts';
import type { TrailingStop } from '../domain/strategy.ts';
import { emaOf, lowestBeforeLast } from './indicators.ts';
import { isLastSessionOfWeek } from './market-calendar.ts';
import { weekStarts, weeklyCloses, weeklyLows } from './weekly-bars.ts';

export type TrailingQuestion = {
  /** Up to and including `asOf`, in the share terms of `asOf`. */
  readonly bars: BarWindow;
  readonly asOf: SessionDate;
  readonly entryDate: SessionDate;
  readonly trailing: TrailingStop;
  readonly transitionWeeks: number;
};

/** What the bars of one stock say as of one session, whoever holds it since when. */
export type TrendReading = {
  readonly asOf: SessionDate;
  readonly state: 'stale_data' | 'not_week_end' | 'week_end';
  readonly close: number | null;
  readonly indicator: number | undefined;
  /** Weeks that began after the entry: the week of the entry never counts. */
  readonly weeksAfter: (entryDate: SessionDate) => number;
};

export function checkTrailingStop(question: TrailingQuestion): TrailingVerdict {
  const { bars, asOf, trailing, entryDate, transitionWeeks } = question;
  return judgeTrend(readTrend(bars, asOf, trailing), entryDate, transitionWeeks);
}

export function readTrend(
  bars: BarWindow,
  asOf: SessionDate,
  trailing: TrailingStop,
): TrendReading {
  const { series, from, end } = bars;
  const isThere = end > from && dateAt(series, end - 1) === asOf;
  return readTrendOf(isThere ? closeAt(series, end - 1) : undefined, asOf, trailing, () => bars);
}

/** The same where the bars are only gathered when they are looked at. `close`: that of `asOf` itself, if it has a bar. */
export function readTrendOf(
  close: number | undefined,
  asOf: SessionDate,
  trailing: TrailingStop,
  barsUpTo: () => BarWindow,
): TrendReading {
  const known = readWithoutBars(close, asOf);
  if (known !== null) return known;
  invariant(close !== undefined, 'a week is read at a close');
  const bars = barsUpTo();
  const starts = weekStarts(bars);
  return {
    asOf,
    state: 'week_end',
    close,
    indicator: indicatorOf(bars, starts, trailing),
    weeksAfter: (entryDate) => countAfter(bars, starts, starts.length, entryDate),
  };
}

/** What needs no look at the bars before `asOf`; null at a week's end, which needs one. */
export function readWithoutBars(close: number | undefined, asOf: SessionDate): TrendReading | null {
  // A missing bar is not a flat price.
  if (close === undefined) return unread(asOf, 'stale_data', null);
  return isLastSessionOfWeek(asOf) ? null : unread(asOf, 'not_week_end', close);
}

export function unread(
  asOf: SessionDate,
  state: 'stale_data' | 'not_week_end',
  close: number | null,
): TrendReading {
  return { asOf, state, close, indicator: undefined, weeksAfter: noWeeks };
}

function noWeeks(): number {
  return 0;
}

/** How many of the first `count` weeks, which start at these indexes, began after the entry. */
export function countAfter(
  { series: { days } }: BarWindow,
  starts: readonly number[],
  count: number,
  entryDate: SessionDate,
): number {
  const entryDay = dayNumber(entryDate);
  let first = count;
  while (first > 0 && (days[starts[first - 1] ?? -1] ?? -Infinity) > entryDay) first -= 1;
  return count - first;
}

export function judgeTrend(
  reading: TrendReading,
  entryDate: SessionDate,
  transitionWeeks: number,
): TrailingVerdict {
  const { asOf, state, close, indicator } = reading;
  if (state !== 'week_end' || close === null)
    return { verdict: unjudged(state), asOf, close, indicator: null, completedWeeks: 0 };
  const completedWeeks = reading.weeksAfter(entryDate);
  if (completedWeeks < transitionWeeks)
    return { verdict: 'in_transition', asOf, close, indicator: null, completedWeeks };
  if (indicator === undefined)
    return { verdict: 'warming_up', asOf, close, indicator: null, completedWeeks };
  const verdict = close < indicator ? 'exit' : 'hold';
  return { verdict, asOf, close, indicator, completedWeeks };
}

function unjudged(state: TrendReading['state']): 'stale_data' | 'not_week_end' {
  return state === 'not_week_end' ? 'not_week_end' : 'stale_data';
}

function indicatorOf(
  bars: BarWindow,
  starts: readonly number[],
  { kind, period }: TrailingStop,
): number | undefined {
  switch (kind) {
    case 'weekly_ema':
      return emaOf(weeklyCloses(bars, starts), period);
    case 'weekly_nweek_low':
      return lowestBeforeLast(weeklyLows(bars, starts.slice(-period - 1)), period);
  }
}
