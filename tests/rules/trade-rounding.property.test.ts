import { describe, expect, it } from 'vitest';

import { roundHalfEven } from '../../src/rules/trade-rounding.ts';
import { fc } from '../support/fast-check.ts';

/** The binary value as numerator / 2^shift, taken from the bits of the double. */
function exactly(value: number): { readonly numerator: bigint; readonly shift: bigint } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0n ? fraction : fraction | (1n << 52n);
  const power = (exponent === 0n ? 1n : exponent) - 1075n;
  const sign = bits >> 63n === 1n ? -1n : 1n;
  return power >= 0n
    ? { numerator: sign * (mantissa << power), shift: 0n }
    : { numerator: sign * mantissa, shift: -power };
}

/** Long division of integers, ties to the even digit; the decimal text is read back by the language. */
function rounded(value: number, decimals: number): number {
  const { numerator, shift } = exactly(value);
  const scaled = (numerator < 0n ? -numerator : numerator) * 10n ** BigInt(decimals);
  const below = scaled >> shift;
  const twiceTheRest = (scaled - (below << shift)) << 1n;
  const half = 1n << shift;
  const isUp = twiceTheRest > half || (twiceTheRest === half && (below & 1n) === 1n);
  const digits = String(isUp ? below + 1n : below).padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  const size = Number(`${digits.slice(0, at)}.${digits.slice(at)}`);
  return size === 0 ? 0 : numerator < 0n ? -size : size;
}

describe('rounding half to even', () => {
  const decimals = fc.integer({ min: 0, max: 6 });

  it('gives what integers of any length give', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), decimals, (value, digits) => {
        expect(roundHalfEven(value, digits)).toBe(rounded(value, digits));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives it at ties and right beside them, too', () => {
    const nearTie = fc
      .tuple(
        fc.integer({ min: -4_000_000, max: 4_000_000 }),
        decimals,
        fc.integer({ min: -3, max: 3 }),
      )
      .map(([halves, digits, ulps]) => {
        const tie = (halves + 0.5) / 10 ** digits;
        return { digits, value: tie + ulps * Math.abs(tie) * Number.EPSILON };
      });
    fc.assert(
      fc.property(nearTie, ({ value, digits }) => {
        expect(roundHalfEven(value, digits)).toBe(rounded(value, digits));
      }),
      { numRuns: 2_000 },
    );
  });
});
