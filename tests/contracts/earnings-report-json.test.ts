import { describe, expect, it } from 'vitest';

import { parseJsonReport } from '../../src/contracts/earnings-report-json.ts';
import { sessionDate } from '../../src/domain/session-date.ts';

const DAY = sessionDate('2026-02-17');
const parse = (text: string) => parseJsonReport(new TextEncoder().encode(text), DAY);
const report = (candidates: string) =>
  parse(`{"report_date":"2026-02-17","candidates":[${candidates}]}`);

describe('a JSON report', () => {
  it('gives its candidates in its order, with unknown fields let pass', () => {
    const result = report(
      '{"ticker":"AMD","grade":"A","score":88.5,"price":117.28,"gap_size":7.2,"company_name":"Advanced\\u202e Micro","mood":1},' +
        '{"ticker":"BRK-B","grade":null,"score":71,"price":null,"gap_size":null}',
    );
    expect(result).toEqual({
      kind: 'report',
      report: {
        reportDate: '2026-02-17',
        saysNoCandidates: false,
        findings: [],
        candidates: [
          {
            ticker: 'AMD',
            score: 88.5,
            grade: 'A',
            gradeSource: 'html',
            price: 117.28,
            gapSize: 7.2,
            companyName: 'Advanced Micro',
            reportDate: '2026-02-17',
          },
          {
            ticker: 'BRK.B',
            score: 71,
            grade: 'B',
            gradeSource: 'inferred',
            price: null,
            gapSize: null,
            companyName: null,
            reportDate: '2026-02-17',
          },
        ],
      },
    });
  });

  it('with an empty list says that there are no candidates', () => {
    expect(report('')).toMatchObject({ report: { saysNoCandidates: true, candidates: [] } });
  });

  it('does not believe numbers out of range, words for tickers and letters for grades', () => {
    const result = report(
      '{"ticker":"AAA","grade":"A","score":101,"price":-1,"gap_size":-100},' +
        '{"ticker":"../x","score":50},{"ticker":"BBB","grade":"S","score":90},{"ticker":"CCC"}',
    );
    expect(result).toMatchObject({
      report: {
        candidates: [
          { ticker: 'AAA', score: null, grade: 'A', price: null, gapSize: null },
          { ticker: 'BBB', score: 90, grade: 'A', gradeSource: 'inferred' },
        ],
        findings: [
          { code: 'REPORT_NUMBER_OUT_OF_RANGE' },
          { code: 'REPORT_NUMBER_OUT_OF_RANGE' },
          { code: 'REPORT_NUMBER_OUT_OF_RANGE' },
          { code: 'REPORT_SCORE_MISSING' },
          { code: 'REPORT_CARD_UNREADABLE' },
          { code: 'REPORT_GRADE_UNKNOWN' },
          { code: 'REPORT_CARD_UNREADABLE', subject: 'CCC' },
        ],
      },
    });
  });

  it.each([
    ['another date', '{"report_date":"2026-02-16","candidates":[]}', 'report_date is "2026-02-16"'],
    ['no list', '{"report_date":"2026-02-17"}', 'candidates'],
    [
      'a number as text',
      '{"report_date":"2026-02-17","candidates":[{"ticker":"A","score":"88"}]}',
      'candidates.0.score',
    ],
    [
      'a number beyond numbers',
      '{"report_date":"2026-02-17","candidates":[{"ticker":"A","score":1e999}]}',
      'candidates.0.score',
    ],
    [
      'NaN',
      '{"report_date":"2026-02-17","candidates":[{"ticker":"A","score":NaN}]}',
      'not a JSON object',
    ],
    ['a cut end', '{"report_date":"2026-02-17","candidates":[', 'not a JSON object'],
    ['a page of HTML', '<html></html>', 'not a JSON object'],
    [
      'a key told twice',
      '{"report_date":"2026-02-17","candidates":[],"c\\u0061ndidates":[]}',
      '"candidates" twice',
    ],
    [
      'a reach for the prototype',
      '{"report_date":"2026-02-17","candidates":[],"__proto__":{}}',
      '__proto__',
    ],
    ['nesting without end', '['.repeat(100_000), 'nested deeper'],
    ['nothing', '', 'empty'],
  ])('with %s is refused', (_, text, why) => {
    const result = parse(text);
    expect(result.kind === 'refused' && result.finding.message).toContain(why);
  });

  it('may use one key in two objects, and any text as a value', () => {
    expect(
      report('{"ticker":"AAA","score":60,"note":"{[\\"__proto__\\":"},{"ticker":"BBB","score":61}'),
    ).toMatchObject({
      report: { candidates: [{ ticker: 'AAA' }, { ticker: 'BBB' }] },
    });
  });
});
