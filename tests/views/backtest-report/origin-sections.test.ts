import { describe, expect, it } from 'vitest';

import { finding } from '../../../src/domain/finding.ts';
import {
  renderFindingsSection,
  renderOrigin,
} from '../../../src/views/backtest-report/origin-sections.ts';
import { inventedReport } from '../../support/invented-report.ts';

const report = inventedReport({
  bars: {},
  candidates: [],
  options: { max_positions: 7 },
  findings: [
    finding('info', 'SMALL_THING', null, 'a note'),
    ...Array.from({ length: 60 }, (_, at) =>
      finding('warning', 'ODD_ROW', null, `row ${at} is odd`, 'correct the row'),
    ),
  ],
});

describe('the findings', () => {
  const { html } = renderFindingsSection(report);

  it('stand by kind, the weightier first, with their number', () => {
    expect(html.indexOf('Odd row')).toBeLessThan(html.indexOf('Small thing'));
    expect(html).toContain('60×');
  });

  it('of one kind are not all listed, and say where the rest is', () => {
    expect(html).toContain('row 39 is odd');
    expect(html).not.toContain('row 40 is odd');
    expect(html).toContain('20 more of this kind are in run_manifest.json.');
  });

  it('tell a common remedy once', () => {
    expect(html.match(/correct the row/g)).toHaveLength(1);
  });
});

describe('how the run was made', () => {
  const { html } = renderOrigin(report);

  it('sets options apart that differ from their defaults', () => {
    expect(html).toContain('<dt>max positions</dt><dd><b>7</b></dd>');
    expect(html).toContain('<dt>stop loss</dt><dd>10</dd>');
    expect(html).toContain('<dt>max holding</dt><dd>none</dd>');
  });

  it('gives the hash of every input', () => {
    expect(html).toContain('abc123');
  });
});
