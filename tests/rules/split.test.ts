import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { applySplit, sharesAfterSplit, stopAfterSplit } from '../../src/rules/split.ts';
import { dollars, position } from '../domain/sample.ts';
import { fc } from '../support/fast-check.ts';

const of = (ratio: number) => ({
  type: 'split' as const,
  ticker: ticker('AAPL'),
  exDate: sessionDate('2014-06-09'),
  ratio,
});

describe('a split', () => {
  it('multiplies shares and divides entry and stop', () => {
    const held = position('AAPL', {
      shares: 15,
      entryPrice: dollars('630.00'),
      stopPrice: dollars('567.00'),
    });
    expect(applySplit(held, of(7))).toEqual({
      ...held,
      shares: 105,
      entryPrice: dollars('90.00'),
      stopPrice: dollars('81.00'),
    });
  });

  it('rounds the entry to the nearest ten-thousandth and the stop down to its tick', () => {
    // 617.68 / 7 = 88.24; 645.57 / 7 = 92.224285…; 581.01 / 7 = 83.00142…; 581.07 / 7 = 83.01
    const held = position('AAPL', { entryPrice: dollars('645.57'), stopPrice: dollars('581.01') });
    expect(applySplit(held, of(7))).toMatchObject({
      entryPrice: dollars('92.2243'),
      stopPrice: dollars('83.00'),
    });
    expect(stopAfterSplit(dollars('581.07'), 7)).toBe(dollars('83.01'));
  });

  it('gives the stop a finer tick when it falls below one dollar', () => {
    // 1.33 / 4 = 0.3325
    expect(stopAfterSplit(dollars('1.33'), 4)).toBe(dollars('0.3325'));
  });

  it.each([
    ['three for two', 101, 1.5, 151],
    ['one for three', 300, 1 / 3, 100],
    ['one for three with a rest', 301, 1 / 3, 100],
    ['one for ten with a rest', 19, 0.1, 1],
    ['one for thirty', 29, 1 / 30, 0],
    ['GOOG of 2014', 8, 1.998, 15],
  ])('%s pays out the fraction of a share: %i × %d = %i', (_name, shares, ratio, after) => {
    expect(sharesAfterSplit(shares, ratio)).toBe(after);
  });

  it('followed by its reverse gives the shares back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 2, max: 50 }),
        (shares, n) => {
          expect(sharesAfterSplit(sharesAfterSplit(shares, n), 1 / n)).toBe(shares);
        },
      ),
    );
  });

  it.each([0, -2, NaN])('of ratio %d is refused', (ratio) => {
    expect(() => applySplit(position('AAPL'), of(ratio))).toThrow('ratio must be positive');
  });
});
