/**
 * What a stock's whole history says at each of its week ends: the reading of the reference profile. Its week ends are
 * the last bars of their weeks, its average starts at the first bar and is rounded at every step.
 */
import type { BarSeries } from '../domain/bar-series.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { TrailingStop } from '../domain/strategy.ts';
import { lowestBeforeLast, roundedEmaSeries } from './indicators.ts';
import { countAfter, type TrendReading } from './trailing-stop.ts';
import { weeklyBars, type WeeklyBar } from './weekly-bars.ts';

/** By the last bar of each week. `bars` are adjusted and end where the data end. */
export function weekEndReadings(
  bars: BarSeries,
  trailing: TrailingStop,
): ReadonlyMap<SessionDate, TrendReading> {
  const weeks = weeklyBars(bars);
  const indicators = indicatorsOf(weeks, trailing);
  return new Map(
    weeks.map(({ weekEnding, close }, at): [SessionDate, TrendReading] => [
      weekEnding,
      {
        asOf: weekEnding,
        state: 'week_end',
        close,
        indicator: indicators[at],
        weeksAfter: (entryDate) => countAfter(weeks, at + 1, entryDate),
      },
    ]),
  );
}

/** One for each week; undefined before the indicator has enough of them. */
function indicatorsOf(
  weeks: readonly WeeklyBar[],
  { kind, period }: TrailingStop,
): (number | undefined)[] {
  if (kind === 'weekly_nweek_low') {
    const lows = weeks.map(({ low }) => low);
    return lows.map((_, at) =>
      lowestBeforeLast(lows.slice(Math.max(0, at - period), at + 1), period),
    );
  }
  const series = roundedEmaSeries(
    weeks.map(({ close }) => close),
    period,
  );
  return weeks.map((_, at) => series[at - period + 1]);
}
