import { describe, expect, it } from 'vitest';

import { addDays, sessionDate } from '../../src/domain/session-date.ts';
import {
  isHigherPnl,
  judgeSwitch,
  type ComparedBook,
  type SwitchDecision,
} from '../../src/rules/strategy-switch.ts';
import { fc } from '../support/fast-check.ts';

const FIRST = sessionDate('2015-01-02');

/** One trade a day. */
const book = (pnls: readonly number[], capitalBase = 10_000): ComparedBook => ({
  name: 'a book',
  capitalBase,
  trades: pnls.map((pnl, day) => ({ exitDate: addDays(FIRST, day), pnl })),
});

const judge = (primary: readonly number[], shadow: readonly number[], days = 90): SwitchDecision =>
  judgeSwitch({
    primary: book(primary),
    shadow: book(shadow),
    span: { from: FIRST, to: addDays(FIRST, days) },
  });

const repeated = (times: number, ...pnls: readonly number[]): number[] =>
  Array.from({ length: times }, () => pnls).flat();

const criterion = (decision: SwitchDecision, name: string) =>
  decision.criteria.find((one) => one.name === name);

/** Profit factor 1.5 and 2 at the same frequency of wins: 150 or 200 won for every 100 lost. */
const GOOD = repeated(50, 150, -100);
const BETTER = repeated(50, 200, -100);

describe('which strategy should be primary', () => {
  it('is too early to tell before 90 days while a book has fewer than 100 closed trades', () => {
    expect(judge(GOOD.slice(0, 98), BETTER, 89)).toMatchObject({
      verdict: 'too_early',
      because: '89 of 90 days, and 98 of 100 closed trades in the book with fewer',
    });
    expect(judge(GOOD.slice(0, 98), BETTER, 90).verdict).not.toBe('too_early');
    expect(judge(GOOD, BETTER, 89).verdict).not.toBe('too_early');
  });

  it('is too early to tell while a book has not closed a trade, however many days have passed', () => {
    expect(judge(GOOD, [], 400)).toMatchObject({ verdict: 'too_early', criteria: [] });
    expect(judge([], [], 400).verdict).toBe('too_early');
    const none = judgeSwitch({ primary: book([]), shadow: book([]), span: null });
    expect(none).toMatchObject({ verdict: 'too_early', days: 0 });
  });

  it('shows both numbers of every criterion', () => {
    const { criteria } = judge(GOOD, BETTER);
    // Won 7,500 or 10,000, lost 5,000; the deepest fall is one loss of 100, below 10,150 and 10,200.
    expect(criteria.map(({ name }) => name)).toEqual(['profit_factor', 'max_drawdown_pct', 'pnl']);
    expect(criteria[0]).toMatchObject({ primary: 1.5, shadow: 2, difference: 0.5, isMet: true });
    expect(criteria[1]?.primary).toBeCloseTo(10_000 / 10_150, 10);
    expect(criteria[1]?.shadow).toBeCloseTo(10_000 / 10_200, 10);
    expect(criteria[2]).toMatchObject({ primary: 2_500, shadow: 5_000, difference: 2_500 });
  });

  it('keeps the primary when one criterion fails', () => {
    // The same wins and losses, but all losses in a row: only the drawdown is worse.
    const inARow = [...repeated(50, 200), ...repeated(50, -100)];
    const decision = judge(GOOD, inARow);
    expect(decision).toMatchObject({
      verdict: 'keep_primary',
      because: 'the shadow is not better by max_drawdown_pct',
    });
    expect(criterion(decision, 'profit_factor')?.isMet).toBe(true);
  });

  it('asks for a profit factor that is 0.10 higher, not for one that nearly is', () => {
    const factor = (won: number): number[] => repeated(50, won, -100);
    expect(criterion(judge(factor(150), factor(160)), 'profit_factor')?.isMet).toBe(true);
    expect(criterion(judge(factor(150), factor(159.9)), 'profit_factor')?.isMet).toBe(false);
  });

  it('does not call proven what chance may explain', () => {
    // A little better everywhere, and wildly scattered.
    const decision = judge(repeated(50, 1_000, -900), repeated(50, 1_200, -900));
    expect(decision.criteria.every(({ isMet }) => isMet)).toBe(true);
    expect(decision.verdict).toBe('not_proven');
    expect(criterion(decision, 'pnl')?.isProven).toBe(false);
    const { low, high } = criterion(decision, 'pnl')?.interval ?? { low: NaN, high: NaN };
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it('proposes the switch when every difference is beyond chance', () => {
    const decision = judge(repeated(100, 100, -110), repeated(100, 110, -20));
    expect(decision.verdict).toBe('switch');
    expect(decision.criteria.map(({ isProven }) => isProven)).toEqual([true, true, true]);
  });

  it('gives no interval for fewer than ten trades, and so no proof', () => {
    const decision = judge(repeated(3, 100, -110), repeated(3, 200, -20));
    expect(decision.criteria.map(({ interval }) => interval)).toEqual([null, null, null]);
    expect(decision.verdict).toBe('not_proven');
  });

  it('takes a factor without losses for infinite, and two of them for equal', () => {
    const won = repeated(100, 100);
    expect(criterion(judge(GOOD, won), 'profit_factor')).toMatchObject({
      shadow: Infinity,
      difference: Infinity,
      isMet: true,
    });
    expect(criterion(judge(won, won), 'profit_factor')).toMatchObject({
      difference: 0,
      isMet: false,
      interval: { low: 0, high: 0 },
    });
    expect(criterion(judge(won, GOOD), 'profit_factor')).toMatchObject({
      difference: -Infinity,
      isMet: false,
    });
  });

  it('measures 3 % on the size of the P&L of the primary, also when that lost money', () => {
    // 3 % of 1,000 is 30, whichever the sign.
    expect(isHigherPnl(1_000, 1_030)).toBe(true);
    expect(isHigherPnl(1_000, 1_029.99)).toBe(false);
    expect(isHigherPnl(-1_000, -970)).toBe(true);
    expect(isHigherPnl(-1_000, -970.01)).toBe(false);
    expect(isHigherPnl(-1_000, -1_030)).toBe(false);
    expect(isHigherPnl(0, 0)).toBe(false);
    expect(isHigherPnl(0, 0.01)).toBe(true);
  });

  it('depends on the days of the exits, not on the order in which trades are listed', () => {
    const pnl = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(fc.array(pnl, { minLength: 1, maxLength: 25 }), (pnls) => {
        const listed = book(pnls);
        const backwards = { ...listed, trades: listed.trades.toReversed() };
        const span = { from: FIRST, to: addDays(FIRST, 120) };
        const decide = (shadow: ComparedBook) =>
          judgeSwitch({ primary: book([100, -50]), shadow, span });
        expect(decide(backwards)).toEqual(decide(listed));
      }),
      { numRuns: 10, seed: 20_151_023 },
    );
  });

  it('never proposes a switch to the book that is primary already', () => {
    expect(judge(GOOD, GOOD).verdict).toBe('keep_primary');
  });
});
