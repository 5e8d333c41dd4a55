import { describe, expect, it } from 'vitest';

import {
  addMoney,
  formatMoney,
  moneyFromNumber,
  moneyFromUnits,
  moneyToNumber,
  parseMoney,
  roundDownToTick,
  subtractMoney,
  tickOf,
  timesShares,
  ZERO,
} from '../../src/domain/money.ts';
import { dollars } from './sample.ts';
import { fc } from '../support/fast-check.ts';

/** Up to a hundred billion dollars: eleven digits are what a decimal string may have. */
const MOST_UNITS = 999_999_999_999_999;
const anyMoney = fc.integer({ min: -MOST_UNITS, max: MOST_UNITS }).map(moneyFromUnits);
const anyPrice = fc.integer({ min: 1, max: 1e10 }).map(moneyFromUnits);

describe('money', () => {
  it.each([
    ['617.68', 6_176_800],
    ['0.1234', 1_234],
    ['5', 50_000],
    ['-12.5', -125_000],
    [' 7.00 ', 70_000],
    ['99999999999.9999', 999_999_999_999_999],
  ])('reads %s as %i ten-thousandths', (text, units) => {
    expect(parseMoney(text)).toBe(units);
  });

  it.each([
    ['617.68005', 6_176_801],
    ['617.680049999', 6_176_800],
    ['-0.00005', -1],
    ['-0.00004', 0],
    ['0.99995', 10_000],
  ])('rounds %s once, half away from zero', (text, units) => {
    expect(parseMoney(text)).toBe(units);
  });

  it.each([
    '',
    '.5',
    '5.',
    '1e3',
    '1,000',
    '+5',
    '0x10',
    'NaN',
    '$5',
    '5 5',
    '1'.repeat(12),
    '--5',
  ])('refuses %j', (text) => {
    expect(parseMoney(text)).toBeUndefined();
  });

  it.each([
    [6_176_800, '617.68'],
    [6_176_850, '617.6850'],
    [1, '0.0001'],
    [-5_000, '-0.50'],
    [0, '0.00'],
  ])('writes %i ten-thousandths as %s', (units, text) => {
    expect(formatMoney(moneyFromUnits(units))).toBe(text);
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        expect(parseMoney(formatMoney(money))).toBe(money);
      }),
    );
  });

  it('survives the way through a number of dollars', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }).map(moneyFromUnits), (money) => {
        expect(moneyFromNumber(moneyToNumber(money))).toBe(money);
      }),
    );
  });

  it('has no negative zero', () => {
    expect(moneyFromNumber(-0.000_01)).toBe(0);
    expect(parseMoney('-0')).toBe(0);
  });

  it('refuses what is not a finite, safe number', () => {
    for (const number of [NaN, Infinity, -Infinity, 1e12])
      expect(() => moneyFromNumber(number)).toThrow();
    expect(() => moneyFromUnits(0.5)).toThrow('0.5');
  });

  it('adds, subtracts and multiplies exactly where floating dollars do not', () => {
    // 0.1 + 0.2 is 0.30000000000000004 in floating point.
    expect(addMoney(dollars('0.10'), dollars('0.20'))).toBe(dollars('0.30'));
    expect(subtractMoney(ZERO, dollars('0.07'))).toBe(dollars('-0.07'));
    expect(timesShares(dollars('617.68'), 16)).toBe(dollars('9882.88'));
  });

  it('multiplies by whole shares only', () => {
    expect(() => timesShares(dollars('1.00'), 1.5)).toThrow('1.5');
  });
});

describe('the tick', () => {
  it.each([
    ['1.00', '0.01'],
    ['0.9999', '0.0001'],
    ['617.68', '0.01'],
    ['0.0001', '0.0001'],
  ])('at %s is %s', (price, tick) => {
    expect(tickOf(dollars(price))).toBe(dollars(tick));
  });

  it.each([
    ['555.9120', '555.91'],
    ['555.9199', '555.91'],
    ['1.0099', '1.00'],
    ['0.9999', '0.9999'],
  ])('takes %s down to %s', (price, rounded) => {
    expect(roundDownToTick(dollars(price))).toBe(dollars(rounded));
  });

  it('rounding down to it loses less than one tick, and rounding again changes nothing', () => {
    fc.assert(
      fc.property(anyPrice, (price) => {
        const rounded = roundDownToTick(price);
        expect(rounded).toBeLessThanOrEqual(price);
        expect(price - rounded).toBeLessThan(tickOf(price));
        expect(roundDownToTick(rounded)).toBe(rounded);
      }),
    );
  });
});
