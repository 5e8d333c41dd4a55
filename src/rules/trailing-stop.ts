/**
 * The weekly trailing stop. The verdict is taken as of the last completed session and executed at the next open, in
 * live and in the backtest alike: asking about the session that is about to open would never find a week's end.
 */
import type { Bar } from '../domain/bar.ts';
import { unreachable } from '../domain/invariant.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { TrailingVerdict } from '../domain/signal.ts';
import type { TrailingStop } from '../domain/strategy.ts';
import { emaOf, lowestBeforeLast } from './indicators.ts';
import { isLastSessionOfWeek } from './market-calendar.ts';
import { weeklyBars, type WeeklyBar } from './weekly-bars.ts';

export type TrailingQuestion = {
  /** Up to and including `asOf`, in the share terms of `asOf`, ascending. */
  readonly bars: readonly Bar[];
  readonly asOf: SessionDate;
  readonly entryDate: SessionDate;
  readonly trailing: TrailingStop;
  readonly transitionWeeks: number;
};

export function checkTrailingStop(question: TrailingQuestion): TrailingVerdict {
  const { bars, asOf } = question;
  const last = bars.at(-1);
  const none = { asOf, close: null, indicator: null, completedWeeks: 0 };
  // A missing bar is not a flat price.
  if (last?.date !== asOf) return { verdict: 'stale_data', ...none };
  if (!isLastSessionOfWeek(asOf)) return { verdict: 'not_week_end', ...none, close: last.close };

  const weeks = weeklyBars(bars);
  // The week of the entry never counts.
  const completedWeeks = weeks.filter((week) => week.weekStart > question.entryDate).length;
  const seen = { asOf, close: last.close, completedWeeks };
  if (completedWeeks < question.transitionWeeks)
    return { verdict: 'in_transition', ...seen, indicator: null };
  const indicator = indicatorOf(weeks, question.trailing);
  if (indicator === undefined) return { verdict: 'warming_up', ...seen, indicator: null };
  return { verdict: last.close < indicator ? 'exit' : 'hold', ...seen, indicator };
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
