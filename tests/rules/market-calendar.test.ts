import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

import {
  addDays,
  dayNumber,
  isoWeekday,
  sessionDate,
  type SessionDate,
} from '../../src/domain/session-date.ts';
import {
  closingMinute,
  holidayName,
  isInCalendar,
  isLastSessionOfWeek,
  isSession,
  isSessionDay,
  nextSession,
  previousSession,
  sessionsBetween,
} from '../../src/rules/market-calendar.ts';
import {
  formatNewYork,
  newYorkDate,
  newYorkInstant,
  newYorkMinute,
  sessionHours,
} from '../../src/rules/new-york-time.ts';
import { fc } from '../support/fast-check.ts';

const realData = process.env['OPENBELL_REAL_DATA'];
const published = readFileSync('tests/fixtures/calendar/nyse.txt', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [year = '', kind = '', ...days] = line.split(' ');
    return { year, kind, days };
  });
const closures = published.filter(({ kind }) => kind === 'closed');
const earlyCloses = published.filter(({ kind }) => kind === 'early');

function weekdaysOf(year: string): SessionDate[] {
  const days: SessionDate[] = [];
  for (let day = sessionDate(`${year}-01-01`); day.startsWith(year); day = addDays(day, 1)) {
    if (isoWeekday(day) <= 5) days.push(day);
  }
  return days;
}

function sessionsOf(year: number | string): SessionDate[] {
  return sessionsBetween(sessionDate(`${year}-01-01`), sessionDate(`${year}-12-31`));
}

function utc(date: string, hoursOf: 'open' | 'close'): string {
  const hours = sessionHours(sessionDate(date));
  return hours === undefined ? 'no session' : new Date(hours[hoursOf]).toISOString();
}

describe('the days without a session', () => {
  it.each(closures)('are those the exchange published for $year', ({ year, days }) => {
    const closed = weekdaysOf(year).filter((day) => !isSession(day));
    expect(closed).toEqual(days.map((day) => `${year}-${day}`));
  });

  it.each([
    [2001, 248],
    [2012, 250],
    [2015, 252],
    [2018, 251],
    [2020, 253],
    [2024, 252],
    [2025, 250],
  ])('leave %i with %i sessions', (year, count) => {
    expect(sessionsOf(year)).toHaveLength(count);
  });

  it('are all weekends of all years', () => {
    const last = sessionDate('2035-12-31');
    for (let day = sessionDate('1990-01-06'); day <= last; day = addDays(day, 7)) {
      expect(isSession(day), day).toBe(false);
      if (day < last) expect(isSession(addDays(day, 1)), day).toBe(false);
    }
  });

  it.each([
    ['2010-12-31', 'a New Year’s Day on a Saturday moves nothing'],
    ['2021-12-31', 'a New Year’s Day on a Saturday moves nothing'],
    ['2021-06-18', 'Juneteenth was not kept in 2021'],
    ['2021-06-21', 'Juneteenth was not kept in 2021'],
    ['1997-01-20', 'Martin Luther King Jr. Day is kept from 1998'],
    ['2012-10-31', 'the exchange opened after the hurricane'],
    ['2001-09-17', 'the exchange opened after the attacks'],
    ['2024-11-05', 'elections close nothing'],
    ['2015-10-12', 'Columbus Day closes nothing'],
    ['2015-11-11', 'Veterans Day closes nothing'],
  ])('do not include %s: %s', (day) => {
    expect(isSession(sessionDate(day))).toBe(true);
  });

  it('have names, and sessions have none', () => {
    expect(holidayName(sessionDate('2015-04-03'))).toBe('Good Friday');
    expect(holidayName(sessionDate('2012-10-29'))).toBe('Hurricane Sandy');
    expect(holidayName(sessionDate('2022-06-20'))).toBe('Juneteenth');
    expect(holidayName(sessionDate('2015-10-23'))).toBeUndefined();
  });

  it('are not guessed outside the years of the calendar', () => {
    expect(isInCalendar(sessionDate('1989-12-29'))).toBe(false);
    expect(() => isSession(sessionDate('2036-01-02'))).toThrow('the calendar covers 1990-01-01');
  });
});

describe('the sessions that end early', () => {
  it.each(earlyCloses)('are those the exchange published for $year', ({ year, days }) => {
    const early = sessionsOf(year)
      .filter((day) => closingMinute(day) !== 16 * 60)
      .map((day) => {
        const minute = closingMinute(day);
        return `${day.slice(5)}=${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
      });
    expect(early).toEqual(days.map((day) => (day.includes('=') ? day : `${day}=13:00`)));
  });

  it.each([
    ['2024-07-03', '2024-07-03T17:00:00.000Z'],
    ['2021-11-26', '2021-11-26T18:00:00.000Z'],
    ['1992-11-27', '1992-11-27T19:00:00.000Z'],
    ['1992-12-24', '1992-12-24T19:00:00.000Z'],
    ['2021-12-23', '2021-12-23T21:00:00.000Z'],
    ['2015-07-02', '2015-07-02T20:00:00.000Z'],
  ])('show it in the instant of the close: %s', (day, close) => {
    expect(utc(day, 'close')).toBe(close);
  });

  it('do not include a Christmas Eve that is closed', () => {
    expect(sessionHours(sessionDate('2021-12-24'))).toBeUndefined();
  });
});

describe('New York time', () => {
  it.each([
    ['2015-03-06', '2015-03-06T14:30:00.000Z'],
    ['2015-03-09', '2015-03-09T13:30:00.000Z'],
    ['2015-10-30', '2015-10-30T13:30:00.000Z'],
    ['2015-11-02', '2015-11-02T14:30:00.000Z'],
    ['2006-04-03', '2006-04-03T13:30:00.000Z'],
    ['2006-10-30', '2006-10-30T14:30:00.000Z'],
  ])('opens %s at %s, summer and winter', (day, open) => {
    expect(utc(day, 'open')).toBe(open);
  });

  it('names the date and the minute that New York clocks show', () => {
    const lateEvening = Date.UTC(2015, 9, 24, 3, 59, 59);
    expect([newYorkDate(lateEvening), newYorkMinute(lateEvening)]).toEqual(['2015-10-23', 1439]);
    expect(newYorkDate(lateEvening + 1_000)).toBe('2015-10-24');
    expect(newYorkMinute(lateEvening + 1_000)).toBe(0);
  });

  it('is written with its offset', () => {
    expect(formatNewYork(Date.UTC(2015, 9, 23, 13, 5))).toBe('2015-10-23T09:05:00-04:00');
    expect(formatNewYork(Date.UTC(2015, 10, 2, 14, 30))).toBe('2015-11-02T09:30:00-05:00');
  });

  it.each([
    ['2015-03-08T06:59:59Z', '2015-03-08T01:59:59-05:00'],
    ['2015-03-08T07:00:00Z', '2015-03-08T03:00:00-04:00'],
    ['2015-11-01T05:59:59Z', '2015-11-01T01:59:59-04:00'],
    ['2015-11-01T06:00:00Z', '2015-11-01T01:00:00-05:00'],
    ['2014-11-02T01:00:00Z', '2014-11-01T21:00:00-04:00'],
    ['1990-04-01T02:00:00Z', '1990-03-31T21:00:00-05:00'],
    ['2006-10-29T05:00:00Z', '2006-10-29T01:00:00-04:00'],
  ])('shows %s as %s, to the second around a change of the clocks', (instant, shown) => {
    expect(formatNewYork(Date.parse(instant))).toBe(shown);
  });

  it.each(['2015-03-08', '2015-11-01'])(
    'reads every half hour of %s back, but the lost one',
    (day) => {
      for (let minute = 0; minute < 1_440; minute += 30) {
        if (day === '2015-03-08' && minute >= 120 && minute < 180) continue;
        expect(newYorkMinute(newYorkInstant(sessionDate(day), minute)), `minute ${minute}`).toBe(
          minute,
        );
      }
    },
  );

  it('goes to an instant and back for every minute outside the lost hour', () => {
    const days = fc.integer({
      min: dayNumber(sessionDate('1990-01-01')),
      max: dayNumber(sessionDate('2035-12-31')),
    });
    fc.assert(
      fc.property(days, fc.integer({ min: 3 * 60, max: 1439 }), (day, minute) => {
        const date = addDays(sessionDate('1970-01-01'), day);
        const instant = newYorkInstant(date, minute);
        expect([newYorkDate(instant), newYorkMinute(instant)]).toEqual([date, minute]);
      }),
    );
  });
});

describe('stepping through sessions', () => {
  it.each([
    ['2015-04-02', true, 'the Thursday before Good Friday'],
    ['2015-04-01', false, 'the Wednesday before Good Friday'],
    ['2015-10-23', true, 'a Friday'],
    ['2015-10-22', false, 'a Thursday'],
    ['2015-04-03', false, 'Good Friday itself, no session'],
    ['2012-10-26', true, 'the Friday before two closed days'],
    ['2001-09-10', true, 'the Monday of a week that ended on it'],
    ['2015-12-31', true, 'a Thursday before a Friday New Year’s Day'],
    ['2019-12-31', false, 'a Tuesday at the end of a year'],
  ])('knows whether %s ends its week (%s): %s', (day, ends) => {
    expect(isLastSessionOfWeek(sessionDate(day))).toBe(ends);
  });

  it('passes over weekends and closures', () => {
    expect(nextSession(sessionDate('2001-09-10'))).toBe('2001-09-17');
    expect(previousSession(sessionDate('2012-10-31'))).toBe('2012-10-26');
    expect(nextSession(sessionDate('2015-04-02'))).toBe('2015-04-06');
  });

  it('goes one forward and one back to where it was', () => {
    for (const day of sessionsBetween(sessionDate('1990-02-01'), sessionDate('2035-11-30'))) {
      expect(previousSession(nextSession(day))).toBe(day);
    }
  });

  it('ends each week exactly once', () => {
    const sessions = sessionsOf(2018);
    const weeks = new Set(sessions.map((day) => addDays(day, 1 - isoWeekday(day))));
    // 2018-12-31 is the Monday of a week that ends in 2019.
    expect(sessions.filter(isLastSessionOfWeek)).toHaveLength(weeks.size - 1);
  });
});

describe('the time zone of the host', () => {
  const zones = [
    'UTC',
    'Asia/Tokyo',
    'America/Los_Angeles',
    'Europe/London',
    'Australia/Lord_Howe',
  ];
  let program = '';

  /** A process of its own for each zone: nothing is remembered from another one. */
  function answersIn(zone: string): { readonly host: string; readonly digest: string } {
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    });
    const [host = '', digest = ''] = output.trim().split(' ');
    return { host, digest };
  }

  beforeAll(async () => {
    const bundle = await build({
      entryPoints: ['tests/fixtures/calendar/print-digest.ts'],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
    });
    program = bundle.outputFiles[0]?.text ?? '';
  });

  it('changes no session, open, close, date or minute', () => {
    const answers = zones.map(answersIn);
    expect(new Set(answers.map(({ host }) => host)).size, 'zones in effect').toBe(zones.length);
    expect(answers[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(answers.map(({ digest }) => digest)).size, 'answers').toBe(1);
  });
});

describe.skipIf(realData === undefined)('real bars (skipped without OPENBELL_REAL_DATA)', () => {
  it('exist on exactly the sessions of the calendar', () => {
    const [first, last] = [sessionDate('2013-02-08'), sessionDate('2018-02-07')];
    const folder = join(realData ?? '', 'prices');
    const files = readdirSync(folder)
      .filter((name) => name !== 'corporate_actions.csv')
      .map((name) => readFileSync(join(folder, name), 'utf8').matchAll(/^\d{4}-\d{2}-\d{2}/gm))
      .map((dates) => new Set([...dates].map(([date]) => date)))
      .filter((dates) => dates.has(first) && dates.has(last));
    const count = new Map<string, number>();
    for (const date of files.flatMap((dates) => [...dates])) {
      count.set(date, (count.get(date) ?? 0) + 1);
    }
    const traded = [...count]
      .filter(([date, n]) => date >= first && date <= last && n >= 0.9 * files.length)
      .map(([date]) => date)
      .sort();
    const sessions = new Set<string>(sessionsBetween(first, last));
    const differences = [...new Set([...traded, ...sessions])].filter(
      (date) => sessions.has(date) !== traded.includes(date),
    );
    expect(differences, `${files.length} files, ${traded.length} days`).toEqual([]);
    expect(traded).toHaveLength(1_259);
  });
});

describe('a session by its day number', () => {
  it('is one by its date, asked once or again, and none outside of the calendar', () => {
    const numberOf = (text: string) => dayNumber(sessionDate(text));
    for (let time = 0; time < 2; time += 1) {
      expect(isSessionDay(numberOf('2015-10-23'))).toBe(true);
      expect(isSessionDay(numberOf('2015-10-24'))).toBe(false);
      expect(isSessionDay(numberOf('2015-12-25'))).toBe(false);
    }
    expect(isSessionDay(-1_000_000)).toBe(false);
  });
});
