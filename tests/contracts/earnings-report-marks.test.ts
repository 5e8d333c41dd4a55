import { describe, expect, it } from 'vitest';

import { areAlike, firstIn, lastUpTo, marksOf } from '../../src/contracts/earnings-report-marks.ts';
import { fc } from '../support/fast-check.ts';

describe('marks', () => {
  it('answer for every stretch what searching it would', () => {
    const values = fc.array(fc.constantFrom(undefined, undefined, 'a', 'b'), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(values, fc.nat(19), fc.nat(20), (marked, start, length) => {
        const from = start % marked.length;
        const to = Math.min(marked.length, from + length);
        const marks = marksOf(marked);
        const found = marked.flatMap((value, at) =>
          value !== undefined && at >= from && at < to ? [at] : [],
        );
        expect(firstIn(marks, from, to)).toBe(found[0]);
        if (to > from) expect(lastUpTo(marks, from, to - 1)).toBe(found.at(-1));
        expect(areAlike(marks, from, to)).toBe(new Set(found.map((at) => marked[at])).size <= 1);
      }),
    );
  });
});
