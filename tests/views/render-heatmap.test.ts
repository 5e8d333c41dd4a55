import { describe, expect, it } from 'vitest';

import { figuresOf, type Figures } from '../../src/rules/objective.ts';
import { renderHeatmap, type HeatmapFacet } from '../../src/views/render-heatmap.ts';

const OBJECTIVE = { name: 'profit_factor', withoutSkill: 1, growsWithTime: false } as const;
const EMPTY = figuresOf({ trades: [], equity: [], capitalBase: 1000 }, 0);

function cell(factor: number | null, best = false) {
  const value =
    factor === null
      ? ({ value: null, reason: 'not enough trades' } as const)
      : ({ value: factor, reason: null } as const);
  const figures: Figures = { ...EMPTY, profit_factor: value };
  return { figures, value, best };
}

const page = (facets: readonly HeatmapFacet[], title = 'Grid') =>
  renderHeatmap({ title, objective: OBJECTIVE, facets, minTrades: 10 });

const facet: HeatmapFacet = {
  ...{ x: 'stop_loss', y: 'slippage', fixed: { trailing_stop: 'weekly_ema' } },
  ...{ xs: ['5', '8'], ys: ['0', '1'] },
  cells: [
    [cell(0.8), cell(1.4)],
    [cell(null), cell(2.4, true)],
  ],
};

describe('a heatmap', () => {
  it('colours what earns and what loses apart, the more the stronger, and marks the best', () => {
    const text = page([facet]);
    const classes = [...text.matchAll(/<td\s+class="([^"]+)"(?:\s+style="--share:(\d+)")?/g)].map(
      ([, name, share]) => [name, share],
    );
    expect(classes.slice(0, 4)).toEqual([
      ['loss', '66'],
      ['gain', '10'],
      ['none', undefined],
      ['gain best', '66'],
    ]);
  });

  it('leaves a reason where there is no number', () => {
    expect(page([facet])).toContain('not enough trades');
  });

  it('takes foreign text for text', () => {
    const hostile = '<img src=x onerror=alert(1)>"\'&';
    const text = page(
      [{ ...facet, xs: [hostile, '8'], fixed: { trailing_stop: hostile } }],
      hostile,
    );
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });

  it('asks for nothing and runs nothing', () => {
    const text = page([facet]);
    expect(text).not.toMatch(/https?:|url\(|<script|<link|<img|@import|src=/);
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('of no numbers at all is still a page', () => {
    const text = page([
      {
        ...facet,
        cells: [
          [cell(null), null],
          [null, cell(Infinity)],
        ],
      },
    ]);
    expect(text).toContain('</html>');
    expect(text).toContain('∞');
  });
});
