import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import {
  renderBreakdowns,
  renderExits,
  renderMonths,
  sayCorrelation,
  sayGrades,
} from '../../../src/views/backtest-report/breakdown-sections.ts';
import { candidate } from '../../domain/sample.ts';
import { barsBetween } from '../../rules/sample-bars.ts';
import { inventedReport } from '../../support/invented-report.ts';

/** Bought on 2015-10-23 at 100 and held: 125 from November on, 100 again from December on. */
const report = inventedReport({
  bars: {
    AMZN: barsBetween('2014-10-01', '2016-01-29', (date) =>
      date >= '2015-11-01' && date < '2015-12-01' ? 125 : 100,
    ),
  },
  candidates: [candidate('AMZN', { reportDate: sessionDate('2015-10-23'), score: 80 })],
  options: { max_positions: 1, trailing_stop: 'none', position_size: 10_000, slippage: 0 },
});

const cellsOf = (html: string, year: string): string[] => {
  const row = new RegExp(`<th scope="row">${year}</th>(.*?)</tr>`).exec(html)?.[1] ?? '';
  return [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell ?? '');
};

describe('the months', () => {
  it('show the change of equity, empty where there was no session', () => {
    const { html } = renderMonths(report);
    // All of 10,000 dollars are in one stock: +25 %, then 125 → 100 is −20 %.
    expect(cellsOf(html, '2015')).toEqual([
      ...Array<string>(9).fill(''),
      '0.0',
      '+25.0',
      '−20.0',
      '0.0',
    ]);
    expect(cellsOf(html, '2016')).toEqual(['0.0', ...Array<string>(11).fill(''), '0.0']);
  });
});

describe('the breakdowns', () => {
  it('mark groups of few trades', () => {
    expect(renderBreakdowns(report).html).toContain(
      '<th scope="row">70-84 <small>few</small></th>',
    );
  });

  it('say plainly where there is not enough to test', () => {
    expect(sayCorrelation(report.performance)).toBe('Score against return: not enough trades.');
    expect(sayGrades(report.performance)).toBe(
      'Grades A and B against C and D: not enough trades.',
    );
  });

  it('call a difference chance unless it is unlikely to be', () => {
    const { performance } = report;
    const scoreReturn = { r: 0.4, p: 0.2, pairs: 30 };
    expect(sayCorrelation({ ...performance, scoreReturn })).toContain('no more than chance');
    expect(sayCorrelation({ ...performance, scoreReturn: { ...scoreReturn, p: 0.001 } })).toBe(
      'Score against return: r = 0.40, p < 0.01: higher scores went with higher returns.',
    );
    const gradesAbVsCd = { meanA: 2, meanB: 1, t: 3, degreesOfFreedom: 20, p: 0.02 };
    expect(sayGrades({ ...performance, gradesAbVsCd })).toContain('p = 0.02): they differ.');
  });
});

describe('exits and skips', () => {
  it('are counted by reason, in words', () => {
    const { html } = renderExits(report);
    expect(html).toContain('<th scope="row">end of data</th><td class="number">1</td>');
    expect(html).toContain('No candidate was skipped.');
    expect(html).toContain('1 candidate in the input');
  });
});
