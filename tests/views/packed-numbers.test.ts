import { describe, expect, it } from 'vitest';

import {
  packNumbers,
  packSteps,
  unpackNumbers,
  unpackSteps,
} from '../../src/views/packed-numbers.ts';
import { fc } from '../support/fast-check.ts';

describe('packed numbers', () => {
  it('are written as source maps write them', () => {
    // The alphabet's first letters and its continuation bit, as in the source map format.
    expect(packNumbers([0, 1, -1, 15, 16, -16])).toBe('ACDegBhB');
  });

  it('come back as they were', () => {
    const whole = fc.array(fc.integer({ min: -(2 ** 45), max: 2 ** 45 }));
    fc.assert(
      fc.property(whole, (numbers) => {
        expect(unpackNumbers(packNumbers(numbers))).toEqual(numbers.map((number) => number + 0));
        expect(unpackSteps(packSteps(numbers))).toEqual(numbers.map((number) => number + 0));
      }),
    );
  });

  it('need nothing that JSON or HTML would escape', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (numbers) => {
        expect(packNumbers(numbers)).toMatch(/^[\w-]*$/);
      }),
    );
  });
});
