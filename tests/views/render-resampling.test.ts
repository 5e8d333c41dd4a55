import { describe, expect, it } from 'vitest';

import { NO_PAINT } from '../../src/views/paint.ts';
import { renderResampling, type ResamplingView } from '../../src/views/render-resampling.ts';

const view = (asMuchPct: number): ResamplingView => ({
  ...{ method: 'order', runs: 10_000, seed: 1, trades: 264, capitalBase: 200_000 },
  distributions: [
    {
      ...{ name: 'max_drawdown', actual: 29_204.86, asMuchPct },
      quantiles: [
        { share: 0.5, value: 11_186.68 },
        { share: 0.95, value: 17_471.18 },
      ],
    },
  ],
  ...{ findings: [], files: ['out/distribution.csv'] },
});

describe('the distribution on a terminal', () => {
  it('shows what it was beside what it might have been', () => {
    const lines = renderResampling(view(20), NO_PAINT).split('\n');
    expect(lines[0]).toContain('10,000 runs of 264 trades, seed 1, capital $200,000');
    expect(lines[2]?.trim().split(/ {2,}/)).toEqual(['as it was', '50 %', '95 %', 'as much']);
    expect(lines[3]?.trim().split(/ {2,}/)).toEqual([
      ...['max drawdown', '$29,205', '$11,187', '$17,471', '20.00 %'],
    ]);
    expect(lines.at(-1)).toBe('wrote out/distribution.csv');
  });

  it('says when losses came together more than chance brings them', () => {
    expect(renderResampling(view(0.02), NO_PAINT)).toContain('Only 0.02 % of the orders');
    expect(renderResampling(view(20), NO_PAINT)).not.toContain('came together');
  });
});
