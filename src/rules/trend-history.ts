/**
 * What a stock's whole history says at each of its week ends: the reading of the reference profile. Its week ends are
 * the last bars of their weeks, its average starts at the first bar and is rounded at every step.
 */
import { dateAt, wholeOf, type BarSeries, type BarWindow } from '../domain/bar-series.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { TrailingStop } from '../domain/strategy.ts';
import { lowestBeforeLast, roundedEmaSeries } from './indicators.ts';
import { countAfter, type TrendReading } from './trailing-stop.ts';
import { weekStarts, weeklyCloses, weeklyLows } from './weekly-bars.ts';

/** By the last bar of each week. The bars are adjusted and end where the data end. */
export function weekEndReadings(
  series: BarSeries,
  trailing: TrailingStop,
): ReadonlyMap<SessionDate, TrendReading> {
  const bars = wholeOf(series);
  const starts = weekStarts(bars);
  const closes = weeklyCloses(bars, starts);
  const indicators = indicatorsOf(bars, starts, closes, trailing);
  return new Map(
    closes.map((close, at): [SessionDate, TrendReading] => {
      const asOf = dateAt(series, (starts[at + 1] ?? bars.end) - 1);
      const weeksAfter = (entryDate: SessionDate): number =>
        countAfter(bars, starts, at + 1, entryDate);
      return [asOf, { asOf, state: 'week_end', close, indicator: indicators[at], weeksAfter }];
    }),
  );
}

/** One for each week; undefined before the indicator has enough of them. */
function indicatorsOf(
  bars: BarWindow,
  starts: readonly number[],
  closes: readonly number[],
  { kind, period }: TrailingStop,
): (number | undefined)[] {
  if (kind === 'weekly_nweek_low') {
    const lows = weeklyLows(bars, starts);
    return lows.map((_, at) =>
      lowestBeforeLast(lows.slice(Math.max(0, at - period), at + 1), period),
    );
  }
  const averages = roundedEmaSeries(closes, period);
  return closes.map((_, at) => averages[at - period + 1]);
}
