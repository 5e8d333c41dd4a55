import { describe, expect, it } from 'vitest';

import { formatNewYork, newYorkDate, newYorkMinute } from '../../src/rules/new-york-time.ts';

/** The Sundays of the United States' clock changes, by the rules of 1987 and of 2007: at 07:00 UTC in spring, 06:00 in autumn. */
const SPRING = ['1990-04-01', '2006-04-02', '2007-03-11', '2015-03-08', '2026-03-08'];
const AUTUMN = ['1990-10-28', '2006-10-29', '2007-11-04', '2015-11-01', '2026-11-01'];

describe('the night the clocks of New York change', () => {
  it.each(SPRING)('goes from 01:59 to 03:00 on %s, and no hour earlier', (sunday) => {
    const at = (time: string): string => formatNewYork(Date.parse(`${sunday}T${time}Z`));
    expect(at('04:59:59')).toMatch(/T23:59:59-05:00$/);
    expect(at('05:00:00')).toBe(`${sunday}T00:00:00-05:00`);
    expect(at('06:59:59')).toBe(`${sunday}T01:59:59-05:00`);
    expect(at('07:00:00')).toBe(`${sunday}T03:00:00-04:00`);
    expect(at('08:00:00')).toBe(`${sunday}T04:00:00-04:00`);
  });

  it.each(AUTUMN)('goes from 01:59 back to 01:00 on %s, and no hour earlier', (sunday) => {
    const at = (time: string): string => formatNewYork(Date.parse(`${sunday}T${time}Z`));
    expect(at('03:59:59')).toMatch(/T23:59:59-04:00$/);
    expect(at('04:00:00')).toBe(`${sunday}T00:00:00-04:00`);
    expect(at('05:59:59')).toBe(`${sunday}T01:59:59-04:00`);
    expect(at('06:00:00')).toBe(`${sunday}T01:00:00-05:00`);
    expect(at('07:00:00')).toBe(`${sunday}T02:00:00-05:00`);
  });

  it('leaves instants before 1970 right as well', () => {
    const instant = Date.parse('1969-12-31T23:30:00Z');
    expect(formatNewYork(instant)).toBe('1969-12-31T18:30:00-05:00');
    expect([newYorkDate(instant), newYorkMinute(instant)]).toEqual(['1969-12-31', 18 * 60 + 30]);
  });
});
