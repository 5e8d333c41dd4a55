import { invariant } from './invariant.ts';

declare const sessionDateBrand: unique symbol;

/** A calendar date in New York, `YYYY-MM-DD`. Dates compare as strings. Whether it is a session, the calendar says. */
export type SessionDate = string & { readonly [sessionDateBrand]: 'YYYY-MM-DD' };

const MS_PER_DAY = 86_400_000;
/** A bound for what hostile input could ask: a century is 36,525 days. */
const REMEMBERED = 40_000;

/** Undefined for anything but an existing date written `YYYY-MM-DD`. */
export function parseSessionDate(text: string): SessionDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  return dateOfDayNumber(dayNumber(text as SessionDate)) === text
    ? (text as SessionDate)
    : undefined;
}

/** For literals and stored dates that were checked when they were written. */
export function sessionDate(text: string): SessionDate {
  const date = parseSessionDate(text);
  invariant(date !== undefined, `not a date: ${text}`);
  return date;
}

/** The same few thousand dates are asked for over and over: each is taken apart once. */
const dayNumbers = new Map<SessionDate, number>();
/** By day number, from 1970 on. */
const datesByDay: (SessionDate | undefined)[] = [];

/** Days since 1970-01-01. */
export function dayNumber(date: SessionDate): number {
  if (date === lastAsked.date) return lastAsked.day;
  const day = dayNumbers.get(date) ?? takenApart(date);
  lastAsked.date = date;
  lastAsked.day = day;
  return day;
}

/** A whole session is decided with one and the same date. */
const lastAsked = { date: '', day: NaN };

function takenApart(date: SessionDate): number {
  const [year, month, day] = [date.slice(0, 4), date.slice(5, 7), date.slice(8, 10)].map(Number);
  const made = Date.UTC(year ?? NaN, (month ?? NaN) - 1, day) / MS_PER_DAY;
  if (dayNumbers.size < REMEMBERED) dayNumbers.set(date, made);
  return made;
}

export function dateOfDayNumber(day: number): SessionDate {
  const known = datesByDay[day];
  if (known !== undefined) return known;
  const made = new Date(day * MS_PER_DAY).toISOString().slice(0, 10) as SessionDate;
  if (day >= 0 && day < REMEMBERED) datesByDay[day] = made;
  return made;
}

export function addDays(date: SessionDate, days: number): SessionDate {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: SessionDate, to: SessionDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** The earliest of these dates and the one there is in any case. */
export function earliestOf(dates: readonly SessionDate[], inAnyCase: SessionDate): SessionDate {
  return dateOfDayNumber(Math.min(...[inAnyCase, ...dates].map(dayNumber)));
}

/** 1 Monday … 7 Sunday. */
export function isoWeekday(date: SessionDate): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** The Monday of the date's ISO week: two dates are of one week when their Mondays are equal. */
export function mondayOf(date: SessionDate): SessionDate {
  return addDays(date, 1 - isoWeekday(date));
}
