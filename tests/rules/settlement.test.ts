import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { settlementDate } from '../../src/rules/settlement.ts';

describe('the day on which a trade settles', () => {
  it.each([
    ['2024-07-03', '2024-07-05', 'the next day, over a holiday'],
    ['2023-12-22', '2023-12-27', 'two days, over Christmas'],
    ['2016-12-30', '2017-01-05', 'three days, over New Year'],
    ['1994-03-25', '1994-04-04', 'five days, over Good Friday'],
    ['2024-11-08', '2024-11-12', 'not on Veterans Day'],
    ['2023-11-09', '2023-11-13', 'on the Friday before a Veterans Day that is a Saturday'],
    ['2018-11-08', '2018-11-13', 'not on the Monday after a Veterans Day that is a Sunday'],
  ])('of %s is %s: %s', (traded, settled) => {
    expect(settlementDate(sessionDate(traded))).toBe(settled);
  });

  it('is not known where the calendar ends', () => {
    expect(settlementDate(sessionDate('2035-12-31'))).toBeUndefined();
  });
});
