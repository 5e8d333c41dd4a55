import { format, inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { Secret } from '../../../src/adapters/environment/secret.ts';

describe('a secret [S1]', () => {
  const secret = new Secret('canary-value');

  it('gives its value only where it is revealed', () => {
    expect(secret.reveal()).toBe('canary-value');
  });

  it.each([
    ['a template', `${String(secret)} and ${secret.toString()}`],
    ['JSON', JSON.stringify({ secret })],
    ['an inspector', inspect({ secret }, { showHidden: true, depth: Infinity })],
    ['a format', format('%s %j %o %O', secret, secret, secret, secret)],
    ['its keys', Object.getOwnPropertyNames(secret).join()],
    ['a copy', JSON.stringify(structuredClone(secret))],
  ])('is not shown by %s [S1] [I13]', (_, shown) => {
    expect(shown).not.toContain('canary-value');
  });
});
