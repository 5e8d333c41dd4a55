import type { Instant } from '../../src/domain/account.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { currentOrNextSession, tradingPhase } from '../../src/paper-broker/session-times.ts';
import {
  CALENDAR_FIRST,
  CALENDAR_LAST,
  closingMinute,
  nextSession,
  sessionsBetween,
} from '../../src/rules/market-calendar.ts';
import { formatNewYork, sessionHours } from '../../src/rules/new-york-time.ts';
import type { WireObject } from './replies.ts';

/** After-hours trading goes on for four hours. */
const AFTER_HOURS_MINUTES = 4 * 60;

export function wireClock(now: Instant): WireObject {
  const isOpen = tradingPhase(now) === 'core';
  const session = currentOrNextSession(now);
  const nextOpen = isOpen ? sessionHours(nextSession(session.date)) : session;
  return {
    timestamp: formatNewYork(now),
    is_open: isOpen,
    next_open: nextOpen === undefined ? null : formatNewYork(nextOpen.open),
    next_close: formatNewYork(session.close),
  };
}

/** The sessions from `from` to `to`, both included, as far as the calendar goes. */
export function wireCalendar(from: SessionDate, to: SessionDate): readonly WireObject[] {
  const first = from < CALENDAR_FIRST ? CALENDAR_FIRST : from;
  const last = to > CALENDAR_LAST ? CALENDAR_LAST : to;
  return sessionsBetween(first, last).map((date) => {
    const close = closingMinute(date);
    return {
      date,
      open: '09:30',
      close: wallTime(close, ':'),
      session_open: '0400',
      session_close: wallTime(close + AFTER_HOURS_MINUTES, ''),
    };
  });
}

function wallTime(minuteOfDay: number, separator: string): string {
  const [hour, minute] = [Math.floor(minuteOfDay / 60), minuteOfDay % 60];
  return `${String(hour).padStart(2, '0')}${separator}${String(minute).padStart(2, '0')}`;
}
