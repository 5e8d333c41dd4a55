import { describe, expect, it } from 'vitest';

import type { SimulationInput } from '../../backtest/simulation-input.ts';
import { defaultProfile } from '../../backtest/simulation-profile.ts';
import { priceDataOf } from '../../backtest/price-data.ts';
import { calendarHistory } from '../../backtest/price-history.ts';
import { simulateTrades } from '../../backtest/trade-simulator.ts';
import type { Bar } from '../../src/domain/bar.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { SkipReason } from '../../src/domain/signal.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { candidate, rules } from '../domain/sample.ts';
import { barsBetween } from '../rules/sample-bars.ts';

const FLAT = barsBetween('2015-10-19', '2015-11-06', () => 100);

function simulate(
  bars: Readonly<Record<string, readonly Bar[]>>,
  candidates: readonly Candidate[],
  choices: Partial<StrategyRules> = {},
  blocked: SimulationInput['blocked'] = new Map(),
) {
  const chosen = rules({ slippagePct: 0, ...choices });
  const byTicker = new Map(Object.entries(bars).map(([name, own]) => [ticker(name), own]));
  const history = calendarHistory(priceDataOf({ bars: byTicker }), chosen);
  const profile = defaultProfile({ stopFill: 'gap_aware', sizeOn: 'fill' });
  const result = simulateTrades(
    { candidates, blocked },
    { history, rules: chosen, profile, commission: 0 },
  );
  return {
    ...result,
    told: result.trades.map(
      (t) => `${t.ticker} ${t.entryDate} ${t.shares} ${t.exitDate} ${t.exitReason}`,
    ),
    skips: result.skipped.map((skip) => `${skip.ticker} ${skip.reason}`),
  };
}

const on = (date: string, name: string, facts: Partial<Candidate> = {}): Candidate =>
  candidate(name, { reportDate: sessionDate(date), price: 100, ...facts });

describe('every candidate alone', () => {
  it('enters whatever else is held, twice the same stock too, in the order of the candidates', () => {
    const { told } = simulate(
      { A: FLAT, B: FLAT },
      [on('2015-10-26', 'B'), on('2015-10-23', 'A'), on('2015-10-27', 'A')],
      { maxPositions: 1 },
    );
    expect(told).toEqual([
      'B 2015-10-26 100 2015-11-06 end_of_data',
      'A 2015-10-23 100 2015-11-06 end_of_data',
      'A 2015-10-27 100 2015-11-06 end_of_data',
    ]);
  });

  it('sizes on the fill', () => {
    // 10,000 ÷ 100 at the open, though the report says 80.
    expect(simulate({ A: FLAT }, [on('2015-10-23', 'A', { price: 80 })]).told).toEqual([
      'A 2015-10-23 100 2015-11-06 end_of_data',
    ]);
  });

  it('keeps the limit of a session for the best of it', () => {
    const { told, skips } = simulate(
      { A: FLAT, B: FLAT },
      [
        on('2015-10-23', 'A', { score: 60 }),
        on('2015-10-23', 'B', { score: 90 }),
        on('2015-10-26', 'A'),
      ],
      { dailyEntryLimit: 1 },
    );
    expect(told.map((line) => line.slice(0, 12))).toEqual(['B 2015-10-23', 'A 2015-10-26']);
    expect(skips).toEqual(['A daily_limit']);
  });

  it('tells why a candidate was not bought', () => {
    const { skips } = simulate(
      { A: FLAT, B: FLAT },
      [
        on('2015-10-23', 'A', { grade: 'D' }),
        on('2015-10-23', 'B'),
        on('2015-10-26', 'ZZZ'),
        on('2016-10-26', 'A'),
      ],
      { minGrade: 'C' },
      new Map([
        [
          sessionDate('2015-10-23'),
          new Map<ReturnType<typeof ticker>, SkipReason>([[ticker('B'), 'twin_mismatch']]),
        ],
      ]),
    );
    expect(skips).toEqual([
      'A below_min_grade',
      'B twin_mismatch',
      'ZZZ no_price_data',
      'A no_price_data',
    ]);
  });

  it.each([
    // The stop is 90. Thursday's low is 89, its close 95; Friday closes at 90 and Monday opens at 97.
    ['intraday', 'A 2015-10-28 100 2015-10-29 stop_loss'],
    ['close', 'A 2015-10-28 100 2015-10-30 stop_loss'],
    ['close_next_open', 'A 2015-10-28 100 2015-11-02 stop_loss'],
  ] as const)('is stopped %s', (stopMode, expected) => {
    const bars = FLAT.map((bar): Bar => {
      if (bar.date === '2015-10-29') return { ...bar, low: 89, close: 95 };
      if (bar.date === '2015-10-30') return { ...bar, open: 95, low: 90, close: 90 };
      return bar.date > '2015-10-30' ? { ...bar, open: 97 } : bar;
    });
    expect(simulate({ A: bars }, [on('2015-10-28', 'A')], { stopMode }).told).toEqual([expected]);
  });

  it('is not stopped on the day of its entry when that day is skipped', () => {
    const bars = FLAT.map((bar): Bar => (bar.date === '2015-10-23' ? { ...bar, low: 80 } : bar));
    const exits = (stopMode: 'intraday' | 'skip_entry_day') =>
      simulate({ A: bars }, [on('2015-10-23', 'A')], { stopMode }).told;
    expect(exits('intraday')).toEqual(['A 2015-10-23 100 2015-10-23 stop_loss']);
    expect(exits('skip_entry_day')).toEqual(['A 2015-10-23 100 2015-11-06 end_of_data']);
  });

  it('states as its capital what all positions needed at once', () => {
    const { capitalBase } = simulate({ A: FLAT, B: FLAT }, [
      on('2015-10-23', 'A'),
      on('2015-10-26', 'B'),
    ]);
    expect(capitalBase).toBe(20_000);
  });
});
