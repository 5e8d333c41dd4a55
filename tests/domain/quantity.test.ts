import { describe, expect, it } from 'vitest';

import { moneyFromUnits } from '../../src/domain/money.ts';
import {
  addQuantity,
  formatQuantity,
  isWholeShares,
  MOST_SHARES,
  parseQuantity,
  proportion,
  quantityFor,
  quantityFromUnits,
  shares,
  sharesOf,
  subtractQuantity,
  timesQuantity,
} from '../../src/domain/quantity.ts';
import { dollars } from './sample.ts';
import { fc } from '../support/fast-check.ts';

const anyQuantity = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map(quantityFromUnits);

describe('a quantity', () => {
  it.each([
    ['10', 10_000_000_000],
    ['0.557436865', 557_436_865],
    ['1.50', 1_500_000_000],
    ['1.0000000000', 1_000_000_000],
    ['9007199', 9_007_199_000_000_000],
  ])('reads %s as %i billionths', (text, units) => {
    expect(parseQuantity(text)).toBe(units);
  });

  it.each(['', '-1', '+1', '1e3', '.5', '1.', '0.1234567891', '9007200', '12345678', 'ten'])(
    'does not read "%s"',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it('is written without zeros at its end and read back exactly', () => {
    expect(formatQuantity(shares(10))).toBe('10');
    expect(formatQuantity(shares(0.5))).toBe('0.5');
    expect(formatQuantity(shares(0))).toBe('0');
    expect(formatQuantity(subtractQuantity(shares(1), shares(3.25)))).toBe('-2.25');
    fc.assert(
      fc.property(anyQuantity, (quantity) => {
        expect(parseQuantity(formatQuantity(quantity))).toBe(quantity);
      }),
    );
  });

  it('adds, subtracts and knows whole shares', () => {
    expect(addQuantity(shares(0.1), shares(0.2))).toBe(shares(0.3));
    expect(isWholeShares(shares(3))).toBe(true);
    expect(isWholeShares(quantityFromUnits(3_000_000_001))).toBe(false);
    expect(sharesOf(shares(2.5))).toBe(2.5);
    expect(MOST_SHARES).toBe(9_007_199);
  });

  it('is refused when it cannot be told apart from its neighbour', () => {
    expect(() => quantityFromUnits(2 ** 53)).toThrow('safe integer');
    expect(() => shares(MOST_SHARES + 1)).toThrow('safe integer');
  });
});

describe('a price times a quantity', () => {
  it.each([
    ['617.68', 10, '6176.80'],
    ['100.00', 0.5, '50.00'],
    // 100 × 0.557436865 = 55.7436865 → four decimals
    ['100.00', 0.557436865, '55.7437'],
    ['99.99', 8_999_999, '899909900.01'],
    ['0.0001', 0.5, '0.0001'],
  ])('%s × %d is %s', (price, count, amount) => {
    expect(timesQuantity(dollars(price), shares(count))).toBe(dollars(amount));
  });

  it('is what integers of any size give, rounded half up', () => {
    const price = fc.integer({ min: 1, max: 1_000_000_000 }).map(moneyFromUnits);
    fc.assert(
      fc.property(price, fc.integer({ min: 0, max: 9_000_000_000_000 }), (each, units) => {
        const exact = (2n * BigInt(each) * BigInt(units) + 1_000_000_000n) / 2_000_000_000n;
        expect(timesQuantity(each, quantityFromUnits(units))).toBe(Number(exact));
      }),
    );
  });

  it('turned round is what so many dollars buy, rounded down', () => {
    expect(quantityFor(dollars('100'), dollars('300'))).toBe(quantityFromUnits(333_333_333));
    expect(quantityFor(dollars('99999999999'), dollars('0.0001'))).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('is shared out in proportion, exactly', () => {
    expect(proportion(100, 1, 3)).toBe(33);
    expect(proportion(9_000_000_000_000, 2_000_000_000, 4_000_000_000)).toBe(4_500_000_000_000);
  });
});
