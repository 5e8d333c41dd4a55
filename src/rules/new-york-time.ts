/**
 * New York wall time, and the sessions with their open and close as instants. The results do not depend on the host's
 * time zone. Apart from the calendar of dates, because time zones cost a start-up that most of the past does not need.
 */
import { formatInTimeZone } from 'date-fns-tz';

import type { Instant, SessionHours } from '../domain/account.ts';
import { invariant } from '../domain/invariant.ts';
import { dateOfDayNumber, dayNumber, type SessionDate } from '../domain/session-date.ts';
import { closingMinute, isSession } from './market-calendar.ts';

const NEW_YORK = 'America/New_York';
const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** Open and close of a session as instants; undefined when the date is no session. */
export function sessionHours(date: SessionDate): SessionHours | undefined {
  if (!isSession(date)) return undefined;
  return {
    date,
    open: newYorkInstant(date, 9 * 60 + 30),
    close: newYorkInstant(date, closingMinute(date)),
  };
}

/** The instant at which New York clocks show that many minutes after midnight of `date`. */
export function newYorkInstant(date: SessionDate, minuteOfDay: number): Instant {
  const asIfUtc = dayNumber(date) * MS_PER_DAY + minuteOfDay * MS_PER_MINUTE;
  const guess = asIfUtc - newYorkOffset(asIfUtc);
  return asIfUtc - newYorkOffset(guess);
}

/** The date New York clocks show at that instant. */
export function newYorkDate(instant: Instant): SessionDate {
  return dateOfDayNumber(Math.floor((instant + newYorkOffset(instant)) / MS_PER_DAY));
}

/** Minutes after midnight that New York clocks show at that instant; seconds are cut off. */
export function newYorkMinute(instant: Instant): number {
  const local = instant + newYorkOffset(instant);
  return Math.floor((local - Math.floor(local / MS_PER_DAY) * MS_PER_DAY) / MS_PER_MINUTE);
}

/** RFC 3339 in New York time with its offset: `2015-10-23T09:05:00-04:00`. */
export function formatNewYork(instant: Instant): string {
  const offset = newYorkOffset(instant);
  const hours = String(-offset / (60 * MS_PER_MINUTE)).padStart(2, '0');
  return `${new Date(instant + offset).toISOString().slice(0, 19)}-${hours}:00`;
}

const offsetByHour = new Map<number, number>();

/**
 * Milliseconds New York is ahead of UTC (negative). It changes on whole UTC hours only, so an hour is the cache key.
 * The offset is read from a formatted instant: `getTimezoneOffset` of the same package takes its argument for a wall
 * time of the host, and is off by an hour around each change of the clocks.
 */
function newYorkOffset(instant: Instant): number {
  const hour = Math.floor(instant / (60 * MS_PER_MINUTE));
  const known = offsetByHour.get(hour);
  if (known !== undefined) return known;
  const shown = formatInTimeZone(new Date(hour * 60 * MS_PER_MINUTE), NEW_YORK, 'xxx');
  const match = /^(-\d{2}):00$/.exec(shown);
  invariant(match !== null, `no offset of ${NEW_YORK} at ${instant}: ${shown}`);
  const offset = Number(match[1]) * 60 * MS_PER_MINUTE;
  offsetByHour.set(hour, offset);
  return offset;
}
