import { describe, expect, it } from 'vitest';

import { checkFills } from '../../../backtest/checks/check-fills.ts';
import type { CheckSubject } from '../../../backtest/checks/check-subject.ts';
import type { SimulationProfile } from '../../../backtest/simulation-profile.ts';
import type { Bar } from '../../../src/domain/bar.ts';
import type { Money } from '../../../src/domain/money.ts';
import { addDays, sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { EXACT_MONEY } from '../../../src/rules/pricing.ts';
import type { Trade } from '../../../src/rules/trade-rounding.ts';
import { BARS, tamperedSubject } from './check-market.ts';

const honest = tamperedSubject({ config: { stop_loss: 4 } });

/** The same run, one trade of which is told otherwise. */
function retold(reason: string, change: (trade: Trade) => Partial<Trade>): CheckSubject {
  const at = honest.base.trades.findIndex(({ exitReason }) => exitReason === reason);
  const trades = honest.base.trades.map((trade, index) =>
    index === at ? { ...trade, ...change(trade) } : trade,
  );
  expect(at, `a trade that ends by ${reason}`).toBeGreaterThanOrEqual(0);
  return { ...honest, base: { ...honest.base, trades } };
}

const told = (subject: CheckSubject): string[] =>
  checkFills(subject).differences.map(({ says }) => says);

describe('the check of fills', () => {
  it.each([
    { stop_loss: 4 },
    { stop_loss: 4, stop_mode: 'close', size_on: 'reference_price' },
    { stop_loss: 4, stop_mode: 'skip_entry_day', commission: 1.5 },
    { stop_loss: 4, stop_mode: 'close_next_open', max_holding: 20 },
    { entry_mode: 'next_day_open', max_positions: null },
  ])('is clean for the fills as they are: %j', (config) => {
    const subject = tamperedSubject({ config });
    expect(subject.base.trades.length).toBeGreaterThan(10);
    expect(checkFills(subject).differences).toEqual([]);
  });

  it('is clean through splits, restated on their ex-dates', () => {
    const exDate = sessionDate('2015-06-01');
    const bars = new Map(
      [...BARS].map(([name, own]): [string, Bar[]] => [
        name,
        own.map((bar) => (bar.date < exDate ? bar : dividedBy(bar, 2))),
      ]),
    );
    const splits = [...BARS.keys()].map(
      (name) => ({ type: 'split', ticker: ticker(name), exDate, ratio: 2 }) as const,
    );
    const subject = tamperedSubject({ bars, splits });
    const through = subject.base.trades.filter(
      ({ entryDate, exitDate }) => entryDate < exDate && exitDate >= exDate,
    );
    expect(through.length).toBeGreaterThan(0);
    expect(checkFills(subject).differences).toEqual([]);
  });

  it('counts the stops that were gapped through', () => {
    expect(checkFills(honest).notes[0]).toMatch(/^\d+ stops, of which \d+ were gapped through/);
  });

  it.each([
    [
      'an entry that is not the open',
      'stop_loss',
      (t: Trade) => ({ entryPrice: t.entryPrice + 0.01 }),
      'its entry is not',
    ],
    [
      'an exit better than the stop',
      'stop_loss',
      (t: Trade) => ({ exitPrice: t.exitPrice + 0.02 }),
      'its exit is not',
    ],
    [
      'an exit without slippage',
      'trend_break',
      (t: Trade) => ({ exitPrice: t.exitPrice / 0.995 }),
      'its exit is not',
    ],
    [
      'a stop that was never touched',
      'trend_break',
      () => ({ exitReason: 'stop_loss' as const }),
      'its stop was not touched',
    ],
    [
      'a late exit by a stop',
      'stop_loss',
      (t: Trade) => ({ exitDate: addDays(t.exitDate, 7), holdingDays: t.holdingDays + 7 }),
      'and was not sold',
    ],
    [
      'a wrong number of shares',
      'trend_break',
      (t: Trade) => ({ shares: t.shares + 1 }),
      'has other shares',
    ],
    [
      'a P&L that nobody made',
      'trend_break',
      (t: Trade) => ({ pnl: t.pnl + 5 }),
      'its P&L does not follow',
    ],
    [
      'a flattering return',
      'trend_break',
      (t: Trade) => ({ returnPct: t.returnPct + 0.5 }),
      'its return does not follow',
    ],
    [
      'days that were not held',
      'trend_break',
      (t: Trade) => ({ holdingDays: t.holdingDays + 1 }),
      'its days are miscounted',
    ],
    [
      'an entry in a session of no report',
      'trend_break',
      () => ({ reportDate: sessionDate('2015-01-05') }),
      'names no such candidate',
    ],
    [
      'an exit on a day without a bar',
      'trend_break',
      (t: Trade) => ({ exitDate: sessionDate('2015-09-06'), holdingDays: t.holdingDays }),
      'in a session without a bar',
    ],
  ] as const)('finds %s', (_, reason, change, says) => {
    expect(told(retold(reason, change)).join('\n')).toContain(says);
  });

  it('finds a profile that fills a little better than the market', () => {
    const pricing: SimulationProfile<Money>['pricing'] = {
      ...EXACT_MONEY,
      fromDollars: (dollars) => EXACT_MONEY.fromDollars(dollars * 0.999),
    };
    const subject = tamperedSubject({ profile: { pricing } });
    expect(checkFills(subject).differences.length).toBeGreaterThan(10);
  });

  it('finds an entry in another session than its report', () => {
    const late = { ...honest, entrySession: () => sessionDate('2015-03-03') };
    expect(told(late).join('\n')).toContain('was entered in another session than its report');
  });

  it('finds stops that fill where nobody traded: through a gap at the stop', () => {
    // Every stock opens a third lower on one day.
    const bars = new Map(
      [...BARS].map(([name, own]): [string, Bar[]] => [
        name,
        own.map((bar) => (bar.date < '2015-05-04' ? bar : dividedBy(bar, 1.5))),
      ]),
    );
    const stoppedBy = (stop_fill: string) => tamperedSubject({ bars, config: { stop_fill } });
    expect(told(stoppedBy('at_stop'))).toContain('was stopped at a price nobody traded that day');
    expect(told(stoppedBy('gap_aware'))).toEqual([]);
  });

  it('finds a book that holds more than it has room for', () => {
    const alone = tamperedSubject({ config: { max_positions: null, stop_loss: 4 } });
    const says = told({ ...honest, base: alone.base }).join('\n');
    expect(says).toContain('the book holds more than it has room for');
    expect(says).toContain('is held twice');
  });
});

function dividedBy(bar: Bar, ratio: number): Bar {
  const { open, high, low, close } = bar;
  return { ...bar, open: open / ratio, high: high / ratio, low: low / ratio, close: close / ratio };
}
