import { describe, expect, it } from 'vitest';

import { moneyFromUnits } from '../../src/domain/money.ts';
import { stopPriceFor } from '../../src/rules/stop-price.ts';
import { dollars } from '../domain/sample.ts';
import { fc } from '../support/fast-check.ts';

describe('the stop price', () => {
  it.each([
    // 617.68 × 0.90 = 555.912
    ['617.68', 10, '555.91'],
    // 135.01 × 0.90 = 121.509
    ['135.01', 10, '121.50'],
    ['100.00', 10, '90.00'],
    // 1.10 × 0.90 = 0.99: below one dollar the tick is a hundredth of a cent, and nothing is lost.
    ['1.10', 10, '0.99'],
    // 0.5555 × 0.90 = 0.49995
    ['0.5555', 10, '0.4999'],
    // 1.2345 × 0.925 = 1.1419…
    ['1.2345', 7.5, '1.14'],
    // 33.33 × 0.9999 = 33.326667
    ['33.33', 0.01, '33.32'],
  ])('of %s less %d %% is %s', (price, stopLossPct, stop) => {
    expect(stopPriceFor(dollars(price), stopLossPct)).toBe(dollars(stop));
  });

  it('is the exact product rounded down to the tick, for every price and per cent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 7_000_000_000 }),
        fc.integer({ min: 1, max: 99 }),
        (units, percent) => {
          const exact = (BigInt(units) * BigInt(100 - percent)) / 100n;
          const tick = exact >= 10_000n ? 100n : 1n;
          expect(stopPriceFor(moneyFromUnits(units), percent)).toBe(Number((exact / tick) * tick));
        },
      ),
    );
  });

  it.each([0, 100, -1, NaN])('is refused for a stop loss of %d %%', (stopLossPct) => {
    expect(() => stopPriceFor(dollars('100.00'), stopLossPct)).toThrow('stop loss');
  });

  it('is refused for a stop loss so small that it is the price itself', () => {
    expect(() => stopPriceFor(dollars('100.00'), 0.000_01)).toThrow(
      'must lie between 0 and the price',
    );
  });

  it('is refused for a price that has no room below it', () => {
    expect(() => stopPriceFor(dollars('0.0001'), 10)).toThrow('must lie between 0 and the price');
  });
});
