import type { ExplainedWeek } from '../domain/explanation.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { judgeTrend, type TrendReading } from '../rules/trailing-stop.ts';

export type HeldSince = { readonly entryDate: SessionDate; readonly transitionWeeks: number };

/** What the trailing stop saw at each week's end of these sessions, and what it said, by the rule itself. */
export function explainWeeks(
  sessions: readonly SessionDate[],
  trendOf: (session: SessionDate) => TrendReading,
  held: HeldSince,
): ExplainedWeek[] {
  return sessions.flatMap((session) => {
    const reading = trendOf(session);
    if (reading.state !== 'week_end') return [];
    const { verdict, close, completedWeeks } = judgeTrend(
      reading,
      held.entryDate,
      held.transitionWeeks,
    );
    const indicator = reading.indicator ?? null;
    return [{ weekEnding: session, close, indicator, completedWeeks, verdict }];
  });
}
