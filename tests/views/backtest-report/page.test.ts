import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { readReportAssets } from '../../../backtest/wiring/report-assets.ts';
import { finding } from '../../../src/domain/finding.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { renderBacktestReport } from '../../../src/views/backtest-report/page.ts';
import { candidate } from '../../domain/sample.ts';
import { barsBetween } from '../../rules/sample-bars.ts';
import { inventedReport, type InventedRun } from '../../support/invented-report.ts';

const HOSTILE = `</script><script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>"'`;

function page(facts: Partial<InventedRun> = {}): string {
  const report = inventedReport({
    bars: {
      AMZN: barsBetween('2014-10-01', '2015-12-31', (_, at) => 100 + (at % 7)),
      SPY: barsBetween('2014-10-01', '2015-12-31', () => 200),
    },
    candidates: ['2015-10-23', '2015-11-20'].map((date) =>
      candidate('AMZN', { reportDate: sessionDate(date), companyName: HOSTILE }),
    ),
    options: { benchmark: 'SPY' },
    findings: [finding('warning', 'ODD_NAME', null, HOSTILE, HOSTILE)],
    ...facts,
  });
  return renderBacktestReport(report, readReportAssets());
}

/** The page without what its own program and style are made of. */
function markupOf(html: string): string {
  return html.replaceAll(/(<(script|style)[^>]*>)[^]*?<\/\2>/g, '$1');
}

describe('the report', () => {
  const html = page();

  it('loads nothing from anywhere', () => {
    const markup = markupOf(html);
    expect(markup).not.toMatch(/<[^>]*\s(src|srcset|data|action|poster|background)\s*=/i);
    expect(markup).not.toMatch(/<(link|iframe|object|embed|base|img|form[^>]*action)\b/i);
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(html) ?? [];
    expect(style.length).toBeGreaterThan(1000);
    expect(style).not.toMatch(/url\(|@import|@font-face/i);
    const program = html.slice(html.lastIndexOf('<script>'));
    expect(program).not.toMatch(
      /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import\(/,
    );
  });

  it('names no address but those of its licence and its attribution', () => {
    const ours = html.replaceAll('http://evil.example', '');
    const hosts = [...ours.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host);
    expect([...new Set(hosts)].sort()).toEqual([
      'www.apache.org',
      'www.tradingview.com',
      'www.w3.org',
    ]);
  });

  it('allows one program, by its hash, and nothing else', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/]+=*';/);
    const program = /<script>([^]*?)<\/script>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(program).digest('base64');
    expect(policy).toContain(`'sha256-${hash}'`);
    expect(html.match(/<script/g)).toHaveLength(2);
  });

  it('lets no foreign text become markup', () => {
    expect(html.includes('<img')).toBe(false);
    expect(html.includes('<script>alert')).toBe(false);
    const [, json = ''] = /id="report-data">([^]*?)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(json)).toMatchObject({ trendName: '10-week EMA' });
    expect(json).toContain('\\u003cimg src=http://evil.example');
  });

  it('keeps the licence of the charts in the file', () => {
    expect(html.includes('TradingView Lightweight Charts™')).toBe(true);
    expect(html.includes('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION')).toBe(
      true,
    );
  });

  it('has headings for every table, and links to what exists', () => {
    const tables = [...html.matchAll(/<table[^]*?<\/table>/g)].map(([table]) => table);
    expect(tables.length).toBeGreaterThan(6);
    for (const table of tables) expect(table).toMatch(/<th scope="col"/);
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? '');
    expect(links.length).toBeGreaterThan(6);
    for (const id of links) expect(html.includes(`id="${id}"`), id).toBe(true);
  });

  it('is the same, byte for byte, for the same run', () => {
    expect(page() === html).toBe(true);
  });
});

describe('the report of a run without trades', () => {
  const html = page({ candidates: [], options: { max_positions: 20 } });

  it('says so, and draws nothing', () => {
    expect(html.includes('No trade was made, so there is nothing to judge.')).toBe(true);
    expect(html.includes('There is no trade to list.')).toBe(true);
    expect(markupOf(html)).not.toContain('<svg');
    for (const [, id = ''] of html.matchAll(/href="#([^"]+)"/g))
      expect(html.includes(`id="${id}"`), id).toBe(true);
    expect(markupOf(html)).not.toMatch(/NaN|undefined|Infinity %/);
  });
});
