import { describe, expect, it } from 'vitest';

import { SKIP_REASONS } from '../../src/domain/signal.ts';

describe('the reasons of a skip', () => {
  it('are the words stored in files and databases', () => {
    expect(SKIP_REASONS).toEqual([
      'already_held',
      'no_price',
      'qty_zero',
      'capacity_full',
      'daily_limit',
      'below_min_grade',
      'quality_filter',
      'twin_mismatch',
      'disputed',
      'calendar_disagrees',
    ]);
  });
});
