import { describe, expect, it } from 'vitest';

import { GRADES } from '../../src/domain/candidate.ts';

describe('the grades', () => {
  it('run from best to worst', () => {
    expect(GRADES).toEqual(['A', 'B', 'C', 'D']);
  });
});
