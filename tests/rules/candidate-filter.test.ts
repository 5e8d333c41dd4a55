import { describe, expect, it } from 'vitest';

import type { Candidate } from '../../src/domain/candidate.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { QualityFilter } from '../../src/domain/strategy.ts';
import { filterCandidates, orderCandidates, scoreOf } from '../../src/rules/candidate-filter.ts';
import { candidate } from '../domain/sample.ts';
import { fc } from '../support/fast-check.ts';

const names = (candidates: readonly Candidate[]): string[] =>
  candidates.map(({ ticker }) => ticker);

describe('candidates are asked', () => {
  it('by score, the best first, and without a score last', () => {
    const asked = orderCandidates([
      candidate('A', { score: null }),
      candidate('B', { score: 0 }),
      candidate('C', { score: 91.5 }),
      candidate('D', { score: 91 }),
    ]);
    expect(names(asked)).toEqual(['C', 'D', 'B', 'A']);
  });

  it('on equal scores by the date of their report, then by their place in it', () => {
    const asked = orderCandidates([
      candidate('A', { reportDate: sessionDate('2015-10-23') }),
      candidate('Z', { reportDate: sessionDate('2015-10-22') }),
      candidate('B', { reportDate: sessionDate('2015-10-22') }),
      candidate('C', { reportDate: sessionDate('2015-10-23') }),
    ]);
    expect(names(asked)).toEqual(['Z', 'B', 'A', 'C']);
  });

  it('without changing the list they came in', () => {
    const given = [candidate('A', { score: 1 }), candidate('B', { score: 2 })];
    orderCandidates(given);
    expect(names(given)).toEqual(['A', 'B']);
  });

  it('each exactly once, and asking again changes nothing', () => {
    const some = fc.array(
      fc
        .tuple(fc.stringMatching(/^[A-Z]{1,3}$/), fc.option(fc.integer({ min: 0, max: 3 })))
        .map(([name, score]) => candidate(name, { score })),
    );
    fc.assert(
      fc.property(some, (given) => {
        const asked = orderCandidates(given);
        expect(new Set(asked)).toEqual(new Set(given));
        expect(orderCandidates(asked)).toEqual(asked);
      }),
    );
  });

  it('with a missing score counting as minus one', () => {
    expect(scoreOf(null)).toBe(-1);
    expect(scoreOf(0)).toBe(0);
  });
});

describe('the filter', () => {
  const verdictOf = (one: Candidate, qualityFilter: QualityFilter | null): string =>
    filterCandidates([one], { minGrade: 'D', qualityFilter }).skipped[0]?.reason ?? 'admitted';

  it.each([
    ['A', 'A'],
    ['B', 'AB'],
    ['C', 'ABC'],
    ['D', 'ABCD'],
  ] as const)('with the minimum grade %s admits %s', (minGrade, admitted) => {
    const all = (['A', 'B', 'C', 'D'] as const).map((grade) => candidate(grade, { grade }));
    const filtered = filterCandidates(all, { minGrade, qualityFilter: null });
    expect(names(filtered.admitted).join('')).toBe(admitted);
    expect(filtered.skipped.map(({ reason }) => reason)).toEqual(
      Array(4 - admitted.length).fill('below_min_grade'),
    );
  });

  it.each([
    [9.99, 'admitted'],
    [10, 'quality_filter'],
    [29.99, 'quality_filter'],
    [30, 'admitted'],
    [null, 'admitted'],
  ])('on a price range from 10 up to 30 finds a price of %s %s', (price, verdict) => {
    const filter = { excludePrice: { min: 10, max: 30 }, excludeGapAndScore: null };
    expect(verdictOf(candidate('A', { price }), filter)).toBe(verdict);
  });

  it.each([
    [10, 85, 'quality_filter'],
    [9.9, 85, 'admitted'],
    [10, 84, 'admitted'],
    [null, 85, 'admitted'],
    [10, null, 'admitted'],
  ])('on gap 10 together with score 85 finds gap %s, score %s %s', (gapSize, score, verdict) => {
    const filter = { excludePrice: null, excludeGapAndScore: { gap: 10, score: 85 } };
    expect(verdictOf(candidate('A', { gapSize, score }), filter)).toBe(verdict);
  });

  it('that is off admits every price and gap', () => {
    expect(verdictOf(candidate('A', { price: 20, gapSize: 50, score: 99 }), null)).toBe('admitted');
  });

  it('names the grade before the quality, and keeps the score for the record', () => {
    const filter = { excludePrice: { min: 0, max: 1_000 }, excludeGapAndScore: null };
    const poor = candidate('A', { grade: 'D', score: 12 });
    expect(filterCandidates([poor], { minGrade: 'C', qualityFilter: filter }).skipped).toEqual([
      { ticker: 'A', reason: 'below_min_grade', score: 12 },
    ]);
  });
});
