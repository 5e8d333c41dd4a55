import { describe, expect, it } from 'vitest';

import { CommandError, exitCodeOf, OUTCOMES } from '../../src/domain/outcome.ts';

describe('the outcome of a command', () => {
  it('has the exit code the operator scripts against', () => {
    const codes = Object.fromEntries(
      Object.entries(OUTCOMES).map(([outcome, { code }]) => [outcome, code]),
    );
    expect(codes).toEqual({
      done: 0,
      bug: 1,
      usage: 2,
      'kill-switch': 3,
      mismatch: 4,
      'input-refused': 5,
      locked: 6,
      'broker-unreachable': 7,
      storage: 8,
      unresolved: 9,
      'outside-window': 10,
    });
    expect(exitCodeOf('unresolved')).toBe(9);
  });

  it('is carried by an error together with what happened, why, and what to do', () => {
    const cause = new Error('ENOSPC');
    const error = new CommandError('storage', 'the disk is full', 'make room', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'CommandError',
      outcome: 'storage',
      message: 'the disk is full',
      remedy: 'make room',
      cause,
    });
  });
});
