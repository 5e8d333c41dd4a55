import { describe, expect, it } from 'vitest';

import {
  count,
  counted,
  dollars,
  plain,
  price,
  shown,
  signed,
  signedDollars,
  words,
} from '../../src/views/number-text.ts';

describe('a figure', () => {
  it('has a minus sign, and no sign at all when it rounds to zero', () => {
    expect([plain(-1.234), plain(-0.001), plain(2), plain(Infinity)]).toEqual([
      '−1.23',
      '0.00',
      '2.00',
      '∞',
    ]);
    expect([signed(1.5, 1), signed(-1.5, 1), signed(0.04, 1), signed(-0.04, 1)]).toEqual([
      '+1.5',
      '−1.5',
      '0.0',
      '0.0',
    ]);
  });

  it('groups thousands before the point only', () => {
    expect(dollars(-1234567.891)).toBe('−$1,234,567.89');
    expect(dollars(-0.2, 0)).toBe('$0');
    expect(signedDollars(1234, 0)).toBe('+$1,234');
    expect(count(1000)).toBe('1,000');
    expect(price(12345.6)).toBe('12,345.60');
    expect(price(0.12345)).toBe('0.1235');
  });

  it('that is missing says why', () => {
    expect(shown({ value: null, reason: 'not enough trades' }, ' %')).toBe('not enough trades');
    expect(shown({ value: 1, reason: null }, ' %')).toBe('1.00 %');
  });

  it('of things counts them in words', () => {
    expect([counted(1, 'trade'), counted(0, 'trade'), counted(2000, 'trade')]).toEqual([
      '1 trade',
      '0 trades',
      '2,000 trades',
    ]);
    expect(words('max_holding')).toBe('max holding');
  });
});
