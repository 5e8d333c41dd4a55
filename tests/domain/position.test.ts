import { describe, expect, it } from 'vitest';

import { EXIT_REASONS } from '../../src/domain/position.ts';

describe('the reasons of an exit', () => {
  it('are the words stored in files and databases', () => {
    expect(EXIT_REASONS).toEqual([
      'trend_break',
      'max_holding',
      'rotated_out',
      'stop_loss',
      'delisted',
      'end_of_data',
      'manual',
    ]);
  });
});
