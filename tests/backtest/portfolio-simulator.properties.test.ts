import { describe, expect, it } from 'vitest';

import { priceDataOf } from '../../backtest/price-data.ts';
import { simulatePortfolio } from '../../backtest/portfolio-simulator.ts';
import { REFERENCE_PROFILE } from '../../backtest/simulation-profile.ts';
import type { Bar } from '../../src/domain/bar.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { rules } from '../domain/sample.ts';
import { oracle } from './reference-oracle.ts';
import { fc } from '../support/fast-check.ts';

const SESSIONS = sessionsBetween(sessionDate('2015-01-02'), sessionDate('2015-05-29'));
const NAMES = ['A', 'B', 'C', 'D', 'E', 'F'];

/** A walk in steps of up to 4 %, with silent days, a late beginning and an early end. */
const stock = fc
  .record({
    start: fc.integer({ min: 5, max: 300 }),
    steps: fc.array(fc.integer({ min: -4, max: 4 }), {
      minLength: SESSIONS.length,
      maxLength: SESSIONS.length,
    }),
    silent: fc.array(fc.integer({ min: 0, max: SESSIONS.length - 1 }), { maxLength: 12 }),
    from: fc.integer({ min: 0, max: 20 }),
    to: fc.integer({ min: 60, max: SESSIONS.length + 60 }),
  })
  .map(({ start, steps, silent, from, to }): Bar[] => {
    let price = start;
    return SESSIONS.flatMap((date, index) => {
      const open = price;
      price = Math.max(1, Math.round(open * (100 + (steps[index] ?? 0))) / 100);
      const [low, high] = [Math.min(open, price) * 0.99, Math.max(open, price) * 1.01];
      const bar = { date, open, high, low, close: price, volume: 1 };
      return index < from || index > to || silent.includes(index) ? [] : [bar];
    });
  });

const candidate = fc
  .record({
    name: fc.constantFrom(...NAMES, 'ZZZ'),
    day: fc.integer({ min: 0, max: 140 }),
    score: fc.option(fc.integer({ min: 50, max: 60 }), { nil: null }),
  })
  .map(({ name, day, score }): Candidate => ({
    ticker: ticker(name),
    score,
    grade: 'B',
    gradeSource: 'html',
    price: null,
    gapSize: null,
    companyName: null,
    reportDate: sessionDate(new Date(Date.UTC(2015, 0, 5 + day)).toISOString().slice(0, 10)),
  }));

const chosenRules = fc.record({
  maxPositions: fc.integer({ min: 1, max: 4 }),
  positionSize: fc.constantFrom(150, 1_000, 10_000),
  stopLossPct: fc.constantFrom(3, 10),
  maxHoldingDays: fc.constantFrom(null, 20),
  stopMode: fc.constantFrom('intraday', 'close', 'skip_entry_day', 'close_next_open'),
  entryMode: fc.constantFrom('report_open', 'next_day_open'),
  rotation: fc.boolean(),
  dailyEntryLimit: fc.constantFrom(null, 1),
  transitionWeeks: fc.constantFrom(0, 2),
  trailing: fc.constantFrom(
    { kind: 'weekly_ema', period: 4 } as const,
    { kind: 'weekly_nweek_low', period: 2 } as const,
  ),
});

function simulate(
  market: readonly Bar[][],
  candidates: readonly Candidate[],
  chosen: StrategyRules,
) {
  const bars = new Map(market.map((own, index) => [ticker(NAMES[index] ?? ''), own]));
  const profile = REFERENCE_PROFILE;
  const history = profile.openHistory(priceDataOf({ bars }), chosen);
  return simulatePortfolio(
    { candidates, blocked: new Map() },
    { history, rules: chosen, profile, commission: 0 },
  );
}

describe('the portfolio simulator in the reference profile', () => {
  it('decides like the rules read aloud, on markets nobody chose', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(stock, { minLength: NAMES.length, maxLength: NAMES.length }),
        fc.array(candidate, { maxLength: 40 }),
        chosenRules,
        (market, unordered, choices) => {
          const candidates = unordered.toSorted((a, b) =>
            a.reportDate < b.reportDate ? -1 : a.reportDate > b.reportDate ? 1 : 0,
          );
          const chosen = rules({ slippagePct: 0.5, ...choices });
          const result = simulate(market, candidates, chosen);
          const { kind, period } = chosen.trailing;
          const expected = oracle(
            Object.fromEntries(market.map((own, index) => [NAMES[index] ?? '', own])),
            candidates,
            { ...chosen, kind, period },
          );
          expect(
            result.trades.map(
              (trade) =>
                `${trade.ticker} ${trade.entryDate} ${trade.exitDate} ${trade.exitReason} ${trade.shares}`,
            ),
          ).toEqual(
            expected.trades.map(
              (trade) =>
                `${trade.ticker} ${trade.entryDate} ${trade.exitDate} ${trade.reason} ${trade.shares}`,
            ),
          );
          for (const [at, { exitPrice }] of expected.trades.entries())
            expect(result.trades[at]?.exitPrice).toBeCloseTo(exitPrice, 3);
          expect(
            result.skipped.map((skip) => `${skip.ticker} ${skip.reportDate} ${skip.reason}`),
          ).toEqual(expected.skips);
          for (const { reason } of expected.trades) seen.add(reason);
          for (const skip of expected.skips) seen.add(skip.split(' ')[2] ?? '');
        },
      ),
      { numRuns: 300, seed: 20_151_023 },
    );
    // The markets are worth nothing unless they reach everything there is.
    expect([...seen].sort()).toEqual([
      'capacity_full',
      'daily_limit',
      'duplicate_ticker',
      'end_of_data',
      'max_holding',
      'rotated_out',
      'stop_loss',
      'trend_break',
      'zero_shares',
    ]);
  });
});
