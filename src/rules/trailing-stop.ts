/**
 * The weekly trailing stop. The verdict is taken as of the last completed session and executed at the next open, in
 * live and in the backtest alike: asking about the session that is about to open would never find a week's end.
 */
import { dateAt, type BarSeries } from '../domain/bar-series.ts';
import { unreachable } from '../domain/invariant.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { TrailingVerdict } from '../domain/signal.ts';
import type { TrailingStop } from '../domain/strategy.ts';
import { emaOf, lowestBeforeLast } from './indicators.ts';
import { isLastSessionOfWeek } from './market-calendar.ts';
import { weeklyBars, type WeeklyBar } from './weekly-bars.ts';

export type TrailingQuestion = {
  /** Up to and including `asOf`, in the share terms of `asOf`. */
  readonly bars: BarSeries;
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
  return judgeTrend(readTrend(question.bars, question.asOf, question.trailing), question);
}

export function readTrend(
  bars: BarSeries,
  asOf: SessionDate,
  trailing: TrailingStop,
): TrendReading {
  const last = bars.length - 1;
  // A missing bar is not a flat price.
  if (last < 0 || dateAt(bars, last) !== asOf) return unread(asOf, 'stale_data', null);
  const close = bars.close[last] ?? NaN;
  if (!isLastSessionOfWeek(asOf)) return unread(asOf, 'not_week_end', close);
  const weeks = weeklyBars(bars);
  return {
    asOf,
    state: 'week_end',
    close,
    indicator: indicatorOf(weeks, trailing),
    weeksAfter: (entryDate) => countAfter(weeks, weeks.length, entryDate),
  };
}

export function unread(
  asOf: SessionDate,
  state: 'stale_data' | 'not_week_end',
  close: number | null,
): TrendReading {
  return { asOf, state, close, indicator: undefined, weeksAfter: () => 0 };
}

/** How many of the first `count` weeks began after the entry. */
export function countAfter(
  weeks: readonly WeeklyBar[],
  count: number,
  entryDate: SessionDate,
): number {
  let first = count;
  while (first > 0 && (weeks[first - 1]?.weekStart ?? '') > entryDate) first -= 1;
  return count - first;
}

export function judgeTrend(
  reading: TrendReading,
  held: Pick<TrailingQuestion, 'entryDate' | 'transitionWeeks'>,
): TrailingVerdict {
  const { asOf, state, close, indicator } = reading;
  if (state !== 'week_end' || close === null)
    return { verdict: unjudged(state), asOf, close, indicator: null, completedWeeks: 0 };
  const completedWeeks = reading.weeksAfter(held.entryDate);
  const seen = { asOf, close, completedWeeks };
  if (completedWeeks < held.transitionWeeks)
    return { verdict: 'in_transition', ...seen, indicator: null };
  if (indicator === undefined) return { verdict: 'warming_up', ...seen, indicator: null };
  return { verdict: close < indicator ? 'exit' : 'hold', ...seen, indicator };
}

function unjudged(state: TrendReading['state']): 'stale_data' | 'not_week_end' {
  return state === 'not_week_end' ? 'not_week_end' : 'stale_data';
}

function indicatorOf(weeks: readonly WeeklyBar[], trailing: TrailingStop): number | undefined {
  switch (trailing.kind) {
    case 'weekly_ema':
      return emaOf(
        weeks.map((week) => week.close),
        trailing.period,
      );
    case 'weekly_nweek_low':
      return lowestBeforeLast(
        weeks.map((week) => week.low),
        trailing.period,
      );
    default:
      return unreachable(trailing.kind);
  }
}
