import { describe, expect, it } from 'vitest';

import { PRIMARY, SHADOW } from '../../src/domain/strategy.ts';

describe('the two books', () => {
  it('are named as they are stored', () => {
    expect([PRIMARY, SHADOW]).toEqual(['ema_p10', 'nwl_p4']);
  });
});
