import { describe, expect, it } from 'vitest';

import { parseTicker, ticker } from '../../src/domain/ticker.ts';

describe('a ticker', () => {
  it.each(['A', 'AMZN', 'GOOGL', 'BRK.B', 'ABCDE.WS'])('accepts %s', (text) => {
    expect(parseTicker(text)).toBe(text);
  });

  it('writes the class of a share with a dot', () => {
    expect(parseTicker('BRK-B')).toBe('BRK.B');
  });

  it.each([
    '',
    'amzn',
    'GOOGLE',
    'BRK/B',
    'BRK.BBB',
    '.B',
    'AM ZN',
    'AMZN\n',
    '../A',
    'BRK..B',
    'AMZN1',
    'ＡＭＺＮ',
  ])('refuses %j', (text) => {
    expect(parseTicker(text)).toBeUndefined();
    expect(() => ticker(text)).toThrow('not a ticker');
  });
});
