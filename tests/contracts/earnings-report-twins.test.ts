import { describe, expect, it } from 'vitest';

import { crossCheckTwins } from '../../src/contracts/earnings-report-twins.ts';
import type { ParsedReport } from '../../src/contracts/earnings-report.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';

const DAY = sessionDate('2026-02-17');
const candidate = (symbol: string, changes: Partial<Candidate> = {}): Candidate => ({
  ticker: ticker(symbol),
  score: 80,
  grade: 'B',
  gradeSource: 'html',
  price: 100,
  gapSize: null,
  companyName: null,
  reportDate: DAY,
  ...changes,
});
const report = (...candidates: Candidate[]): ParsedReport => ({
  reportDate: DAY,
  candidates,
  findings: [],
  saysNoCandidates: false,
});
const differences = (html: Candidate[], json: Candidate[]) =>
  crossCheckTwins(report(...html), report(...json)).map((one) => [
    one.ticker,
    one.finding.message.split(': ')[2],
  ]);

describe('the HTML and the JSON form of a report', () => {
  it('agree whatever their order, gap and company', () => {
    const html = [candidate('AAA'), candidate('BBB', { gapSize: 3, companyName: 'B' })];
    expect(differences(html, [candidate('BBB'), candidate('AAA')])).toEqual([]);
  });

  it('agree within half a cent and half a tenth of a score', () => {
    const rounded = candidate('AAA', { price: 100.005, score: 80.05 });
    expect(differences([rounded], [candidate('AAA')])).toEqual([]);
  });

  it('differ, ticker by ticker, in presence, price, score and grade', () => {
    const html = [
      candidate('AAA'),
      candidate('BBB'),
      candidate('CCC', { price: null }),
      candidate('DDD', { grade: 'A' }),
    ];
    const json = [
      candidate('EEE'),
      candidate('BBB', { price: 100.01, score: 81 }),
      candidate('CCC'),
      candidate('DDD'),
    ];
    expect(differences(html, json)).toEqual([
      ['AAA', 'it is only in the HTML'],
      ['BBB', 'price 100 against 100.01, score 80 against 81'],
      ['CCC', 'price none against 100'],
      ['DDD', 'grade A against B'],
      ['EEE', 'it is only in the JSON'],
    ]);
  });
});
