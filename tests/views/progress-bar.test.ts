import { describe, expect, it } from 'vitest';

import { progressBar } from '../../src/views/progress-bar.ts';

describe('a progress bar', () => {
  it('fills as the work is done', () => {
    expect(progressBar('sessions', 0, 4)).toBe(`sessions ${'░'.repeat(24)} 0/4`);
    expect(progressBar('sessions', 3, 4)).toBe(`sessions ${'█'.repeat(18)}${'░'.repeat(6)} 3/4`);
    expect(progressBar('sessions', 4, 4)).toBe(`sessions ${'█'.repeat(24)} 4/4`);
  });

  it('of no work is full', () => {
    expect(progressBar('points', 0, 0)).toBe(`points ${'█'.repeat(24)} 0/0`);
  });
});
