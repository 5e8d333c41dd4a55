import { describe, expect, it } from 'vitest';

import type { Bar } from '../../src/domain/bar.ts';
import { seriesOf, wholeOf } from '../../src/domain/bar-series.ts';
import { sessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { isLastSessionOfWeek, sessionsBetween } from '../../src/rules/market-calendar.ts';
import { checkTrailingStop, type TrailingQuestion } from '../../src/rules/trailing-stop.ts';
import { barsBetween } from './sample-bars.ts';

const EMA10 = { kind: 'weekly_ema', period: 10 } as const;
const LOW4 = { kind: 'weekly_nweek_low', period: 4 } as const;

type Question = Partial<Omit<TrailingQuestion, 'asOf' | 'entryDate'>> & {
  readonly entryDate?: string;
};

function ask(bars: readonly Bar[], asOf: string, question: Question = {}) {
  return checkTrailingStop({
    bars: wholeOf(seriesOf(bars.filter(({ date }) => date <= asOf))),
    asOf: sessionDate(asOf),
    trailing: EMA10,
    transitionWeeks: 2,
    ...question,
    entryDate: sessionDate(question.entryDate ?? '2015-01-05'),
  });
}

/** 100 through the Good Friday week, then `late`. */
const falling = (from: string, late: number) => (date: SessionDate) => (date >= from ? late : 100);

describe('the trailing verdict', () => {
  it('sells when the week closes below its average', () => {
    // Mondays January 5 to March 30: 13 weeks. Twelve closes of 100 average 100; the 13th is 90:
    // 90·(2/11) + 100·(9/11) = 98.1818…
    const verdict = ask(
      barsBetween('2015-01-05', '2015-04-02', falling('2015-03-30', 90)),
      '2015-04-02',
    );
    expect(verdict).toMatchObject({ verdict: 'exit', close: 90, completedWeeks: 12 });
    expect(verdict.indicator).toBeCloseTo(98.181_818_181_8, 9);
  });

  it('holds at the average itself: only below it is below', () => {
    const flat = barsBetween('2015-01-05', '2015-04-02', () => 100);
    expect(ask(flat, '2015-04-02')).toMatchObject({ verdict: 'hold', close: 100, indicator: 100 });
  });

  it('is taken on the Thursday before Good Friday, and not on the Wednesday', () => {
    const bars = barsBetween('2015-01-05', '2015-04-02', falling('2015-03-30', 90));
    expect(ask(bars, '2015-04-01').verdict).toBe('not_week_end');
    expect(ask(bars, '2015-04-02').verdict).toBe('exit');
  });

  it('is taken on the Friday after Thanksgiving, and not on the Wednesday before', () => {
    const bars = barsBetween('2015-08-03', '2015-11-27', falling('2015-11-23', 90));
    const held = { entryDate: '2015-08-03' };
    expect(ask(bars, '2015-11-25', held).verdict).toBe('not_week_end');
    expect(ask(bars, '2015-11-27', held).verdict).toBe('exit');
  });

  it('asks the calendar for the end of the week, not the list: a list cut at any day ends nothing', () => {
    const bars = barsBetween('2015-01-05', '2015-12-31', (_date, index) => 200 - index / 2);
    for (const session of sessionsBetween(sessionDate('2015-06-01'), sessionDate('2015-12-31')))
      expect(ask(bars, session).verdict, session).toBe(
        isLastSessionOfWeek(session) ? 'exit' : 'not_week_end',
      );
  });

  describe('asks in this order:', () => {
    const bars = barsBetween('2015-01-05', '2015-04-02', falling('2015-03-30', 90));

    it('first, whether there is a bar at all: a missing bar is not a flat price', () => {
      const gone = bars.filter(({ date }) => date !== '2015-04-02');
      const verdict = ask(gone, '2015-04-02', { entryDate: '2015-04-01' });
      expect(verdict).toEqual({
        verdict: 'stale_data',
        asOf: '2015-04-02',
        close: null,
        indicator: null,
        completedWeeks: 0,
      });
      expect(ask([], '2015-04-02').verdict).toBe('stale_data');
      expect(ask(gone.slice(0, -1), '2015-04-01').verdict).toBe('stale_data');
    });

    it('then, whether the week has ended, though the position is young', () => {
      expect(ask(bars, '2015-03-31', { entryDate: '2015-03-30' })).toMatchObject({
        verdict: 'not_week_end',
        close: 90,
        indicator: null,
      });
    });

    it('then, whether enough weeks have passed since the entry, though there is no average', () => {
      const few = bars.filter(({ date }) => date >= '2015-03-23');
      expect(ask(few, '2015-04-02', { entryDate: '2015-03-23' })).toMatchObject({
        verdict: 'in_transition',
        completedWeeks: 1,
        indicator: null,
      });
    });

    it('then, whether there is an average', () => {
      const nine = bars.filter(({ date }) => date >= '2015-02-02');
      expect(ask(nine, '2015-04-02')).toMatchObject({
        verdict: 'warming_up',
        completedWeeks: 9,
        indicator: null,
      });
      const ten = bars.filter(({ date }) => date >= '2015-01-26');
      expect(ask(ten, '2015-04-02').verdict).toBe('exit');
    });
  });

  it('does not count the week of the entry, even when the entry is on its Monday', () => {
    const bars = barsBetween('2015-01-05', '2015-04-02', falling('2015-03-30', 90));
    const weeks = (entryDate: string) => ask(bars, '2015-04-02', { entryDate }).completedWeeks;
    expect(weeks('2015-03-16')).toBe(2);
    expect(weeks('2015-03-20')).toBe(2);
    expect(weeks('2015-03-23')).toBe(1);
    expect(weeks('2015-04-02')).toBe(0);
    expect(ask(bars, '2015-04-02', { entryDate: '2015-03-20' }).verdict).toBe('exit');
    expect(ask(bars, '2015-04-02', { entryDate: '2015-03-23' }).verdict).toBe('in_transition');
  });

  it('without transition weeks judges the week of the entry itself', () => {
    const bars = barsBetween('2015-01-05', '2015-04-02', falling('2015-03-30', 90));
    const young = { entryDate: '2015-04-02', transitionWeeks: 0 };
    expect(ask(bars, '2015-04-02', young)).toMatchObject({ verdict: 'exit', completedWeeks: 0 });
  });

  it('of the N-week low compares the close with the lows of the weeks before', () => {
    // Five weeks; the four before the last have lows 100, 99, 98, 97, so 97 is the line.
    const lowOf = (date: SessionDate) =>
      date < '2015-03-09' ? 100 : date < '2015-03-16' ? 99 : date < '2015-03-23' ? 98 : 97;
    const weeks = (close: number) =>
      barsBetween('2015-03-02', '2015-04-02', (date) =>
        date < '2015-03-30' ? lowOf(date) : close,
      );
    const young = { trailing: LOW4, entryDate: '2015-03-02' };
    expect(ask(weeks(97), '2015-04-02', young)).toMatchObject({ verdict: 'hold', indicator: 97 });
    expect(ask(weeks(96.99), '2015-04-02', young)).toMatchObject({
      verdict: 'exit',
      indicator: 97,
    });
    const four = weeks(90).filter(({ date }) => date >= '2015-03-09');
    expect(ask(four, '2015-04-02', young).verdict).toBe('warming_up');
  });
});
