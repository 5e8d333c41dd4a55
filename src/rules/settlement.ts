/**
 * When the shares and dollars of a trade change hands: so many settlement days after it. Banks are closed on two days on
 * which stocks are traded, and nothing settles then.
 *
 * @see https://www.ecfr.gov/current/title-17/section-240.15c6-1 (one day from 2024-05-28, two from 2017-09-05)
 */
import { addDays, isoWeekday, sessionDate, type SessionDate } from '../domain/session-date.ts';
import { isInCalendar, isSession } from './market-calendar.ts';

/** Newest first: from that trade date on, so many days. */
const CYCLES = [
  { from: sessionDate('2024-05-28'), days: 1 },
  { from: sessionDate('2017-09-05'), days: 2 },
  { from: sessionDate('1995-06-07'), days: 3 },
] as const;
const FIRST_CYCLE_DAYS = 5;
const [MONDAY, SUNDAY] = [1, 7] as const;

/** Undefined where the calendar ends before. */
export function settlementDate(tradeDate: SessionDate): SessionDate | undefined {
  let date = tradeDate;
  const days = CYCLES.find(({ from }) => tradeDate >= from)?.days ?? FIRST_CYCLE_DAYS;
  for (let left = days; left > 0;) {
    date = addDays(date, 1);
    if (!isInCalendar(date)) return undefined;
    if (isSettlementDay(date)) left -= 1;
  }
  return date;
}

function isSettlementDay(date: SessionDate): boolean {
  return isSession(date) && !isColumbusDay(date) && !isVeteransDay(date);
}

/** The second Monday of October. */
function isColumbusDay(date: SessionDate): boolean {
  const day = Number(date.slice(8));
  return date.slice(5, 7) === '10' && isoWeekday(date) === MONDAY && day >= 8 && day <= 14;
}

/** November 11; on a Sunday it is kept on Monday, on a Saturday banks keep no other day. */
function isVeteransDay(date: SessionDate): boolean {
  if (date.slice(5) === '11-11') return true;
  return date.slice(5) === '11-12' && isoWeekday(addDays(date, -1)) === SUNDAY;
}
