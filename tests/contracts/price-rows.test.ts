import { describe, expect, it } from 'vitest';

import { headerOf, priceRows } from '../../src/contracts/price-rows.ts';
import { dateOfDayNumber, dayNumber, parseSessionDate } from '../../src/domain/session-date.ts';
import { fc } from '../support/fast-check.ts';

type Row = {
  readonly line: number;
  readonly day: number;
  readonly values: readonly number[] | null;
  readonly text: string;
};

/** A file of the columns date, a note that nobody asks for, and two numbers. */
function rowsOf(text: string): Row[] {
  const bytes = new TextEncoder().encode(text);
  const rows = priceRows(bytes, headerOf(bytes).end, ['date', 'skip', 0, 1], 2);
  const read: Row[] = [];
  while (rows.next()) {
    const values = rows.readValues() ? [...rows.values] : null;
    read.push({ line: rows.line(), day: rows.day(), values, text: rows.text() });
  }
  return read;
}

const one = (row: string): Row | undefined => rowsOf(`date,note,a,b\n${row}\n`)[0];

describe('the rows of a price file', () => {
  it('are read with their lines, whatever ends them, blank ones left out', () => {
    const rows = rowsOf('date,note,a,b\r\n2015-10-19,x,1,2.5\r\n\r\n  \n2015-10-20,,3,4');
    expect(rows.map(({ line, values }) => [line, values])).toEqual([
      [2, [1, 2.5]],
      [5, [3, 4]],
    ]);
    expect(rows.map(({ text }) => text)).toEqual(['2015-10-19,x,1,2.5', '2015-10-20,,3,4']);
  });

  it.each(['1', '0.0001', '617.68', '123456789.123456', '0'])('reads %s as Number does', (text) => {
    expect(one(`2015-10-19,,${text},1`)?.values).toEqual([Number(text), 1]);
  });

  it('reads any decimal of at most fifteen digits as Number does', () => {
    const decimal = fc
      .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 999_999 }))
      .map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`);
    fc.assert(
      fc.property(decimal, (text) => {
        expect(one(`2015-10-19,,${text},1`)?.values?.[0]).toBe(Number(text));
      }),
    );
  });

  it.each([
    '2015-10-19,,1',
    '2015-10-19,,1,2,3',
    '2015-10-19,,-1,2',
    '2015-10-19,,1e3,2',
    '2015-10-19,,.5,2',
    '2015-10-19,,5.,2',
    '2015-10-19,,1.2.3,2',
    '2015-10-19,, 1,2',
    '2015-10-19,,1,2x',
    '2015-10-19,,1,1234567890.1234567',
    '2015-10-19,,1,NaN',
  ])('leave %s to whoever judges its text', (row) => {
    expect(one(row)).toMatchObject({ values: null, text: row });
  });

  it('know every date of the calendar and no other', () => {
    const part = (most: number, width: number) =>
      fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(width, '0'));
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2100 }), part(14, 2), part(33, 2), (year, m, d) => {
        const text = `${year}-${m}-${d}`;
        const date = parseSessionDate(text);
        expect(one(`${text},,1,2`)?.day).toBe(date === undefined ? NaN : dayNumber(date));
      }),
    );
  });

  it.each(['2015-00-31', '2015-02-00', '2015-02-30', '2015-13-01', '2015-11-31', '2014-12-32'])(
    'take %s for no date, also after every real date was met',
    (text) => {
      const year = Array.from({ length: 730 }, (_, at) => dateOfDayNumber(16_071 + at));
      const rows = rowsOf(`date,note,a,b\n${[...year, text].map((d) => `${d},,1,2`).join('\n')}`);
      expect(rows.slice(0, -1).map(({ day }) => day)).toEqual(year.map(dayNumber));
      expect(rows.at(-1)?.day).toBeNaN();
    },
  );

  it.each(['', '2015-10-1', '2015/10/19', '20151019', 'x015-10-19'])(
    'know no day of a row that begins with %j',
    (text) => {
      expect(one(`${text},,1,2`)?.day ?? NaN).toBeNaN();
    },
  );
});
