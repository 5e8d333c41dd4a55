import type { Bar } from '../../src/domain/bar.ts';
import { sessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';

/** A bar whose open, high and low are its close unless said otherwise. */
export function bar(date: string, close: number, facts: Partial<Bar> = {}): Bar {
  return {
    date: sessionDate(date),
    open: close,
    high: close,
    low: close,
    close,
    volume: 100,
    ...facts,
  };
}

/** One bar for each session from `from` to `to`. */
export function barsBetween(
  from: string,
  to: string,
  closeOf: (date: SessionDate, index: number) => number,
): Bar[] {
  return sessionsBetween(sessionDate(from), sessionDate(to)).map((date, index) =>
    bar(date, closeOf(date, index)),
  );
}
