import type { Instant } from '../../src/domain/account.ts';
import type { CalendarQuery } from '../../src/contracts/alpaca-queries.ts';
import { addDays, type SessionDate } from '../../src/domain/session-date.ts';
import { currentOrNextSession, tradingPhase } from '../../src/paper-broker/session-times.ts';
import {
  CALENDAR_FIRST,
  CALENDAR_LAST,
  closingMinute,
  nextSession,
  sessionsBetween,
} from '../../src/rules/market-calendar.ts';
import { formatNewYork, sessionHours } from '../../src/rules/new-york-time.ts';
import { settlementDate } from '../../src/rules/settlement.ts';
import type { WireObject } from './replies.ts';

/** After-hours trading goes on for four hours. */
const AFTER_HOURS_MINUTES = 4 * 60;
const MS_PER_SECOND = 1000;
/** Five settlement days with the longest of weekends between them. */
const LONGEST_SETTLEMENT_DAYS = 14;

export function wireClock(now: Instant): WireObject {
  const isOpen = tradingPhase(now) === 'core';
  const session = currentOrNextSession(now);
  const nextOpen = isOpen ? sessionHours(nextSession(session.date)) : session;
  return {
    timestamp: withNanoseconds(now),
    is_open: isOpen,
    next_open: nextOpen === undefined ? null : formatNewYork(nextOpen.open),
    next_close: formatNewYork(session.close),
  };
}

/** Within a second Alpaca's clock has nine digits after the point: more than a JavaScript date can hold. */
function withNanoseconds(now: Instant): string {
  const text = formatNewYork(now);
  const milliseconds = now % MS_PER_SECOND;
  if (milliseconds === 0) return text;
  return `${text.slice(0, 19)}.${String(milliseconds).padStart(3, '0')}000000${text.slice(19)}`;
}

/** The sessions asked for, as far as the calendar goes. */
export function wireCalendar(query: CalendarQuery): readonly WireObject[] {
  const from = query.start ?? CALENDAR_FIRST;
  const to = query.end ?? CALENDAR_LAST;
  const first = from < CALENDAR_FIRST ? CALENDAR_FIRST : from;
  const last = to > CALENDAR_LAST ? CALENDAR_LAST : to;
  if (query.dateType === 'TRADING') return sessionsBetween(first, last).map(wireSession);
  // What settles in the span was traded before it.
  const earliest = addDays(first, -LONGEST_SETTLEMENT_DAYS);
  return sessionsBetween(earliest < CALENDAR_FIRST ? CALENDAR_FIRST : earliest, last)
    .filter((date) => {
      const settled = settlementDate(date);
      return settled !== undefined && settled >= first && settled <= last;
    })
    .map(wireSession);
}

function wireSession(date: SessionDate): WireObject {
  const close = closingMinute(date);
  return {
    date,
    open: '09:30',
    close: wallTime(close, ':'),
    session_open: '0400',
    session_close: wallTime(close + AFTER_HOURS_MINUTES, ''),
    settlement_date: settlementDate(date) ?? null,
  };
}

function wallTime(minuteOfDay: number, separator: string): string {
  const [hour, minute] = [Math.floor(minuteOfDay / 60), minuteOfDay % 60];
  return `${String(hour).padStart(2, '0')}${separator}${String(minute).padStart(2, '0')}`;
}
