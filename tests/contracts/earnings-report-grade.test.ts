import { describe, expect, it } from 'vitest';

import {
  readGrade,
  readHeadingGrade,
  readWordGrade,
  splitGrade,
} from '../../src/contracts/earnings-report-grade.ts';
import { parseOutline } from '../../src/contracts/earnings-report-outline.ts';

describe('a grade', () => {
  it.each([
    ['Grade A', 'A'],
    ['Grade: B+', 'B'],
    ['C-Grade', 'C'],
    ['D Grade', 'D'],
    ['a grade', undefined],
    ['Upgrade', undefined],
    ['A-Grade setups', undefined],
  ])('in %s is %s', (text, grade) => {
    expect(readGrade(text, false)).toBe(grade);
  });

  it('is a bare letter only where it may be', () => {
    expect([readGrade('A', true), readGrade('A', false)]).toEqual(['A', undefined]);
  });

  it.each([
    ['86.0A-Grade', 'A', '86.0'],
    ['88.5/100 (A)', 'A', '88.5/100'],
    ['72 pts - Grade B', 'B', '72 pts'],
    ['Grade C (61/100)', 'C', '61/100'],
  ])('is told from the score in %s', (text, grade, rest) => {
    expect(splitGrade(text)).toEqual({ grade, rest });
  });

  it('of a heading is the only one it names', () => {
    expect(readHeadingGrade('A-Grade Stocks (85+)')).toBe('A');
    expect(readHeadingGrade('Grade A and Grade B')).toBeNull();
    expect(readHeadingGrade('How we grade a stock')).toBeNull();
  });

  it.each([
    ['stock-grade grade-d', 'D'],
    ['stock-card a-grade', 'A'],
    ['badge-b', 'B'],
    ['grade-a grade-b', null],
    ['upgrade-x card-a', null],
  ])('in class %s is %s', (className, grade) => {
    const block = parseOutline(`<p class="${className}">x</p>`).root.children[0];
    expect(block && readWordGrade(block)).toBe(grade);
  });
});
