import { describe, expect, it } from 'vitest';

import { parseReportName, twinName } from '../../src/contracts/earnings-report.ts';
import { fc } from '../support/fast-check.ts';

describe('the name of a report', () => {
  it('gives its date and format', () => {
    expect(parseReportName('earnings_trade_analysis_2026-02-17.html')).toEqual({
      reportDate: '2026-02-17',
      format: 'html',
    });
    expect(parseReportName('earnings_trade_candidates_2026-02-17.json')).toEqual({
      reportDate: '2026-02-17',
      format: 'json',
    });
  });

  it.each([
    'earnings_trade_analysis_2026-02-30.html',
    'earnings_trade_analysis_2026-2-17.html',
    'earnings_trade_analysis_2026-02-17.json',
    'earnings_trade_candidates_2026-02-17.html',
    'earnings_trade_analysis_2026-02-17.html.bak',
    'earnings_trade_analysis_2026-02-17.html\n',
    '../earnings_trade_analysis_2026-02-17.html',
    'Earnings_trade_analysis_2026-02-17.html',
    '',
  ])('is nothing else: %j [S5]', (name) => {
    expect(parseReportName(name)).toBeUndefined();
    expect(twinName(name)).toBeUndefined();
  });

  it('has a twin whose twin it is', () => {
    const day = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2035-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, (date) => {
        const name = `earnings_trade_analysis_${date.toISOString().slice(0, 10)}.html`;
        expect(twinName(twinName(name) ?? '')).toBe(name);
      }),
    );
  });
});
