import { describe, expect, it } from 'vitest';

import { instant, minuteOfDay, money, quantity } from '../../src/contracts/alpaca-fields.ts';

describe('the scalars of the wire', () => {
  it.each([
    ['617.68', 6_176_800],
    [617.68, 6_176_800],
    ['-12.5', -125_000],
    ['0.00005', 1],
    ['0.00004', 0],
    ['99999999999.9999', 999_999_999_999_999],
  ])('read the amount %s as %i ten-thousandths', (text, units) => {
    expect(money.parse(text)).toBe(units);
  });

  it.each(['', ' ', '1,000', '1e3', '0x10', '+1', '.5', '1.', 'Infinity', '1000000000000', null])(
    'refuse %j as an amount and as a quantity',
    (text) => {
      expect(money.safeParse(text).success).toBe(false);
      expect(quantity.safeParse(text).success).toBe(false);
    },
  );

  it('read quantities as long as a double keeps every digit', () => {
    expect(quantity.parse('0.557436865')).toBe(0.557436865);
    expect(quantity.parse('100.000000000000000')).toBe(100);
    expect(Object.is(quantity.parse('-0'), 0)).toBe(true);
    expect(quantity.safeParse('1234567.123456789').success).toBe(false);
  });

  it('read instants with an offset, and wall times by the minute', () => {
    expect(instant.parse('2015-10-23T09:30:00.123456789-04:00')).toBe(
      Date.UTC(2015, 9, 23, 13, 30, 0, 123),
    );
    expect(instant.safeParse('2015-13-45T09:30:00Z').success).toBe(false);
    expect(instant.safeParse('2015-10-23').success).toBe(false);
    expect(minuteOfDay.parse('09:30')).toBe(570);
    expect(minuteOfDay.safeParse('24:00').success).toBe(false);
  });
});
