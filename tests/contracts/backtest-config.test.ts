import { describe, expect, it } from 'vitest';

import { backtestRules, parseBacktestConfig } from '../../src/contracts/backtest-config.ts';
import { parseConfig, strategiesOf } from '../../src/contracts/config.ts';

function configOf(raw: object) {
  const result = parseBacktestConfig(raw);
  if (result.kind === 'refused') throw new Error(result.problems.join());
  return result.config;
}

describe('the configuration of a backtest', () => {
  it('is by default the primary strategy of live', () => {
    const live = parseConfig({});
    if (live.kind === 'refused') throw new Error('the defaults are refused');
    const { primary, shadow } = strategiesOf(live.config);
    const tested = backtestRules(configOf({ max_positions: 20 }));
    expect({ ...tested, name: primary.name }).toEqual(primary);
    const low = backtestRules(configOf({ max_positions: 20, trailing_stop: 'weekly_nweek_low' }));
    expect({ ...low, name: shadow.name }).toEqual(shadow);
  });

  it('can do without a trailing stop', () => {
    expect(backtestRules(configOf({ trailing_stop: 'none' })).transitionWeeks).toBe(Infinity);
  });

  it.each([
    [{ stop_los: 5 }, 'stop_los'],
    [{ stop_loss: 0 }, 'stop_loss'],
    [{ slippage: NaN }, 'slippage'],
    [{ max_holding: 1.5 }, 'max_holding'],
    [{ data_end_date: '2016-02-30' }, 'data_end_date'],
    [{ profile: 'mine' }, 'profile'],
  ])('refuses %j by its name', (raw, name) => {
    const result = parseBacktestConfig(raw);
    expect(result).toMatchObject({ kind: 'refused' });
    expect(result.kind === 'refused' && result.problems.join()).toContain(name);
  });
});
