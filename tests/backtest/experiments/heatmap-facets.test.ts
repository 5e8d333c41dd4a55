import { describe, expect, it } from 'vitest';

import { defaultAxes, heatmapFacets } from '../../../backtest/experiments/heatmap-facets.ts';
import { gridOf, parseVariation } from '../../../backtest/experiments/parameter-grid.ts';
import { parseBacktestConfig } from '../../../src/contracts/backtest-config.ts';
import { figuresOf } from '../../../src/rules/objective.ts';

const EMPTY = figuresOf({ trades: [], equity: [], capitalBase: 1 }, 0);
const OBJECTIVE = { name: 'total_pnl', withoutSkill: 0, growsWithTime: true } as const;

function gridOfOptions(...options: readonly string[]) {
  const parsed = parseBacktestConfig({});
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join());
  const variations = options.map((option) => parseVariation(option, parsed.config));
  const { points } = gridOf(parsed.config, variations);
  return { names: variations.map(({ name }) => name), points };
}

describe('the maps of a grid', () => {
  const { names, points } = gridOfOptions(
    'trailing_stop=weekly_ema,weekly_nweek_low',
    'trailing_ema_period=5,10',
    'trailing_nweek_period=3,4,6',
    'stop_loss=5,8',
  );
  const simulated = { kind: 'simulated', figures: {}, exits: {}, skipped: 0 } as const;
  const run = points.map((point) => ({ ...point, figures: EMPTY, simulated }));

  it('are spanned by two numbers that a run uses at once', () => {
    expect(defaultAxes(points, names)).toEqual({ x: 'trailing_ema_period', y: 'stop_loss' });
    const other = gridOfOptions('trailing_stop=weekly_ema,none');
    expect(defaultAxes(other.points, other.names)).toBeNull();
  });

  it('let the periods of two kinds share an axis: one map for each kind', () => {
    const axes = { x: 'trailing_ema_period', y: 'stop_loss' } as const;
    const maps = heatmapFacets(run, names, axes, { objective: OBJECTIVE, best: 4 });
    expect(maps.map(({ x, y, fixed, xs, ys }) => ({ x, y, fixed, xs, ys }))).toEqual([
      {
        ...{ x: 'trailing_ema_period', y: 'stop_loss', xs: ['5', '10'], ys: ['5', '8'] },
        fixed: { trailing_stop: 'weekly_ema' },
      },
      {
        ...{ x: 'trailing_nweek_period', y: 'stop_loss', xs: ['3', '4', '6'], ys: ['5', '8'] },
        fixed: { trailing_stop: 'weekly_nweek_low' },
      },
    ]);
    // Four points with the EMA, then the first with the low.
    expect(maps[1]?.cells[0]?.[0]?.best).toBe(true);
    expect(maps.flatMap(({ cells }) => cells.flat()).every((cell) => cell !== null)).toBe(true);
  });
});
