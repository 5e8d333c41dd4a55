/** What is told of a decision: every number is worked out by hand from the bars and the rules named here. */
import { describe, expect, it } from 'vitest';

import type { Bar } from '../../src/domain/bar.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { explainSession } from '../../src/plans/explain-session.ts';
import type { SessionFacts } from '../../src/plans/session-plan.ts';
import { candidate, dollars, position, rules } from '../domain/sample.ts';
import { barsBetween } from '../rules/sample-bars.ts';

const AS_OF = sessionDate('2015-04-02');
const TRADE_DATE = sessionDate('2015-04-06');

/** A stock that stood at 100 for a quarter and closes its last week at `last`. */
function stock(name: string, last = 100): [ReturnType<typeof ticker>, Bar[]] {
  const bars = barsBetween('2014-12-15', AS_OF, (date) => (date >= '2015-03-30' ? last : 100));
  return [ticker(name), bars];
}

type Facts = Partial<SessionFacts> & {
  readonly stocks?: readonly (readonly [ReturnType<typeof ticker>, Bar[]])[];
};

/** The facts told of a stock, as `name: value, from`. */
function told(
  name: string,
  { stocks = [], ...facts }: Facts,
  choices: Partial<StrategyRules> = {},
): readonly string[] {
  const market = { bars: new Map(stocks), splits: [] };
  const day = { tradeDate: TRADE_DATE, asOf: AS_OF, book: [], candidates: [], market, ...facts };
  return explainSession(day, rules(choices), ticker(name)).flatMap((section) =>
    section.facts.map(({ name: what, value, from }) =>
      [`${what}: ${value ?? 'none'}`, ...(from === undefined ? [] : [from])].join(', '),
    ),
  );
}

const NEW = candidate('NEW', { score: 80, price: 50 });

describe('an entry', () => {
  it('is told with its place, its shares and its stop', () => {
    const lines = told('NEW', { candidates: [candidate('TOP', { score: 95 }), NEW] });
    expect(lines).toContain('rank: 2, of 2 admitted');
    expect(lines).toContain(
      'room: 19, max_positions 20 − held 0 + leaving 0 − entries before it 1 (TOP)',
    );
    expect(lines).toContain('shares: 200, floor(10000 / 50.00)');
    expect(lines).toContain('planned stop: 45.00, 50.00 × (1 − 10 %), rounded down to the tick');
    expect(lines).toContain('quality filter: off');
  });

  it('is told with the position that makes room for it', () => {
    const book = [position('OLD', { score: null, entryPrice: dollars('100.50') })];
    const stocks = [stock('OLD')];
    const lines = told('NEW', { book, candidates: [NEW], stocks }, { maxPositions: 1 });
    expect(lines).toContain('makes room: OLD, score none < 80');
    // 100 × (100.00 − 100.50)
    expect(lines).toContain('its P&L at the close: -50.00, as of 2015-04-02');
  });
});

describe('a candidate that is left out', () => {
  it('by its grade is no part of the ranks', () => {
    const lines = told('NEW', { candidates: [{ ...NEW, grade: 'D' }] }, { minGrade: 'B' });
    expect(lines).toContain('rank: filtered out, of 0 admitted');
    expect(lines).toContain('skipped: below_min_grade');
  });

  it('by the quality filter is told with its bounds', () => {
    const excludePrice = { min: 40, max: 60 };
    const excludeGapAndScore = { gap: 20, score: 90 };
    const candidates = [NEW];
    const byPrice = told(
      'NEW',
      { candidates },
      { qualityFilter: { excludePrice, excludeGapAndScore: null } },
    );
    expect(byPrice).toContain('prices left out: 40 to below 60');
    expect(byPrice).toContain('left out together: none');
    expect(byPrice).toContain('skipped: quality_filter');
    const byBoth = told(
      'NEW',
      { candidates },
      { qualityFilter: { excludePrice: null, excludeGapAndScore } },
    );
    expect(byBoth).toContain('prices left out: none');
    expect(byBoth).toContain('left out together: gap from 20 with score from 90');
  });

  it('by the limit of a day is told with it', () => {
    const candidates = [candidate('TOP', { score: 95 }), NEW];
    const lines = told('NEW', { candidates }, { dailyEntryLimit: 1 });
    expect(lines).toContain('skipped: daily_limit');
    expect(lines).toContain('entries before it: 1, limit 1');
  });

  it('for a price above the size of a position is told with both', () => {
    const lines = told('NEW', { candidates: [{ ...NEW, price: 10_000.5 }] });
    expect(lines).toContain('skipped: qty_zero');
    expect(lines).toContain('shares: 0, floor(10000 / 10000.5)');
  });

  it('since it is held is told since when', () => {
    const lines = told('NEW', {
      book: [position('NEW')],
      candidates: [NEW],
      stocks: [stock('NEW')],
    });
    expect(lines).toContain('skipped: already_held');
    expect(lines).toContain('why: held since 2015-01-05');
  });

  it('since another of its name was better is told so', () => {
    const twice = [candidate('NEW', { score: 95, price: 50 }), NEW];
    expect(told('NEW', { candidates: twice })).toContain('why: entered by a candidate before it');
  });
});

describe('a candidate without a place', () => {
  const full = { maxPositions: 1 };

  it('is told that nothing rotates', () => {
    const facts = { book: [position('OLD')], candidates: [NEW], stocks: [stock('OLD')] };
    const lines = told('NEW', facts, { ...full, rotation: false });
    expect(lines).toContain('skipped: capacity_full');
    expect(lines).toContain('rotation: off');
  });

  it('is told that no position is at a loss, and what holds its place', () => {
    const facts = { book: [position('OLD')], candidates: [NEW], stocks: [stock('OLD', 101)] };
    const lines = told('NEW', facts, full);
    expect(lines).toContain('rotation: none, no position is at a loss');
    expect(lines).toContain('holds a place: OLD: 100.00, 100 × (101 − 100.00)');
  });

  it('is told of the weakest position and that it is not better', () => {
    const book = [position('OLD', { score: 90, entryPrice: dollars('100.50') })];
    const lines = told('NEW', { book, candidates: [NEW], stocks: [stock('OLD')] }, full);
    expect(lines).toContain('weakest position: OLD, 100 × (100 − 100.50)');
    expect(lines).toContain('its P&L at the close: -50.00');
    expect(lines).toContain('its score: 90, the candidate has 80: not greater');
  });

  it('is told the same where it has no score', () => {
    const book = [position('OLD', { score: null, entryPrice: dollars('100.50') })];
    const none = candidate('NEW', { score: null, price: 50 });
    const facts = { book, candidates: [none], stocks: [stock('OLD')] };
    expect(told('NEW', facts, full)).toContain(
      'its score: none, the candidate has none: not greater',
    );
  });

  it('is told that the one rotation of the day went to another', () => {
    const facts = {
      book: [
        position('OLD', { score: 10, entryPrice: dollars('100.50') }),
        position('BAD', { score: 10, positionId: 2, entryPrice: dollars('101.00') }),
      ],
      candidates: [candidate('TOP', { score: 95 }), NEW],
      stocks: [stock('OLD'), stock('BAD')],
    };
    expect(told('NEW', facts, { maxPositions: 2 })).toContain('rotation: used, BAD went for TOP');
  });
});

describe('a position', () => {
  it('is told with its trend, and that it stays', () => {
    const lines = told('OLD', { book: [position('OLD')], stocks: [stock('OLD', 101)] });
    expect(lines).toContain('stop: 90.00, 10.00 below the entry');
    expect(lines).toContain('P&L at the close: 100.00, 100 × (101 − 100.00)');
    expect(lines).toContain('trailing stop: weekly_ema 10, after 2 completed weeks');
    expect(lines).toContain('verdict: hold, as of 2015-04-02');
    expect(lines).toContain('completed weeks: 12');
    expect(lines).toContain('decision: stays');
  });

  it('whose prices nobody has is told without them', () => {
    const lines = told('OLD', { book: [position('OLD')] });
    expect(lines).toContain('P&L at the close: none, no close is known');
    expect(lines).toContain('verdict: stale_data, as of 2015-04-02');
    expect(lines).toContain('close: none');
    expect(lines).toContain('indicator: none');
  });

  it('that is in dispute is told without a verdict', () => {
    const disputed = new Set([ticker('OLD')]);
    const lines = told('OLD', { book: [position('OLD')], stocks: [stock('OLD')], disputed });
    expect(lines).toContain('decision: stays');
  });

  it('is told week by week, also before its average is known', () => {
    const facts: SessionFacts = {
      ...{ tradeDate: TRADE_DATE, asOf: AS_OF, candidates: [] },
      book: [position('OLD', { stopPrice: dollars('90.00') })],
      market: { bars: new Map([stock('OLD')]), splits: [] },
    };
    const [section] = explainSession(facts, rules(), ticker('OLD'));
    const weeks = section?.weeks ?? [];
    // December 15 is the first week: the tenth ends on February 20.
    expect(weeks.find(({ weekEnding }) => weekEnding === '2015-02-13')).toMatchObject({
      indicator: null,
      verdict: 'warming_up',
    });
    expect(weeks.find(({ weekEnding }) => weekEnding === '2015-02-20')).toMatchObject({
      indicator: 100,
      verdict: 'hold',
    });
  });
});
