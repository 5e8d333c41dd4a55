import { describe, expect, it } from 'vitest';

import type { StopMode } from '../../src/domain/strategy.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { dollars, position } from '../domain/sample.ts';
import { TODAY, A, MODEL, entry, simulate, ohlc, closed, held } from './simulated-days.ts';
import { fc } from '../support/fast-check.ts';

describe('a planned exit', () => {
  const exits = [{ ticker: A, reason: 'trend_break' as const }];

  it('fills at the open less slippage, with P&L and return', () => {
    // 95 × 0.995 = 94.525; 100 × (94.525 − 100) = −547.50; −5.475 %
    const session = simulate(
      [position('A')],
      { exits, bars: { A: ohlc(95, 99, 94, 98) } },
      { slippagePct: 0.5 },
    );
    expect(session.closed).toMatchObject([
      {
        exitDate: TODAY,
        exitReason: 'trend_break',
        exitPrice: dollars('94.525'),
        pnl: dollars('-547.50'),
      },
    ]);
    expect(session.closed[0]?.returnPct).toBeCloseTo(-5.475, 10);
    expect(session.book.positions).toEqual([]);
  });

  it('goes before the stop of the same day', () => {
    expect(closed(simulate([position('A')], { exits, bars: { A: ohlc(95, 99, 50, 60) } }))).toEqual(
      ['A trend_break 95'],
    );
  });

  it('stays planned on a day without a bar, and fills on the next day with one', () => {
    const waiting = simulate([position('A')], { exits });
    expect(waiting.closed).toEqual([]);
    expect(waiting.book.positions).toMatchObject([{ ticker: 'A', plannedExit: 'trend_break' }]);
    expect(waiting.findings).toMatchObject([{ code: 'NO_BAR', subject: 'A' }]);
    const next = simulate(waiting.book.positions, { bars: { A: ohlc(97, 97, 97, 97) } });
    expect(closed(next)).toEqual(['A trend_break 97']);
  });
});

describe('an entry', () => {
  it('fills at the open, with the shares of the plan and the stop of the fill', () => {
    // 120 × 0.9 = 108
    const session = simulate([], {
      entries: [entry('A', 83)],
      bars: { A: ohlc(120, 125, 119, 124) },
    });
    expect(session.book).toMatchObject({
      positions: [
        {
          positionId: 7,
          ticker: 'A',
          entryDate: TODAY,
          entryPrice: dollars('120.00'),
          shares: 83,
          stopPrice: dollars('108.00'),
          stopOrderId: null,
          plannedExit: null,
        },
      ],
      nextPositionId: 8,
    });
  });

  it('has no slippage', () => {
    const day = { entries: [entry('A', 83)], bars: { A: ohlc(120, 125, 119, 124) } };
    const [bought] = simulate([], day, { slippagePct: 2 }).book.positions;
    expect(bought?.entryPrice).toBe(dollars('120.00'));
  });

  it('can be sized on the fill instead', () => {
    // 10,000 / 130 = 76.9
    const day = { entries: [entry('A', 83)], bars: { A: ohlc(130, 130, 130, 130) } };
    expect(held(simulate([], day, {}, { ...MODEL, sizeOn: 'fill' }))).toEqual(['A 76']);
    const dear = { entries: [entry('A', 1)], bars: { A: ohlc(10_001, 10_001, 10_001, 10_001) } };
    expect(held(simulate([], dear, {}, { ...MODEL, sizeOn: 'fill' }))).toEqual([]);
  });

  it('does not happen on a day without a bar', () => {
    const session = simulate([], {
      entries: [entry('A', 83), entry('B', 5)],
      bars: { B: ohlc(9, 9, 9, 9) },
    });
    expect(session.book).toMatchObject({
      positions: [{ ticker: 'B', positionId: 7 }],
      nextPositionId: 8,
    });
    expect(session.findings).toMatchObject([{ code: 'NO_BAR', subject: 'A' }]);
  });

  it('can be stopped on its own day', () => {
    const session = simulate([], {
      entries: [entry('A', 10)],
      bars: { A: ohlc(100, 101, 89, 95) },
    });
    expect(closed(session)).toEqual(['A stop_loss 90']);
    expect(session.closed[0]?.position.entryDate).toBe(TODAY);
    expect(session.book).toEqual({ positions: [], nextPositionId: 8 });
  });
});

describe('the stop at 90', () => {
  const old = position('A');
  const fresh = { entries: [entry('A', 10)] };
  const open100 = ohlc(100, 101, 85, 89);
  const recovered = ohlc(100, 101, 85, 95);

  it('fills at its price when the low touches it, at the open when the price gaps through it', () => {
    expect(closed(simulate([old], { bars: { A: recovered } }))).toEqual(['A stop_loss 90']);
    expect(closed(simulate([old], { bars: { A: ohlc(80, 95, 79, 94) } }))).toEqual([
      'A stop_loss 80',
    ]);
    expect(closed(simulate([old], { bars: { A: ohlc(95, 99, 90.01, 91) } }))).toEqual([]);
  });

  it('fills at its price through a gap in the other model, and loses slippage in both', () => {
    const gap = { bars: { A: ohlc(80, 95, 79, 94) } };
    const atStop = { ...MODEL, stopFill: 'at_stop' as const };
    expect(closed(simulate([old], gap, {}, atStop))).toEqual(['A stop_loss 90']);
    // 90 × 0.99 and 80 × 0.99
    expect(closed(simulate([old], gap, { slippagePct: 1 }, atStop))).toEqual(['A stop_loss 89.1']);
    expect(closed(simulate([old], gap, { slippagePct: 1 }))).toEqual(['A stop_loss 79.2']);
  });

  it('needs a bar', () => {
    expect(held(simulate([old], {}))).toEqual(['A 100']);
  });

  const onOldDay: [StopMode, string[]][] = [
    ['intraday', ['A stop_loss 90']],
    ['skip_entry_day', ['A stop_loss 90']],
    ['close', []],
    ['close_next_open', []],
  ];
  it.each(onOldDay)('in mode %s, touched but closing above: %j', (stopMode, expected) => {
    expect(closed(simulate([old], { bars: { A: recovered } }, { stopMode }))).toEqual(expected);
  });

  const onEntryDay: [StopMode, string[]][] = [
    ['intraday', ['A stop_loss 90']],
    ['skip_entry_day', []],
    ['close', ['A stop_loss 89']],
    ['close_next_open', []],
  ];
  it.each(onEntryDay)(
    'in mode %s, on the day of the entry, closing at 89: %j',
    (stopMode, expected) => {
      expect(closed(simulate([], { ...fresh, bars: { A: open100 } }, { stopMode }))).toEqual(
        expected,
      );
    },
  );

  it('in mode close fills at the close less slippage, also at exactly its price', () => {
    const day = { bars: { A: ohlc(100, 101, 85, 90) } };
    // 90 × 0.995 = 89.55
    const choices = { stopMode: 'close' as const, slippagePct: 0.5 };
    expect(closed(simulate([old], day, choices))).toEqual(['A stop_loss 89.55']);
  });

  it('in mode close_next_open becomes the exit of the next open, whatever happens overnight', () => {
    const choices = { stopMode: 'close_next_open' as const };
    const evening = simulate([old], { bars: { A: open100 } }, choices);
    expect(evening.book.positions).toMatchObject([{ ticker: 'A', plannedExit: 'stop_loss' }]);
    const morning = simulate(
      evening.book.positions,
      { bars: { A: ohlc(97, 98, 96, 97) } },
      choices,
    );
    expect(closed(morning)).toEqual(['A stop_loss 97']);
  });
});

describe('the day', () => {
  it('closes exits before stops, and keeps the rest in order', () => {
    const day = {
      exits: [{ ticker: ticker('C'), reason: 'rotated_out' as const }],
      entries: [entry('D', 5)],
      bars: {
        A: ohlc(95, 95, 80, 85),
        B: ohlc(95, 96, 94, 95),
        C: ohlc(99, 99, 99, 99),
        D: ohlc(10, 10, 10, 10),
      },
    };
    const session = simulate([position('A'), position('B'), position('C')], day);
    expect(closed(session)).toEqual(['C rotated_out 99', 'A stop_loss 90']);
    expect(held(session)).toEqual(['B 100', 'D 5']);
  });

  it('is a function of its input, which it leaves alone', () => {
    const anyBar = fc
      .tuple(...Array.from({ length: 4 }, () => fc.double({ min: 1, max: 200, noNaN: true })))
      .map(([a = 1, b = 1, c = 1, d = 1]) =>
        ohlc(a, Math.max(a, b, c, d), Math.min(a, b, c, d), d),
      );
    const book = [position('A'), position('B', { plannedExit: 'trend_break' })];
    fc.assert(
      fc.property(anyBar, anyBar, anyBar, (a, b, c) => {
        const day = { entries: [entry('C', 3)], bars: { A: a, B: b, C: c } };
        const before = structuredClone(book);
        expect(simulate(book, day)).toEqual(simulate(structuredClone(book), day));
        expect(book).toEqual(before);
      }),
    );
  });

  it('loses no position: each is held or closed afterwards', () => {
    const choice = fc.record({
      low: fc.integer({ min: 50, max: 120 }),
      traded: fc.boolean(),
      exit: fc.boolean(),
    });
    const names = ['A', 'B', 'C', 'D', 'E'];
    fc.assert(
      fc.property(fc.array(choice, { minLength: 5, maxLength: 5 }), (choices) => {
        const bars = Object.fromEntries(
          names.flatMap((name, index) => {
            const { low = 0, traded = false } = choices[index] ?? {};
            return traded ? [[name, ohlc(120, 120, low, 110)]] : [];
          }),
        );
        const exits = names
          .filter((_name, index) => choices[index]?.exit)
          .map((name) => ({ ticker: ticker(name), reason: 'trend_break' as const }));
        const session = simulate(
          names.map((name) => position(name)),
          { bars, exits },
        );
        const after = [
          ...session.book.positions.map((one) => one.ticker),
          ...session.closed.map((trade) => trade.position.ticker),
        ];
        expect(after.sort()).toEqual(names);
      }),
    );
  });
});
