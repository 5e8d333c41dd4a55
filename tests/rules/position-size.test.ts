import { describe, expect, it } from 'vitest';

import { moneyFromUnits } from '../../src/domain/money.ts';
import { sharesFor } from '../../src/rules/position-size.ts';
import { dollars } from '../domain/sample.ts';
import { fc } from '../support/fast-check.ts';

describe('the size of a position', () => {
  it.each([
    // 10,000 / 617.68 = 16.19
    [10_000, '617.68', 16],
    [10_000, '100.00', 100],
    // In floating dollars 0.3 / 0.1 is 2.9999999999999996.
    [0.3, '0.1', 3],
    [10_000, '10000.01', 0],
    [10_000, '10000.00', 1],
    [2_500.5, '1250.25', 2],
  ])('of %d dollars at %s is %i shares', (size, price, shares) => {
    expect(sharesFor(size, dollars(price))).toBe(shares);
  });

  it('never costs more than its dollars, and one more share would', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 1e9 }).map(moneyFromUnits),
        (size, price) => {
          const shares = sharesFor(size, price);
          expect(shares * price).toBeLessThanOrEqual(size * 10_000);
          expect((shares + 1) * price).toBeGreaterThan(size * 10_000);
        },
      ),
    );
  });

  it('is refused at no price', () => {
    expect(() => sharesFor(10_000, dollars('0'))).toThrow('price must be positive');
  });
});
