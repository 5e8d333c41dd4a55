import { describe, expect, it } from 'vitest';

import { parseConfig, strategiesOf, type Config } from '../../src/contracts/config.ts';

function configOf(raw: unknown): Config {
  const result = parseConfig(raw);
  if (result.kind === 'refused') throw new Error(result.problems.join('; '));
  return result.config;
}

function problemsOf(raw: unknown): readonly string[] {
  const result = parseConfig(raw);
  return result.kind === 'refused' ? result.problems : [];
}

describe('the configuration', () => {
  it('needs no file: every choice has a default', () => {
    expect(configOf(undefined)).toEqual({
      trading: {
        position_size: 10_000,
        stop_loss: 10,
        slippage: 0.5,
        max_holding: null,
        stop_mode: 'intraday',
        entry_mode: 'report_open',
        max_positions: 20,
        trailing_transition_weeks: 2,
        rotation: true,
        daily_entry_limit: null,
        min_grade: 'D',
        lookback_days: 400,
        exclude_price: null,
        exclude_gap_and_score: null,
      },
      execution: {
        entry_cutoff_minutes: 5,
        max_daily_trade_orders: 40,
        max_daily_stop_orders: 40,
        min_buying_power: 5_000,
        cash_only: false,
        max_price_distance: 25,
        poll_interval_ms: 1_000,
        poll_timeout_ms: 120_000,
      },
      broker: { live_enabled: false, account_number: null, data_feed: 'iex' },
      emulator: { cash: 250_000, multiplier: 2 },
      bundles: { keep: 400 },
      prices: null,
      alert_webhook: null,
    });
  });

  it('of an empty file, of nulls for nothing, and of one choice is that choice over the defaults', () => {
    expect(configOf(null)).toEqual(configOf(undefined));
    expect(configOf({})).toEqual(configOf(undefined));
    expect(configOf({ trading: { max_positions: 5 } }).trading).toEqual({
      ...configOf({}).trading,
      max_positions: 5,
    });
  });

  it.each([
    ['an unknown room', { tradin: {} }, 'tradin'],
    ['an unknown key', { trading: { stoploss: 10 } }, 'stoploss'],
    ['a number written as text', { trading: { stop_loss: '10' } }, 'trading.stop_loss'],
    ['a stop loss of nothing', { trading: { stop_loss: 0 } }, 'trading.stop_loss'],
    ['a stop loss of everything', { trading: { stop_loss: 100 } }, 'trading.stop_loss'],
    ['half a position', { trading: { max_positions: 2.5 } }, 'trading.max_positions'],
    ['a size that is no number', { trading: { position_size: NaN } }, 'trading.position_size'],
    ['a size without end', { trading: { position_size: Infinity } }, 'trading.position_size'],
    ['a stop mode live cannot rest', { trading: { stop_mode: 'close' } }, 'trading.stop_mode'],
    ['a webhook that is not https', { alert_webhook: 'http://example.org' }, 'alert_webhook'],
    ['a list instead of a map', { trading: [] }, 'trading'],
    ['no map at all', 'trading', '(file)'],
  ])('refuses %s and names it', (_what, raw, name) => {
    expect(problemsOf(raw).join('\n')).toContain(name);
  });

  it('tells all its problems at once', () => {
    const raw = { trading: { stop_loss: 0, max_positions: 0 }, broker: { data_feed: 'otc' } };
    expect(problemsOf(raw)).toHaveLength(3);
  });
});

describe('the rules of the two books', () => {
  it('differ in name and trailing stop only', () => {
    const { primary, shadow } = strategiesOf(configOf({ trading: { max_positions: 7 } }));
    expect(primary).toEqual({
      name: 'ema_p10',
      trailing: { kind: 'weekly_ema', period: 10 },
      transitionWeeks: 2,
      maxPositions: 7,
      positionSize: 10_000,
      stopLossPct: 10,
      slippagePct: 0.5,
      maxHoldingDays: null,
      stopMode: 'intraday',
      entryMode: 'report_open',
      rotation: true,
      dailyEntryLimit: null,
      minGrade: 'D',
      lookbackDays: 400,
      qualityFilter: null,
    });
    expect(shadow).toEqual({
      ...primary,
      name: 'nwl_p4',
      trailing: { kind: 'weekly_nweek_low', period: 4 },
    });
  });

  it('filter by quality as soon as one of its two questions is set', () => {
    const only = (trading: object) => strategiesOf(configOf({ trading })).primary.qualityFilter;
    const excludePrice = { min: 10, max: 30 };
    expect(only({ exclude_price: excludePrice })).toEqual({
      excludePrice,
      excludeGapAndScore: null,
    });
    const excludeGapAndScore = { gap: 10, score: 85 };
    expect(only({ exclude_gap_and_score: excludeGapAndScore })).toEqual({
      excludePrice: null,
      excludeGapAndScore,
    });
  });
});
