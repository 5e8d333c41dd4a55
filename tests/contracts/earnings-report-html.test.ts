import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { parseHtmlReport } from '../../src/contracts/earnings-report-html.ts';
import { parseJsonReport } from '../../src/contracts/earnings-report-json.ts';
import {
  twinName,
  parseReportName,
  type ParsedReport,
} from '../../src/contracts/earnings-report.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import { sessionDate } from '../../src/domain/session-date.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'reports');
const DAY = sessionDate('2026-02-17');
const realData = process.env['OPENBELL_REAL_DATA'];

const page = (body: string) => new TextEncoder().encode(`<html><body>${body}</body></html>`);
const read = (bytes: Uint8Array): ParsedReport => {
  const result = parseHtmlReport(bytes, DAY);
  if (result.kind === 'refused') throw new Error(result.finding.message);
  return result.report;
};
const fixture = (name: string) => read(readFileSync(join(FIXTURES, `${name}.html`)));
const row = (c: Candidate) =>
  [c.ticker, c.score, c.grade, c.gradeSource, c.price, c.gapSize, c.companyName].join(' ; ');
const codes = (report: ParsedReport) =>
  report.findings.map((found) => `${found.code} ${found.subject ?? ''}`.trim());

/** Written by hand from the files: ticker ; score ; grade ; source ; price ; gap ; company. */
const LAYOUTS: readonly (readonly [string, readonly string[]])[] = [
  [
    'dollar-headings',
    [
      'AMD ; 88 ; A ; html ; 117.28 ; 7.2 ; Advanced Micro Devices',
      'BRK.B ; 85.5 ; A ; html ; 1480 ; -1.5 ; Berkshire Hathaway',
      'F ; 60 ; C ; html ; 11.05 ;  ; Ford Motor',
    ],
  ],
  [
    'table-rows',
    [
      'NVDA ; 91.5 ; A ; html ; 702.1 ; 11.2 ; NVIDIA Corp',
      'A ; 74 ; B ; html ; 131.4 ; 3 ; Agilent Technologies',
      "LOW ; 74 ; B ; html ; 250 ; 2.5 ; Lowe's Companies",
    ],
  ],
  [
    'exchange-articles',
    [
      'AAPL ; 78.5 ; B ; html ; 187.25 ; 4.1 ; Apple Inc',
      'C ; 41 ; D ; html ; 52.1 ; 0.9 ; Citigroup',
    ],
  ],
  [
    'bare-spans',
    [
      'KO ; 89.5 ; A ; html ; 60.11 ; 2.2 ; Coca-Cola Co',
      'PEP ; 71 ; B ; html ; 160.02 ; 1.1 ; PepsiCo Inc',
      'T ; 56 ; C ; html ; 18.75 ; 0.7 ; AT&T Inc',
    ],
  ],
  [
    'five-points',
    [
      'CRM ; 81 ; B ; inferred ; 240 ; 11.2 ; Salesforce Inc',
      'INTU ; 82 ; B ; inferred ; 640.5 ; 5.5 ; Intuit Inc',
    ],
  ],
  [
    'class-grades',
    [
      'META ; 86 ; A ; html ; 512.3 ;  ; ',
      'UBER ; 72 ; B ; html ; 71 ;  ; ',
      'SNAP ; 58 ; C ; inferred ;  ;  ; ',
      'PINS ;  ; C ; html ; 33.1 ;  ; ',
    ],
  ],
  [
    'watchlist-sections',
    [
      'MSFT ; 80 ; B ; html ; 410 ; 3.3 ; ',
      'UA ; 66.6 ; C ; html ; 8.5 ; 7.2 ; ',
      'UAA ; 66.6 ; C ; html ; 8.5 ; 7.2 ; ',
    ],
  ],
  [
    'flat-siblings',
    [
      'ORCL ; 83 ; B ; inferred ; 120.44 ;  ; Oracle Corp',
      'ADBE ; 77 ; B ; inferred ;  ;  ; Adobe Inc',
      'WDAY ; 83 ; B ; inferred ; 255 ;  ; Workday Inc',
    ],
  ],
  ['no-candidates', []],
  [
    'untrustworthy',
    [
      'IBM ;  ; B ; html ; 190 ;  ; International Business Machines',
      'DELL ; 61 ; C ; inferred ; 96 ;  ; ',
      'WDC ; 65 ; C ; inferred ;  ;  ; ',
    ],
  ],
];

describe('an HTML report', () => {
  it.each(LAYOUTS)(
    'in layout %s gives the candidates that a person reads in it',
    (name, expected) => {
      expect(fixture(name).candidates.map(row)).toEqual(expected);
    },
  );

  it('says of everything it does not believe what it was', () => {
    expect(codes(fixture('untrustworthy')).sort()).toEqual([
      'REPORT_CARD_UNREADABLE',
      'REPORT_CARD_UNREADABLE HPQ',
      'REPORT_CLAIMS_DISAGREE WDC',
      'REPORT_DATE_MISMATCH 2026-02-17',
      'REPORT_NUMBER_OUT_OF_RANGE HPQ',
      'REPORT_NUMBER_OUT_OF_RANGE HPQ',
      'REPORT_NUMBER_OUT_OF_RANGE IBM',
      'REPORT_SCORE_MISSING DELL',
      'REPORT_SCORE_MISSING IBM',
      'REPORT_TICKER_TWICE DELL',
    ]);
  });

  it('has no findings where a layout leaves nothing open', () => {
    for (const name of ['dollar-headings', 'table-rows', 'exchange-articles', 'bare-spans'])
      expect(codes(fixture(name)), name).toEqual([]);
  });

  it('names the stocks of watch sections as no candidates', () => {
    expect(codes(fixture('watchlist-sections'))).toEqual([
      'REPORT_NOT_A_CANDIDATE MSFT',
      'REPORT_NOT_A_CANDIDATE GME',
      'REPORT_NOT_A_CANDIDATE AMC',
    ]);
  });

  it('is read without candidates when it says that there are none', () => {
    expect(fixture('no-candidates')).toMatchObject({ saysNoCandidates: true, candidates: [] });
  });

  it('is refused when it shows no candidate and does not say so', () => {
    const silent = [
      '<p>All quiet.</p>',
      '<h2>No A-grade stocks found</h2>',
      '<p>NYSE: SPY closed at $211.02 (+0.4%)</p>',
    ];
    for (const body of silent)
      expect(parseHtmlReport(page(body), DAY), body).toMatchObject({
        kind: 'refused',
        finding: { code: 'REPORT_UNREADABLE' },
      });
  });

  it('is refused when its bytes are no text, too many or too deep', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const refused = [
      new Uint8Array([0xff, 0xfe, 0x3c, 0x00]),
      bytes('<p>\0</p>'),
      bytes(''),
      new Uint8Array(6_000_000).fill(0x20),
      page('<div>'.repeat(100_000)),
      page('<i>'.repeat(300)),
    ];
    for (const input of refused)
      expect(parseHtmlReport(input, DAY)).toMatchObject({
        kind: 'refused',
        finding: { code: 'REPORT_REFUSED' },
      });
  });

  it('does not take a price target for the price, in any order of label and value', () => {
    const flat = '<div class="c"><h3>$XYZ</h3><div>80 pts</div>';
    const targets = [
      '<span>Price Target</span><span>$25.00</span>',
      '<span>$25.00</span><span>Price Target</span>',
      '<p>Price target: $25.00</p>',
      '<div><span>$25.00</span><span>Target</span></div>',
      '<div class="target-price">$25.00</div>',
      '<span>$17.00</span><span>Price</span><span>$25.00</span><span>Price Target</span><span>+7%</span>',
    ];
    for (const target of targets) {
      const [candidate] = read(page(`${flat}${target}</div>`)).candidates;
      expect(candidate?.price === 25, target).toBe(false);
    }
  });

  it('gives no score that could be that of another stock', () => {
    const neighbours = page(
      '<div><div><h3>$AAA</h3><p>Grade B</p></div><div><h3>$BBB</h3><p>88 pts</p></div></div>',
    );
    expect(read(neighbours).candidates.map(row)).toEqual([
      'AAA ;  ; B ; html ;  ;  ; ',
      'BBB ; 88 ; A ; inferred ;  ;  ; ',
    ]);
  });

  it('keeps the two scores of a card apart from the scores of its elements', () => {
    const card = page(
      '<div><h3>$AAA</h3><b>62 pts</b><div><i>Gap</i> <i>18 pts</i></div><div><i>Total Score</i> <i>62/100</i></div></div>',
    );
    expect(read(card).candidates.map((candidate) => candidate.score)).toEqual([62]);
  });

  it('of 200 cards is read to its last card', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRST';
    const card = (index: number) => {
      const symbol = `Z${letters[Math.floor(index / 20)] ?? ''}${letters[index % 20] ?? ''}`;
      return `<div class="card"><h3>$${symbol}</h3><p>${symbol} Corp</p><div>${index / 2} pts</div><div><span>Price</span><span>$${index + 1}.00</span></div></div>`;
    };
    const report = read(page(Array.from({ length: 200 }, (_, index) => card(index)).join('\n')));
    expect(report.candidates).toHaveLength(200);
    expect(report.candidates[199]).toMatchObject({ ticker: 'ZJT', score: 99.5, price: 200 });
  });
});

describe.skipIf(realData === undefined)('the real reports (needs OPENBELL_REAL_DATA)', () => {
  it('give in HTML exactly what their JSON twins say', () => {
    const folder = join(realData ?? '', 'reports');
    const names = readdirSync(folder).filter((name) => name.endsWith('.html'));
    const told = (report: ParsedReport) =>
      report.candidates.map((c) => [c.ticker, c.score, c.grade, c.price].join(' ')).sort();
    let same = 0;
    for (const name of names) {
      const date = parseReportName(name)?.reportDate ?? DAY;
      const html = parseHtmlReport(readFileSync(join(folder, name)), date);
      const json = parseJsonReport(readFileSync(join(folder, twinName(name) ?? '')), date);
      if (html.kind === 'refused' || json.kind === 'refused') throw new Error(`${name} is refused`);
      expect(told(html.report), name).toEqual(told(json.report));
      expect(html.report.saysNoCandidates, name).toBe(json.report.saysNoCandidates);
      expect(
        html.report.findings.filter((found) => found.severity !== 'info'),
        name,
      ).toEqual([]);
      same += 1;
    }
    process.stdout.write(`${same}/${names.length} reports read alike in HTML and JSON\n`);
    expect(same).toBe(326);
  });
});
