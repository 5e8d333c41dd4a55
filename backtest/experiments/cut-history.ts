/** The past as it was on the evening of `last`: whoever trains on a span sees no bar after it. */
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { PriceHistory } from '../price-history.ts';

export function cutHistory(history: PriceHistory, last: SessionDate): PriceHistory {
  const sessions = history.sessions.filter((session) => session <= last);
  const lastBars = new Map<Ticker, SessionDate | undefined>();
  const lastBarDate = (ticker: Ticker): SessionDate | undefined => {
    if (!lastBars.has(ticker)) lastBars.set(ticker, lastBarUntil(ticker, history, sessions));
    return lastBars.get(ticker);
  };
  return {
    ...history,
    sessions,
    barOn: (ticker, date) => (date > last ? undefined : history.barOn(ticker, date)),
    wholeBarOn: (ticker, date) => (date > last ? undefined : history.wholeBarOn(ticker, date)),
    firstBarFrom(ticker, date) {
      const first = history.firstBarFrom(ticker, date);
      return first === undefined || first > last ? undefined : first;
    },
    lastBarDate,
  };
}

function lastBarUntil(
  ticker: Ticker,
  history: PriceHistory,
  sessions: readonly SessionDate[],
): SessionDate | undefined {
  const whole = history.lastBarDate(ticker);
  const last = sessions.at(-1);
  if (whole === undefined || last === undefined || whole <= last) return whole;
  return sessions.findLast((session) => history.barOn(ticker, session) !== undefined);
}
