import { describe, expect, it } from 'vitest';

import { moneyFromUnits } from '../../src/domain/money.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { closedTrade } from '../../src/plans/simulated-session.ts';
import { dollars, position } from '../domain/sample.ts';
import { TODAY, A, entry, simulate, ohlc, closed, held } from './simulated-days.ts';
import { fc } from '../support/fast-check.ts';

describe('a split', () => {
  const split = (name: string, ratio: number) => ({
    type: 'split' as const,
    ticker: ticker(name),
    exDate: sessionDate(TODAY),
    ratio,
  });

  it('comes before the open: yesterday’s stop does not fire at today’s price', () => {
    const day = { splits: [split('A', 2)], bars: { A: ohlc(52, 53, 51, 52) } };
    const session = simulate([position('A')], day);
    expect(session.closed).toEqual([]);
    expect(session.book.positions).toMatchObject([
      { shares: 200, entryPrice: dollars('50.00'), stopPrice: dollars('45.00') },
    ]);
  });

  it('leaves the P&L of an exit on its day as it was', () => {
    // 200 × (52 − 50) = 400, as 100 × (104 − 100).
    const exits = [{ ticker: A, reason: 'trend_break' as const }];
    const day = { exits, splits: [split('A', 2)], bars: { A: ohlc(52, 53, 51, 52) } };
    expect(simulate([position('A')], day).closed).toMatchObject([{ pnl: dollars('400.00') }]);
  });

  it('applies without a bar too, and to its own stock only', () => {
    const session = simulate([position('A'), position('B')], { splits: [split('B', 0.1)] });
    expect(held(session)).toEqual(['A 100', 'B 10']);
  });

  it('leaves an entry of its day alone', () => {
    const day = {
      entries: [entry('A', 10)],
      splits: [split('A', 2)],
      bars: { A: ohlc(100, 100, 100, 100) },
    };
    expect(held(simulate([], day))).toEqual(['A 10']);
  });
});

describe('a closed trade', () => {
  it('earns shares times the difference, and that per cent of the entry', () => {
    // 16 × (640.25 − 617.68) = 361.12; 22.57 / 617.68 = 3.654 %
    const trade = closedTrade(position('A', { shares: 16, entryPrice: dollars('617.68') }), {
      exitDate: sessionDate(TODAY),
      exitPrice: dollars('640.25'),
      exitReason: 'max_holding',
    });
    expect(trade.pnl).toBe(dollars('361.12'));
    expect(trade.returnPct).toBeCloseTo(3.653_995_596_4, 8);
  });

  it('loses nothing at its entry price', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1, max: 1e5 }),
        (price, shares) => {
          const entryPrice = moneyFromUnits(price);
          const trade = closedTrade(position('A', { shares, entryPrice }), {
            exitDate: sessionDate(TODAY),
            exitPrice: entryPrice,
            exitReason: 'manual',
          });
          expect([trade.pnl, trade.returnPct]).toEqual([0, 0]);
        },
      ),
    );
  });
});

describe('a reverse split that leaves less than one share', () => {
  const splits = [{ type: 'split' as const, ticker: A, exDate: sessionDate(TODAY), ratio: 0.05 }];

  it('ends the position at what its shares were worth, in their own terms [F30]', () => {
    const few = position('A', { shares: 10, entryPrice: dollars('4.00') });
    const session = simulate([few], { bars: { A: ohlc(60, 60, 60, 60) }, splits });
    // 60 for twenty shares in one: 3 each.
    expect(closed(session)).toEqual(['A delisted 3']);
    expect(session.closed[0]?.pnl).toBe(dollars('-10.00'));
    expect(session.book.positions).toEqual([]);
  });

  it('ends it at its entry where nothing was traded, and spares what is left of others [F30]', () => {
    const few = position('A', { shares: 10, entryPrice: dollars('4.00') });
    expect(closed(simulate([few], { splits }))).toEqual(['A delisted 4']);
    const many = position('A', { shares: 100, entryPrice: dollars('4.00') });
    expect(simulate([many], { splits }).book.positions).toMatchObject([{ shares: 5 }]);
  });
});
