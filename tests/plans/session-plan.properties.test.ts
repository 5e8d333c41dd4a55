/** What must not matter to a plan, tried on random books, candidates and markets. */
import { describe, expect, it } from 'vitest';

import type { Bar } from '../../src/domain/bar.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import { moneyFromUnits } from '../../src/domain/money.ts';
import type { Position } from '../../src/domain/position.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { SessionPlan } from '../../src/domain/signal.ts';
import { ticker, type Ticker } from '../../src/domain/ticker.ts';
import { planSession, type SessionFacts } from '../../src/plans/session-plan.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { candidate, position, rules } from '../domain/sample.ts';
import { bar } from '../rules/sample-bars.ts';
import { fc } from '../support/fast-check.ts';

const SESSIONS = sessionsBetween(sessionDate('2015-01-02'), sessionDate('2015-04-10'));
const ENTRY_DATES = SESSIONS.slice(0, 40);
const AS_OF = sessionDate('2015-04-02');
const TRADE_DATE = sessionDate('2015-04-06');
const HELD = ['A', 'B', 'C', 'D'].map(ticker);
const OFFERED = ['D', 'X', 'Y', 'Z'].map(ticker);
const RULES = rules({ maxPositions: 4, trailing: { kind: 'weekly_nweek_low', period: 4 } });

/** Prices in even cents from 20 to 60 dollars: halving and doubling them is exact in money. */
const evenCents = fc.integer({ min: 1_000, max: 3_000 }).map((cents) => cents / 50);

const bars = fc
  .array(evenCents, { minLength: SESSIONS.length, maxLength: SESSIONS.length })
  .map((closes) => closes.map((close, index) => bar(SESSIONS[index] ?? AS_OF, close)));

const held = (name: Ticker, positionId: number) =>
  fc
    .record({
      entryDate: fc.constantFrom(...ENTRY_DATES),
      entryPrice: evenCents.map((price) => moneyFromUnits(Math.round(price * 10_000))),
      shares: fc.integer({ min: 1, max: 200 }).map((half) => 2 * half),
      score: fc.option(fc.integer({ min: 0, max: 100 })),
    })
    .map((facts): Position => position(name, { ...facts, positionId }));

const offered = (name: Ticker) =>
  fc
    .record({ score: fc.option(fc.integer({ min: 0, max: 100 })), price: fc.option(evenCents) })
    .map((facts): Candidate => candidate(name, facts));

const anyFacts: fc.Arbitrary<SessionFacts> = fc
  .tuple(
    fc.tuple(...HELD.map(held)),
    fc.tuple(...OFFERED.map(offered)),
    fc.tuple(...[...HELD, 'X'].map(() => bars)),
  )
  .map(([book, candidates, prices]) => ({
    tradeDate: TRADE_DATE,
    asOf: AS_OF,
    book,
    candidates,
    market: {
      bars: new Map([...HELD, ticker('X')].map((name, index) => [name, prices[index] ?? []])),
      splits: [],
    },
  }));

const withBars = (
  facts: SessionFacts,
  changed: ReadonlyMap<Ticker, readonly Bar[]>,
): SessionFacts => ({
  ...facts,
  market: { ...facts.market, bars: changed },
});

/** The decisions without their numbers. */
function decisions(plan: SessionPlan): string[] {
  return [
    ...plan.exits.map(({ position, reason }) => `sell ${position.ticker} ${reason}`),
    ...plan.entries.map((entry) => `buy ${entry.candidate.ticker}`),
    ...plan.skipped.map(({ ticker, reason }) => `skip ${ticker} ${reason}`),
    ...plan.verdicts.map(({ ticker, verdict }) => `${ticker} ${verdict.verdict}`),
  ];
}

function scaledPosition(one: Position, ratio: number): Position {
  return {
    ...one,
    shares: one.shares * ratio,
    entryPrice: moneyFromUnits(one.entryPrice / ratio),
    stopPrice: moneyFromUnits(one.stopPrice / ratio),
  };
}

function scaledBar(one: Bar, ratio: number): Bar {
  const { date, open, high, low, close, volume } = one;
  return {
    date,
    open: open / ratio,
    high: high / ratio,
    low: low / ratio,
    close: close / ratio,
    volume: volume * ratio,
  };
}

function scaled(facts: SessionFacts, name: Ticker, ratio: number): SessionFacts {
  const rescaled = new Map(facts.market.bars);
  const before = rescaled.get(name) ?? [];
  rescaled.set(
    name,
    before.map((one) => scaledBar(one, ratio)),
  );
  return {
    ...withBars(facts, rescaled),
    book: facts.book.map((one) => (one.ticker === name ? scaledPosition(one, ratio) : one)),
    candidates: facts.candidates.map((one) =>
      one.ticker === name && one.price !== null ? { ...one, price: one.price / ratio } : one,
    ),
  };
}

describe('a plan', () => {
  it('does not depend on the order of bars, tickers and positions', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const reversed = [...facts.market.bars]
          .reverse()
          .map(([name, list]): [Ticker, Bar[]] => [name, [...list].reverse()]);
        const turned = { ...withBars(facts, new Map(reversed)), book: [...facts.book].reverse() };
        expect(planSession(turned, RULES)).toEqual(planSession(facts, RULES));
      }),
    );
  });

  it('does not depend on bars after its as-of session', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const cut = new Map(
          [...facts.market.bars].map(([name, list]) => [
            name,
            list.filter(({ date }) => date <= AS_OF),
          ]),
        );
        expect(planSession(withBars(facts, cut), RULES)).toEqual(planSession(facts, RULES));
      }),
    );
  });

  it('does not depend on the bars of a stock that is neither held nor offered', () => {
    fc.assert(
      fc.property(anyFacts, bars, (facts, unrelated) => {
        const more = new Map([...facts.market.bars, [ticker('ZZZ'), unrelated]]);
        expect(planSession(withBars(facts, more), RULES)).toEqual(planSession(facts, RULES));
      }),
    );
  });

  it('decides the same when a stock is told in the terms of another split', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.constantFrom(...HELD, ticker('X')),
        fc.constantFrom(2, 0.5),
        (facts, name, ratio) => {
          const there = planSession(scaled(facts, name, ratio), RULES);
          expect(decisions(there)).toEqual(decisions(planSession(facts, RULES)));
        },
      ),
    );
  });

  it('never holds more than it may, never buys what it holds, and accounts for every candidate', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 1, max: 6 }), (facts, maxPositions) => {
        const plan = planSession(facts, { ...RULES, maxPositions });
        const after = facts.book.length - plan.exits.length + plan.entries.length;
        // A book that is too large already may rotate, which does not make it larger.
        expect(after).toBeLessThanOrEqual(Math.max(maxPositions, facts.book.length));
        const book = facts.book.map((one) => one.ticker);
        for (const entry of plan.entries) {
          expect(book).not.toContain(entry.candidate.ticker);
          expect(entry.qty * entry.referencePrice).toBeLessThanOrEqual(RULES.positionSize * 10_000);
          expect(entry.stopPrice).toBeLessThan(entry.referencePrice);
        }
        expect(plan.entries.length + plan.skipped.length).toBe(facts.candidates.length);
        expect(plan.exits.filter(({ reason }) => reason === 'rotated_out').length).toBeLessThan(2);
      }),
    );
  });

  it('leaves its facts alone', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const before = structuredClone(facts);
        planSession(facts, RULES);
        expect(facts).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });
});
