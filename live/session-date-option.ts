import { CommandError } from '../src/domain/outcome.ts';
import { parseSessionDate, type SessionDate } from '../src/domain/session-date.ts';
import { CALENDAR_FIRST, CALENDAR_LAST, isInCalendar } from '../src/rules/market-calendar.ts';

/** A date from the command line, within the calendar. */
export function dateOption(text: string): SessionDate {
  const date = parseSessionDate(text);
  if (date === undefined)
    throw new CommandError('usage', `${text} is no date`, 'write it as YYYY-MM-DD');
  if (isInCalendar(date)) return date;
  throw new CommandError(
    'usage',
    `${text} lies outside the calendar`,
    `dates from ${CALENDAR_FIRST} to ${CALENDAR_LAST} are known`,
  );
}
