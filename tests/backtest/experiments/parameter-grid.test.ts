import { describe, expect, it } from 'vitest';

import { gridOf, parseVariation } from '../../../backtest/experiments/parameter-grid.ts';
import {
  parseBacktestConfig,
  type BacktestConfig,
} from '../../../src/contracts/backtest-config.ts';

function config(raw: object = {}): BacktestConfig {
  const parsed = parseBacktestConfig(raw);
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join());
  return parsed.config;
}

const base = config();
const grid = (from: BacktestConfig, ...options: readonly string[]) =>
  gridOf(
    from,
    options.map((option) => parseVariation(option, from)),
  );

describe('a variation', () => {
  it.each([
    ['stop_loss=5,8,10', [5, 8, 10]],
    ['trailing-ema-period=5:20:5', [5, 10, 15, 20]],
    ['slippage=0:0.3:0.1', [0, 0.1, 0.2, 0.3]],
    ['trailing_ema_period=4,10:12:1', [4, 10, 11, 12]],
    ['max_holding=none,30', [null, 30]],
    ['trailing_stop=none,weekly_ema', ['none', 'weekly_ema']],
    ['rotation=true,false', [true, false]],
    ['stop_loss=5,5', [5]],
  ])('%s is its values', (option, values) => {
    expect(parseVariation(option, base).values).toEqual(values);
  });

  it.each([
    ['stop_loss=200', '--vary stop_loss=200: stop_loss: '],
    ['trailing_stop=daily', '--vary trailing_stop=daily: trailing_stop: '],
    ['trailing_ema_period=2.5', '--vary trailing_ema_period=2.5: trailing_ema_period: '],
    ['stoploss=5', 'a backtest has no parameter stoploss'],
    ['prices=a,b', 'a backtest has no parameter prices'],
    ['stop_loss', 'it is not written NAME=VALUE,VALUE'],
    ['stop_loss=10:5:1', 'the range 10:5:1 is empty'],
    ['stop_loss=1:9:0.0001', 'has 80001 values'],
  ])('%s is refused by the name of its option', (option, message) => {
    expect(() => parseVariation(option, base)).toThrow(message);
  });
});

describe('a grid', () => {
  it('has every combination, the last parameter changing fastest', () => {
    const { points, folded } = grid(base, 'stop_loss=5,8', 'slippage=0,1');
    expect(points.map(({ values }) => [values.stop_loss, values.slippage])).toEqual([
      [5, 0],
      [5, 1],
      [8, 0],
      [8, 1],
    ]);
    expect(folded).toBe(0);
  });

  it('runs a point once when its kind of stop does not use the period', () => {
    // Two kinds, three EMA periods, two N-week periods: 3 with the EMA, 2 with the low, 12 combinations.
    const { points, folded } = grid(
      base,
      'trailing_stop=weekly_ema,weekly_nweek_low',
      'trailing_ema_period=5,10,15',
      'trailing_nweek_period=4,6',
    );
    expect(points.map(({ values }) => values)).toEqual([
      { trailing_stop: 'weekly_ema', trailing_ema_period: 5 },
      { trailing_stop: 'weekly_ema', trailing_ema_period: 10 },
      { trailing_stop: 'weekly_ema', trailing_ema_period: 15 },
      { trailing_stop: 'weekly_nweek_low', trailing_nweek_period: 4 },
      { trailing_stop: 'weekly_nweek_low', trailing_nweek_period: 6 },
    ]);
    expect(folded).toBe(7);
  });

  it('knows that rotation needs a book, and that the reference profile fills in its own way', () => {
    expect(grid(base, 'rotation=true,false').points).toHaveLength(1);
    expect(grid(config({ max_positions: 5 }), 'rotation=true,false').points).toHaveLength(2);
    const reference = config({ profile: 'reference' });
    expect(grid(reference, 'stop_fill=gap_aware,at_stop').points).toHaveLength(1);
  });

  it('does not take one parameter twice, nor more points than can be run', () => {
    expect(() => grid(base, 'stop_loss=5', 'stop-loss=8')).toThrow('given twice');
    expect(() => grid(base, 'stop_loss=1:50:0.1', 'slippage=0:50:0.1')).toThrow('245991 points');
  });
});
