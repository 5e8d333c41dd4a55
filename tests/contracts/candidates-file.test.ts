import { describe, expect, it } from 'vitest';

import { parseCandidatesFile } from '../../src/contracts/candidates-file.ts';

const parse = (value: unknown) => parseCandidatesFile(JSON.stringify(value), 'c.json');
const AMZN = { ticker: 'AMZN', report_date: '2015-10-23', grade: 'A', score: 91, price: 617.68 };

describe('a list of candidates', () => {
  it('is read in its order', () => {
    const { candidates, findings } = parse([
      AMZN,
      { ...AMZN, ticker: 'BRK.B', gap_size: 2, more: 1 },
    ]);
    expect(findings).toEqual([]);
    expect(candidates).toMatchObject([
      { ticker: 'AMZN', reportDate: '2015-10-23', gradeSource: 'html', score: 91, gapSize: null },
      { ticker: 'BRK.B', gapSize: 2 },
    ]);
  });

  it('keeps symbols that nobody lists: that they have no prices is a result', () => {
    expect(parse([{ ...AMZN, ticker: 'ZZA0' }]).candidates).toHaveLength(1);
  });

  it.each([
    [{ ticker: '../etc' }, 'is no symbol'],
    [{ report_date: '2015-02-30' }, 'is no date'],
    [{ report_date: '1815-02-03' }, 'is no date of the calendar'],
    [{ score: '91' }, 'score'],
    [{ score: 101 }, 'score'],
    [{ price: -1 }, 'price'],
    [{ grade: 'E' }, 'grade'],
  ])('leaves out an entry with %j, and says where it stands', (fault, problem) => {
    const { candidates, findings } = parse([AMZN, { ...AMZN, ...fault }]);
    expect(candidates).toHaveLength(1);
    expect(findings).toMatchObject([{ code: 'CANDIDATE_REFUSED', severity: 'warning' }]);
    expect(findings[0]?.message).toContain('c.json entry 2');
    expect(findings[0]?.message).toContain(problem);
  });

  it.each([
    ['{}', 'no list'],
    ['', 'c.json'],
    ['[\n{"score": NaN}]', 'line 2: NaN is no number'],
    ['[\n\n{"score": -Infinity}]', 'line 3: -Infinity is no number'],
  ])('is refused as a whole when it is %j', (text, problem) => {
    const { candidates, findings } = parseCandidatesFile(text, 'c.json');
    expect(candidates).toEqual([]);
    expect(findings).toMatchObject([{ code: 'CANDIDATES_REFUSED', severity: 'error' }]);
    expect(findings[0]?.message).toContain(problem);
  });
});
