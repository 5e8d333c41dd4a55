/**
 * Time as the one who runs the emulator moves it: by a duration, to an instant or a date, to the next open or close, or
 * to whatever happens next. Time never goes back.
 */
import type { Instant } from '../../src/domain/account.ts';
import { addDays, type SessionDate } from '../../src/domain/session-date.ts';
import type { BrokerEvent } from '../../src/paper-broker/paper-state.ts';
import { CALENDAR_LAST, isInCalendar } from '../../src/rules/market-calendar.ts';
import { newYorkDate, newYorkInstant, sessionHours } from '../../src/rules/new-york-time.ts';
import type { Engine } from './engine.ts';

export type TimeStep =
  | { readonly kind: 'by'; readonly milliseconds: number }
  | { readonly kind: 'to'; readonly instant: Instant }
  /** To 09:15 New York of that date: before the open, as a new account begins. */
  | { readonly kind: 'date'; readonly date: SessionDate }
  | { readonly kind: 'next-open' }
  | { readonly kind: 'next-close' }
  /** Until something happens to the account, at the latest to the next close. */
  | { readonly kind: 'next-event' };

export type TimeRefusal = { readonly kind: 'refused'; readonly message: string };
export type TimePassed = { readonly kind: 'passed'; readonly from: Instant; readonly to: Instant };

const MORNING_MINUTE = 9 * 60 + 15;

export function morningOf(date: SessionDate): Instant {
  return newYorkInstant(date, MORNING_MINUTE);
}

export function passTime(engine: Engine, step: TimeStep): TimePassed | TimeRefusal {
  const from = engine.now();
  const to = step.kind === 'next-event' ? nextClose(from) : instantOf(from, step);
  if (to === undefined || !isInCalendar(newYorkDate(to))) {
    return refused(`the calendar ends on ${CALENDAR_LAST}`);
  }
  if (to < from) return refused(`time runs forward: it is ${new Date(from).toISOString()} already`);
  if (step.kind === 'next-event') advanceToEvent(engine, to);
  else engine.advanceTo(to);
  return { kind: 'passed', from, to: engine.now() };
}

/** From moment to moment of the market's days, until the first at which something happens. */
function advanceToEvent(engine: Engine, latest: Instant): void {
  let happened: readonly BrokerEvent[] = [];
  while (happened.length === 0 && engine.now() < latest) {
    happened = engine.advanceTo(Math.min(engine.nextMoment(), latest));
  }
}

function instantOf(
  now: Instant,
  step: Exclude<TimeStep, { readonly kind: 'next-event' }>,
): Instant | undefined {
  switch (step.kind) {
    case 'by':
      return now + step.milliseconds;
    case 'to':
      return step.instant;
    case 'date':
      return morningOf(step.date);
    case 'next-open':
      return nextHour(now, 'open');
    case 'next-close':
      return nextClose(now);
  }
}

function nextClose(now: Instant): Instant | undefined {
  return nextHour(now, 'close');
}

/** Undefined where the calendar ends. */
function nextHour(now: Instant, which: 'open' | 'close'): Instant | undefined {
  for (let date = newYorkDate(now); isInCalendar(date); date = addDays(date, 1)) {
    const hours = sessionHours(date);
    if (hours !== undefined && now < hours[which]) return hours[which];
  }
  return undefined;
}

function refused(message: string): TimeRefusal {
  return { kind: 'refused', message };
}
