import { describe, expect, it } from 'vitest';

import type { Bar } from '../../src/domain/bar.ts';
import type { Position } from '../../src/domain/position.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { SessionPlan } from '../../src/domain/signal.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { planSession, type SessionFacts } from '../../src/plans/session-plan.ts';
import { candidate, dollars, position, rules } from '../domain/sample.ts';
import { barsBetween } from '../rules/sample-bars.ts';

/** Thursday before Good Friday, the last session of its week; the plan is for the Monday after. */
const AS_OF = sessionDate('2015-04-02');
const TRADE_DATE = sessionDate('2015-04-06');

/** A stock that stood at 100 for a quarter and closes its last week at `last`. */
function stock(name: string, last = 100): [ReturnType<typeof ticker>, Bar[]] {
  return [
    ticker(name),
    barsBetween('2014-12-15', AS_OF, (date) => (date >= '2015-03-30' ? last : 100)),
  ];
}

type Facts = Partial<SessionFacts> & { readonly stocks?: [ReturnType<typeof ticker>, Bar[]][] };

function plan({ stocks = [], ...facts }: Facts, choices: Partial<StrategyRules> = {}): SessionPlan {
  return planSession(
    {
      tradeDate: TRADE_DATE,
      asOf: AS_OF,
      book: [],
      candidates: [],
      market: { bars: new Map(stocks), splits: [] },
      ...facts,
    },
    rules(choices),
  );
}

const exits = (made: SessionPlan) => made.exits.map((e) => `${e.position.ticker} ${e.reason}`);
const entries = (made: SessionPlan) => made.entries.map((e) => `${e.candidate.ticker} ${e.qty}`);
const skips = (made: SessionPlan) => made.skipped.map((s) => `${s.ticker} ${s.reason}`);

describe('the exits of a session', () => {
  it('sell what closed its week below its average, with the numbers', () => {
    const made = plan({
      book: [position('A'), position('B')],
      stocks: [stock('A', 90), stock('B')],
    });
    expect(exits(made)).toEqual(['A trend_break']);
    // 12 Mondays from January 12 to March 30; 90·(2/11) + 100·(9/11) = 98.18…
    expect(made.exits[0]?.evidence).toMatchObject({ asOf: AS_OF, close: 90, completedWeeks: 12 });
    expect(made.exits[0]?.evidence['indicator']).toBeCloseTo(98.181_818, 5);
    expect(made.verdicts.map(({ ticker, verdict }) => `${ticker} ${verdict.verdict}`)).toEqual([
      'A exit',
      'B hold',
    ]);
  });

  it('are listed by entry date, then ticker', () => {
    const old = { entryDate: sessionDate('2014-12-15') };
    const book = [position('C'), position('A'), position('B', old)];
    for (const held of [book, book.toReversed()]) {
      const made = plan({ book: held, stocks: [stock('A', 90), stock('B', 90), stock('C', 90)] });
      expect(exits(made)).toEqual(['B trend_break', 'A trend_break', 'C trend_break']);
    }
  });

  it.each([
    // January 5 to April 2 are 26 + 28 + 31 + 2 = 87 days.
    [87, ['A max_holding']],
    [88, []],
    [null, []],
  ])('with a holding limit of %s days sell a position of 87 days: %j', (maxHoldingDays, sold) => {
    const made = plan({ book: [position('A')], stocks: [stock('A')] }, { maxHoldingDays });
    expect(exits(made)).toEqual(sold);
  });

  it('name a broken trend before an old position', () => {
    const made = plan({ book: [position('A')], stocks: [stock('A', 90)] }, { maxHoldingDays: 1 });
    expect(exits(made)).toEqual(['A trend_break']);
  });

  it('carry over an exit that was planned and not filled, whatever the trend says now', () => {
    const waiting = position('A', { plannedExit: 'rotated_out' });
    const made = plan({ book: [waiting], stocks: [stock('A')] });
    expect(exits(made)).toEqual(['A rotated_out']);
    expect(exits(plan({ book: [waiting] }))).toEqual(['A rotated_out']);
  });

  it('do not touch a disputed position', () => {
    const disputed = new Set([ticker('A')]);
    const waiting = position('A', { plannedExit: 'trend_break' });
    expect(exits(plan({ book: [waiting], stocks: [stock('A', 90)], disputed }))).toEqual([]);
  });

  it('raise a finding, and sell nothing, where the last bar is missing', () => {
    const [name, bars] = stock('A', 90);
    const made = plan({ book: [position('A')], stocks: [[name, bars.slice(0, -1)]] });
    expect(exits(made)).toEqual([]);
    expect(made.findings).toMatchObject([
      { code: 'STALE_DATA', severity: 'warning', subject: 'A' },
    ]);
    expect(made.findings[0]?.message).toContain(AS_OF);
    expect(made.findings[0]?.remedy).not.toBeNull();
  });
});

describe('an entry', () => {
  it('has its shares, its price and its stop from the price of the report', () => {
    // 10,000 / 617.68 = 16.19 shares; 617.68 × 0.9 = 555.912
    const made = plan({ candidates: [candidate('AMZN', { price: 617.68 })] });
    expect(made.entries).toMatchObject([
      { qty: 16, referencePrice: dollars('617.68'), stopPrice: dollars('555.91') },
    ]);
  });

  it('goes to the best scores first', () => {
    const made = plan(
      { candidates: [candidate('A', { score: 70 }), candidate('B', { score: 90 })] },
      { maxPositions: 1 },
    );
    expect(entries(made)).toEqual(['B 100']);
    expect(skips(made)).toEqual(['A capacity_full']);
  });

  it('needs no bars of its stock', () => {
    expect(entries(plan({ candidates: [candidate('NEW')] }))).toEqual(['NEW 100']);
  });
});

describe('the questions to a candidate come in this order:', () => {
  const full = { maxPositions: 1, rotation: false, dailyEntryLimit: 1 };
  const held = [position('A'), position('B')];
  const blocked = new Map([[ticker('A'), 'twin_mismatch' as const]]);

  it('the filters of the report first, though it is held', () => {
    const made = plan(
      { book: held, candidates: [candidate('A', { grade: 'D' })] },
      { minGrade: 'C' },
    );
    expect(skips(made)).toEqual(['A below_min_grade']);
  });

  it('whether it is held, before anything is asked about its price', () => {
    const poor = candidate('A', { price: null });
    expect(skips(plan({ book: held, candidates: [poor], blocked }, full))).toEqual([
      'A already_held',
    ]);
  });

  it('held counts though it is sold in this very session: a wash trade to the broker', () => {
    const made = plan({
      book: [position('A')],
      candidates: [candidate('A', { score: 100 })],
      stocks: [stock('A', 90)],
    });
    expect(exits(made)).toEqual(['A trend_break']);
    expect(skips(made)).toEqual(['A already_held']);
    expect(entries(made)).toEqual([]);
  });

  it('whether it was planned a moment ago', () => {
    const twice = [candidate('A', { score: 90 }), candidate('A', { score: 80 })];
    const made = plan({ candidates: twice });
    expect(entries(made)).toEqual(['A 100']);
    expect(skips(made)).toEqual(['A already_held']);
  });

  it('whether something blocks it, before its price', () => {
    const made = plan({ candidates: [candidate('A', { price: null })], blocked });
    expect(skips(made)).toEqual(['A twin_mismatch']);
  });

  it.each([null, 0, -5, NaN, 0.000_01])('whether %s is a price, before there is room', (price) => {
    const made = plan({ book: [position('B')], candidates: [candidate('A', { price })] }, full);
    expect(skips(made)).toEqual(['A no_price']);
  });

  it('whether the price of less than a cent can carry a stop at all', () => {
    expect(skips(plan({ candidates: [candidate('A', { price: 0.0001 })] }))).toEqual([
      'A no_price',
    ]);
    expect(entries(plan({ candidates: [candidate('A', { price: 0.01 })] }))).toEqual(['A 1000000']);
  });

  it('whether the dollars buy a share, before there is room', () => {
    const dear = candidate('A', { price: 10_000.01 });
    expect(skips(plan({ book: [position('B')], candidates: [dear] }, full))).toEqual([
      'A qty_zero',
    ]);
  });

  it('whether there is room, before the limit of the day', () => {
    const made = plan(
      { candidates: [candidate('A', { score: 3 }), candidate('B', { score: 2 })] },
      full,
    );
    expect(entries(made)).toEqual(['A 100']);
    expect(skips(made)).toEqual(['B capacity_full']);
  });

  it('last, the limit of the day', () => {
    const made = plan(
      { candidates: [candidate('A', { score: 3 }), candidate('B', { score: 2 })] },
      { dailyEntryLimit: 1 },
    );
    expect(skips(made)).toEqual(['B daily_limit']);
  });
});

describe('room', () => {
  it('is made by the exits of the same session', () => {
    const facts = {
      book: [position('A'), position('B')],
      candidates: [candidate('C', { score: 1 }), candidate('D', { score: 0 })],
    };
    const choices = { maxPositions: 2, rotation: false };
    const stocks = [stock('A', 90), stock('B')];
    expect(entries(plan({ ...facts, stocks }, choices))).toEqual(['C 100']);
    const both = [stock('A', 90), stock('B', 90)];
    expect(entries(plan({ ...facts, stocks: both }, choices))).toEqual(['C 100', 'D 100']);
  });

  it('is taken by a disputed position', () => {
    const made = plan(
      {
        book: [position('A', { plannedExit: 'trend_break' })],
        candidates: [candidate('C')],
        disputed: new Set([ticker('A')]),
      },
      { maxPositions: 1, rotation: false },
    );
    expect(skips(made)).toEqual(['C capacity_full']);
  });

  it('is never there when more is held than the rules allow', () => {
    const made = plan(
      { book: [position('A'), position('B')], candidates: [candidate('C')] },
      { maxPositions: 1, rotation: false },
    );
    expect(entries(made)).toEqual([]);
  });
});

describe('rotation', () => {
  // Young positions, so that no trailing stop interferes; A has lost 500, B 200, C has won.
  const young = { entryDate: sessionDate('2015-03-30'), score: 50 };
  const book = [position('A', young), position('B', young), position('C', young)];
  const stocks = [stock('A', 95), stock('B', 98), stock('C', 110)];
  const better = candidate('X', { score: 51 });
  const rotate = (facts: Facts, choices: Partial<StrategyRules> = {}) =>
    plan({ book, stocks, candidates: [better], ...facts }, { maxPositions: 3, ...choices });

  it('sells the most negative P&L for a better candidate, with the numbers', () => {
    const made = rotate({});
    expect(exits(made)).toEqual(['A rotated_out']);
    expect(entries(made)).toEqual(['X 100']);
    expect(made.exits[0]?.evidence).toEqual({
      asOf: AS_OF,
      unrealizedPnl: '-500.00',
      score: 50,
      madeRoomFor: 'X',
      itsScore: 51,
    });
  });

  it('wants a strictly greater score', () => {
    const made = rotate({ candidates: [candidate('X', { score: 50 })] });
    expect(exits(made)).toEqual([]);
    expect(skips(made)).toEqual(['X capacity_full']);
  });

  it('counts a missing score as minus one, on either side', () => {
    const none = book.map((held): Position => ({ ...held, score: null }));
    expect(exits(rotate({ book: none, candidates: [candidate('X', { score: 0 })] }))).toEqual([
      'A rotated_out',
    ]);
    expect(exits(rotate({ book: none, candidates: [candidate('X', { score: null })] }))).toEqual(
      [],
    );
  });

  it('looks at the weakest only: a better score of the next one does not matter', () => {
    const strong = [position('A', { ...young, score: 99 }), ...book.slice(1)];
    expect(exits(rotate({ book: strong }))).toEqual([]);
  });

  it('happens once a session', () => {
    const two = [candidate('X', { score: 99 }), candidate('Y', { score: 98 })];
    const made = rotate({ candidates: two });
    expect(exits(made)).toEqual(['A rotated_out']);
    expect(skips(made)).toEqual(['Y capacity_full']);
  });

  it('happens only when there is no room', () => {
    expect(exits(rotate({}, { maxPositions: 4 }))).toEqual([]);
  });

  it('can be off', () => {
    expect(exits(rotate({}, { rotation: false }))).toEqual([]);
  });

  it('sells nothing at a profit', () => {
    const made = rotate({ stocks: [stock('A', 101), stock('B', 100), stock('C', 110)] });
    expect(exits(made)).toEqual([]);
  });

  it('does not count a position that is sold anyway', () => {
    const leaving = [position('A', { ...young, plannedExit: 'max_holding' }), ...book.slice(1)];
    const two = [candidate('X', { score: 99 }), candidate('Y', { score: 98 })];
    const made = rotate({ book: leaving, candidates: two });
    expect(exits(made)).toEqual(['A max_holding', 'B rotated_out']);
    expect(entries(made)).toEqual(['X 100', 'Y 100']);
  });

  it('passes over a position entered today', () => {
    const fresh = [position('A', { ...young, entryDate: TRADE_DATE }), ...book.slice(1)];
    expect(exits(rotate({ book: fresh }))).toEqual(['B rotated_out']);
  });

  it('passes over a disputed position', () => {
    expect(exits(rotate({ disputed: new Set([ticker('A')]) }))).toEqual(['B rotated_out']);
  });

  it('is undone by nothing behind it: the limit of the day keeps both as they are', () => {
    const made = rotate({}, { dailyEntryLimit: 0 });
    expect(exits(made)).toEqual([]);
    expect(skips(made)).toEqual(['X daily_limit']);
  });

  it('takes closes in the share terms of the book', () => {
    // A two-for-one split on April 1: 200 before it, 95 after. Nobody lost half.
    const split = {
      type: 'split' as const,
      ticker: ticker('A'),
      exDate: sessionDate('2015-04-01'),
      ratio: 2,
    };
    const bars = barsBetween('2014-12-15', AS_OF, (date) => (date < '2015-04-01' ? 200 : 95));
    const market = { bars: new Map([[ticker('A'), bars], ...stocks.slice(1)]), splits: [split] };
    expect(rotate({ market }).exits[0]?.evidence['unrealizedPnl']).toBe('-500.00');
  });
});
