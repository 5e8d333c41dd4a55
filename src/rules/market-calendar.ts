/**
 * Sessions of the New York Stock Exchange (XNYS), 1990–2035, and the minute at which each closes.
 * Holidays are rules, occasions are a table (`market-closures.ts`). Whether a week is complete is a question to this
 * calendar, never to the length of a list of bars. The results do not depend on the host's time zone.
 *
 * @see https://www.nyse.com/markets/hours-calendars
 */
import { invariant } from '../domain/invariant.ts';
import {
  addDays,
  dateOfDayNumber,
  dayNumber,
  isoWeekday,
  mondayOf,
  sessionDate,
  type SessionDate,
} from '../domain/session-date.ts';
import { UNSCHEDULED_CLOSURES, UNSCHEDULED_EARLY_CLOSES } from './market-closures.ts';

export const CALENDAR_FIRST = sessionDate('1990-01-01');
export const CALENDAR_LAST = sessionDate('2035-12-31');

const FIRST_DAY = dayNumber(CALENDAR_FIRST);
const [UNKNOWN, IS_SESSION, NO_SESSION] = [0, 1, 2] as const;
const sessionByDay = new Uint8Array(dayNumber(CALENDAR_LAST) - FIRST_DAY + 1);

const MS_PER_DAY = 86_400_000;
const [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY] = [
  1, 2, 3, 4, 5, 6, 7,
] as const;

export function isInCalendar(date: SessionDate): boolean {
  return date >= CALENDAR_FIRST && date <= CALENDAR_LAST;
}

/** The name of the weekday closure on that date; undefined on sessions and weekends. */
export function holidayName(date: SessionDate): string | undefined {
  const unscheduled = UNSCHEDULED_CLOSURES[date];
  return unscheduled ?? holidaysOf(yearOf(date)).get(date);
}

export function isSession(date: SessionDate): boolean {
  const known = sessionByDate.get(date);
  if (known !== undefined) return known;
  invariant(
    isInCalendar(date),
    `the calendar covers ${CALENDAR_FIRST} to ${CALENDAR_LAST}, asked for ${date}`,
  );
  const session = isoWeekday(date) < SATURDAY && holidayName(date) === undefined;
  sessionByDate.set(date, session);
  return session;
}

/** There are at most 16,802 dates to remember. */
const sessionByDate = new Map<string, boolean>();

/** `isSession` by day number, for readers of price files: asked for every row. False outside of the calendar. */
export function isSessionDay(day: number): boolean {
  const at = day - FIRST_DAY;
  const known = sessionByDay[at];
  if (known === undefined) return false;
  if (known !== UNKNOWN) return known === IS_SESSION;
  const session = isSession(dateOfDayNumber(day));
  sessionByDay[at] = session ? IS_SESSION : NO_SESSION;
  return session;
}

/** Minutes after midnight New York at which the session closes: 16:00, or earlier. */
export function closingMinute(date: SessionDate): number {
  const year = yearOf(date);
  const monthDay = date.slice(5);
  const weekday = isoWeekday(date);
  if (UNSCHEDULED_EARLY_CLOSES[date] !== undefined) return 13 * 60;
  const afterThanksgiving = addDays(nthWeekday(year, 11, THURSDAY, 4), 1);
  if (date === afterThanksgiving && year >= 1992) return year === 1992 ? 14 * 60 : 13 * 60;
  if (monthDay === '12-24' && weekday <= THURSDAY) return year >= 1993 ? 13 * 60 : 14 * 60;
  if (monthDay === '07-03' && isEarlyJulyThird(year, weekday)) return 13 * 60;
  if (monthDay === '07-05' && weekday === FRIDAY && year >= 1995 && year <= 2012) return 13 * 60;
  return 16 * 60;
}

function isEarlyJulyThird(year: number, weekday: number): boolean {
  if (weekday === MONDAY || weekday === TUESDAY || weekday === THURSDAY) return year >= 1995;
  return weekday === WEDNESDAY && year >= 2013;
}

/** The sessions from `from` to `to`, both included. */
export function sessionsBetween(from: SessionDate, to: SessionDate): SessionDate[] {
  const sessions: SessionDate[] = [];
  for (let day = dayNumber(from); day <= dayNumber(to); day += 1) {
    const date = dateOfDayNumber(day);
    if (isSession(date)) sessions.push(date);
  }
  return sessions;
}

/** The last session before `date`. */
export function previousSession(date: SessionDate): SessionDate {
  let candidate = addDays(date, -1);
  while (!isSession(candidate)) candidate = addDays(candidate, -1);
  return candidate;
}

/** The first session after `date`. */
export function nextSession(date: SessionDate): SessionDate {
  let candidate = addDays(date, 1);
  while (!isSession(candidate)) candidate = addDays(candidate, 1);
  return candidate;
}

/** Whether `date` is the last session of its ISO week: a Thursday when the Friday is a holiday. */
export function isLastSessionOfWeek(date: SessionDate): boolean {
  if (date === lastAsked.date) return lastAsked.isWeekEnd;
  lastAsked.date = date;
  lastAsked.isWeekEnd = weekEndByDate.get(date) ?? decideWeekEnd(date);
  return lastAsked.isWeekEnd;
}

/** A whole book is asked about one and the same session. */
const lastAsked = { date: '', isWeekEnd: false };

function decideWeekEnd(date: SessionDate): boolean {
  const isWeekEnd = isSession(date) && mondayOf(nextSession(date)) !== mondayOf(date);
  weekEndByDate.set(date, isWeekEnd);
  return isWeekEnd;
}

const weekEndByDate = new Map<SessionDate, boolean>();

function yearOf(date: SessionDate): number {
  return Number(date.slice(0, 4));
}

const holidayCache = new Map<number, ReadonlyMap<SessionDate, string>>();

function holidaysOf(year: number): ReadonlyMap<SessionDate, string> {
  const known = holidayCache.get(year);
  if (known !== undefined) return known;
  const holidays = new Map(scheduledHolidays(year));
  holidayCache.set(year, holidays);
  return holidays;
}

function scheduledHolidays(year: number): [SessionDate, string][] {
  const newYear = dateOf(year, 1, 1);
  // A New Year's Day on a Saturday is not observed on the Friday before: that Friday ends the old year's accounts.
  const observedNewYear = isoWeekday(newYear) === SUNDAY ? addDays(newYear, 1) : newYear;
  const holidays: [SessionDate, string][] = [
    [observedNewYear, "New Year's Day"],
    [nthWeekday(year, 2, MONDAY, 3), "Washington's Birthday"],
    [addDays(easterSunday(year), -2), 'Good Friday'],
    [lastOfMay(year, MONDAY), 'Memorial Day'],
    [observed(dateOf(year, 7, 4)), 'Independence Day'],
    [nthWeekday(year, 9, MONDAY, 1), 'Labor Day'],
    [nthWeekday(year, 11, THURSDAY, 4), 'Thanksgiving'],
    [observed(dateOf(year, 12, 25)), 'Christmas'],
  ];
  if (year >= 1998) holidays.push([nthWeekday(year, 1, MONDAY, 3), 'Martin Luther King Jr. Day']);
  if (year >= 2022) holidays.push([observed(dateOf(year, 6, 19)), 'Juneteenth']);
  return holidays;
}

function dateOf(year: number, month: number, day: number): SessionDate {
  return dateOfDayNumber(Date.UTC(year, month - 1, day) / MS_PER_DAY);
}

/** Saturday's holiday is kept on Friday, Sunday's on Monday. */
function observed(date: SessionDate): SessionDate {
  if (isoWeekday(date) === SATURDAY) return addDays(date, -1);
  return isoWeekday(date) === SUNDAY ? addDays(date, 1) : date;
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): SessionDate {
  const first = dateOf(year, month, 1);
  return addDays(first, ((weekday - isoWeekday(first) + 7) % 7) + 7 * (nth - 1));
}

function lastOfMay(year: number, weekday: number): SessionDate {
  const last = dateOf(year, 5, 31);
  return addDays(last, -((isoWeekday(last) - weekday + 7) % 7));
}

/** Gregorian Easter by the anonymous algorithm (Meeus, Astronomical Algorithms, ch. 8). */
function easterSunday(year: number): SessionDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d =
    (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return dateOf(year, Math.floor(f / 31), (f % 31) + 1);
}
