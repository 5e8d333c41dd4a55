/** The report as a reader has it: opened in a browser, where there is one. */
import { pathToFileURL } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readReportAssets } from '../../backtest/wiring/report-assets.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { renderBacktestReport } from '../../src/views/backtest-report/page.ts';
import { candidate } from '../domain/sample.ts';
import { barsBetween } from '../rules/sample-bars.ts';
import { browserNote, hasBrowser, openBrowser } from '../support/browser.ts';
import { inventedReport } from '../support/invented-report.ts';
import { backtestFolder, type BacktestFolder } from './backtest-folder.ts';

const HOSTILE = `<img src="http://evil.example/x" onerror="document.title='owned'">`;

/** Sixty trades of three stocks; AAA splits while it is held. */
function inventedPage(): string {
  const names = ['AAA', 'BBB', 'CCC'];
  const prices = names.map((name, shift) => [
    name,
    barsBetween('2014-10-01', '2015-12-31', (date, at) => {
      const price = 100 + 10 * Math.sin(at / 9 + shift);
      return name === 'AAA' && date >= '2015-07-07' ? price / 2 : price;
    }),
  ]);
  const days = barsBetween('2015-06-01', '2015-06-26', () => 1).map(({ date }) => date);
  const report = inventedReport({
    bars: Object.fromEntries(prices) as Parameters<typeof inventedReport>[0]['bars'],
    splits: [{ type: 'split', ticker: ticker('AAA'), exDate: sessionDate('2015-07-07'), ratio: 2 }],
    candidates: days.flatMap((reportDate) =>
      names.map((name) => candidate(name, { reportDate, companyName: HOSTILE })),
    ),
    options: { benchmark: 'BBB', stop_loss: 40 },
  });
  return renderBacktestReport(report, readReportAssets());
}

describe.skipIf(!hasBrowser)(`the report in a browser${browserNote}`, () => {
  let [folder, browser]: [BacktestFolder?, Browser?] = [];
  let page: Page;
  const requests: string[] = [];
  const complaints: string[] = [];
  let address = '';

  beforeAll(async () => {
    folder = backtestFolder();
    folder.write('report.html', inventedPage());
    address = pathToFileURL(folder.path('report.html')).href;
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.setDefaultTimeout(5_000);
    await page.goto(address);
  });
  afterAll(async () => {
    await browser?.close();
    folder?.remove();
  });

  const firstTicker = () => page.locator('tr[data-trade] .opener b').first().textContent();

  it('draws its curves', async () => {
    expect(await page.locator('#curve-chart canvas').count()).toBeGreaterThan(0);
    expect(await page.locator('#curve-readout').textContent()).toMatch(
      /^2015-\d\d-\d\d · this run \$[\d,]+ .* · BBB \$/,
    );
  });

  it('fits a phone', async () => {
    const content = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(content).toBeLessThanOrEqual(390);
  });

  it('lists its trades, a page at a time', async () => {
    expect(await page.locator('#trade-count').textContent()).toMatch(/^60 trades: /);
    expect(await page.locator('tr[data-trade]').count()).toBe(50);
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await page.locator('tr[data-trade]').count()).toBe(10);
    await page.getByRole('button', { name: 'Back' }).click();
  });

  it('sorts them by a click on a heading, and the other way by another', async () => {
    const heading = page.locator('#trade-table [data-sort="ticker"]');
    await heading.click();
    expect(await firstTicker()).toBe('AAA');
    await heading.click();
    expect(await firstTicker()).toBe('CCC');
    const sorted = page.locator('#trade-table th[aria-sort="descending"]');
    expect(await sorted.textContent()).toBe('Stock');
  });

  it('finds them by a part of their name', async () => {
    await page.getByRole('searchbox').fill('aaa');
    expect(await page.locator('#trade-count').textContent()).toMatch(/^20 of 60 trades: /);
  });

  it('opens one with the keyboard: bars, entry, exit, stop, split', async () => {
    const opener = page.locator('.opener').first();
    await opener.press('Enter');
    expect(await opener.getAttribute('aria-expanded')).toBe('true');
    const figure = page.locator('.trade-figure');
    expect(await figure.getAttribute('aria-label')).toContain('Daily bars of AAA');
    for (const part of ['rising', 'falling', 'entry', 'exit', 'stop-level'])
      expect(await figure.locator(`.${part}`).count(), part).toBe(1);
    expect(await figure.textContent()).toContain('2:1 split');
    await figure.hover();
    expect(await page.locator('.trade-chart .readout').textContent()).toMatch(
      /^2015-\d\d-\d\d {2}open /,
    );
    await opener.press('Enter');
    expect(await figure.count()).toBe(0);
  });

  it('asks nobody for anything, complains about nothing, and shows hostile names as text', async () => {
    expect(await page.title()).toBe('Backtest: an invented run');
    expect(await page.locator('.company img').count()).toBe(0);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([address]);
  });
});
