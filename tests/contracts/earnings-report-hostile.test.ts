import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { parseHtmlReport } from '../../src/contracts/earnings-report-html.ts';
import { parseJsonReport } from '../../src/contracts/earnings-report-json.ts';
import type { ReportResult } from '../../src/contracts/earnings-report.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { fc } from '../support/fast-check.ts';

const DAY = sessionDate('2026-02-17');
const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'reports');
const reports = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'));
const encode = (text: string) => new TextEncoder().encode(text);

const snippets = fc.constantFrom(
  '</div>',
  '<div class="score">',
  '<table><tr><td>',
  '</h3>',
  '$',
  '-',
  '%',
  '9'.repeat(400),
  '1e999',
  'NaN',
  '0/100',
  '-3/100',
  '$0.00',
  '$-5',
  '$AMD',
  'NYSE: ',
  'Grade Z',
  '\u202e',
  '\u0007',
  '&#0;',
  '<!--',
  '<script>',
  '5 / 5 (100%)',
  '<x '.repeat(20),
);
const edits = fc.array(
  fc.record({
    at: fc.nat(4_000),
    cut: fc.oneof(fc.nat(3), fc.nat(300)),
    paste: fc.oneof(fc.constant(''), snippets),
  }),
  { minLength: 1, maxLength: 8 },
);
const mutant = fc.tuple(fc.constantFrom(...reports), edits).map(([text, changes]) =>
  changes.reduce((edited, { at, cut, paste }) => {
    const start = edited.length === 0 ? 0 : at % edited.length;
    return edited.slice(0, start) + paste + edited.slice(start + cut);
  }, text),
);

function expectSense(result: ReportResult): void {
  if (result.kind === 'refused') return;
  for (const { ticker, score, grade, price, gapSize, companyName } of result.report.candidates) {
    expect(ticker).toMatch(/^[A-Z]{1,5}(?:\.[A-Z]{1,2})?$/);
    expect(grade).toMatch(/^[ABCD]$/);
    expect(score === null || (score >= 0 && score <= 100), `score ${score ?? ''}`).toBe(true);
    expect(price === null || (price > 0 && Number.isFinite(price)), `price ${price ?? ''}`).toBe(
      true,
    );
    expect(gapSize === null || (gapSize > -100 && gapSize <= 1000), `gap ${gapSize ?? ''}`).toBe(
      true,
    );
    expect(companyName ?? '').not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
  }
  const { candidates, saysNoCandidates } = result.report;
  expect(candidates.length > 0).toBe(!saysNoCandidates);
  expect(new Set(candidates.map((candidate) => candidate.ticker)).size).toBe(candidates.length);
}

describe('a hostile report', () => {
  it('made of a good one by cutting and pasting gives sense or is refused [S4] [F55]', () => {
    fc.assert(
      fc.property(mutant, (text) => {
        expectSense(parseHtmlReport(encode(text), DAY));
      }),
      { seed: 20260217, numRuns: 3_000 },
    );
  });

  it('of random bytes is refused, as HTML and as JSON [S4]', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(parseHtmlReport(bytes, DAY).kind).toBe('refused');
        expect(parseJsonReport(bytes, DAY).kind).toBe('refused');
      }),
      { seed: 20260217, numRuns: 500 },
    );
  });

  const many = (count: number, text: string) => `<html><body>${text.repeat(count)}</body></html>`;
  it.each([
    ['nested 100,000 deep', many(100_000, '<div>')],
    ['nested in unclosed tables', many(50_000, '<table><tr><td>')],
    ['of 50,000 attributes', `<p ${'a=1 b=2 c=3 '.repeat(20_000)}>`],
    ['of 400,000 nodes', many(200_000, '<i>x</i>')],
    ['of one text of 5 MB', many(1, 'A'.repeat(5_000_000))],
    ['of 5 MB of opening brackets', many(1, '<'.repeat(5_000_000))],
    ['of 40,000 equal cards side by side', many(40_000, '<p>$AAA</p><p>9 pts</p>')],
    [
      'of 40,000 scores for one stock',
      many(1, `<p>$AAA</p>${'<p>8 pts</p><p>9 pts</p>'.repeat(20_000)}`),
    ],
    ['of 30,000 joined texts', many(1, `$AAA ${'<b>(</b><i>9</i>'.repeat(30_000)}`)],
    ['of 40,000 titles', many(20_000, '<h3>$AAA</h3><h3>$BBB</h3>')],
    ['of headings within headings', many(50, '<div class="title"><h2>Grade A</h2>')],
  ])(
    '%s ends in a refusal or in one stock at most, without a throw or a hang [S4] [F55]',
    (_, text) => {
      const result = parseHtmlReport(encode(text), DAY);
      expect(result.kind === 'report' ? result.report.candidates.length : 0).toBeLessThan(2);
    },
  );
});
