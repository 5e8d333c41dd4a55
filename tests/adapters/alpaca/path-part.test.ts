import { describe, expect, it } from 'vitest';

import { pathPart } from '../../../src/adapters/alpaca/path-part.ts';
import { fc } from '../../support/fast-check.ts';

describe('a part of a path', () => {
  it.each([
    ['904837e3-3b76-47ec-b432-046db621571b', '904837e3-3b76-47ec-b432-046db621571b'],
    ['BRK.B', 'BRK.B'],
    ['BTC/USD', 'BTC%2FUSD'],
  ])('carries %s as %s', (text, part) => {
    expect(pathPart(text)).toBe(part);
  });

  it('is always exactly one segment, or refused [S5]', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('.', '..', '%2e%2e', 'a/..')), (text) => {
        let part: string;
        try {
          part = pathPart(text);
        } catch {
          return true;
        }
        return new URL(`/v2/orders/${part}`, 'http://localhost').pathname === `/v2/orders/${part}`;
      }),
    );
  });
});
