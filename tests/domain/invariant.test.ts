import { describe, expect, it } from 'vitest';

import { invariant, InvariantError, unreachable } from '../../src/domain/invariant.ts';

describe('an invariant', () => {
  it('that holds says nothing', () => {
    expect(() => {
      invariant(true, 'cash should not be negative');
    }).not.toThrow();
  });

  it('that is broken stops the program with its message', () => {
    const broken = () => {
      invariant(false, 'cash is -5');
    };
    expect(broken).toThrow(InvariantError);
    expect(broken).toThrow('cash is -5');
  });

  it('names the value that the types call impossible', () => {
    const impossible: unknown = 'weekly_magic';
    expect(() => unreachable(impossible as never)).toThrow('"weekly_magic"');
  });
});
