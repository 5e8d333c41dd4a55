/** The emulator's page as its keeper has it: in a browser, where there is one. */
import { createHash } from 'node:crypto';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PAGE_SCRIPT } from '../../live/emulator/page-script.ts';
import { PAGE_STYLE } from '../../src/views/emulator-page/page-style.ts';
import { GROUP, MARKET } from '../live/emulator/emulator-client.ts';
import { browserNote, hasBrowser, openBrowser } from '../support/browser.ts';
import { servedWorld, type ServedWorld } from '../support/served-world.ts';

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64');

describe.skipIf(!hasBrowser)(`the emulator's page in a browser${browserNote}`, () => {
  let [world, browser]: [ServedWorld?, Browser?] = [];
  let page: Page;
  const requests: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    world = await servedWorld({
      hashes: { script: hashOf(PAGE_SCRIPT), style: hashOf(PAGE_STYLE) },
    });
    await world.call('POST', '/v2/orders', { ...GROUP, client_order_id: HOSTILE });
    await world.call('GET', `/v2/orders?symbols=${encodeURIComponent(HOSTILE)}&${HOSTILE}`);
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.setDefaultTimeout(5_000);
    await page.goto(world.origin);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const see = (text: string): Promise<void> => page.getByText(text).first().waitFor();
  const click = (name: string): Promise<void> => page.getByRole('button', { name }).click();

  it('shows the account before the open', async () => {
    await see('09:15:00');
    await see('Fri 2015-10-23, New York');
    expect(await page.locator('.status').allTextContents()).toEqual(['held', 'new']);
  });

  it('moves time by its buttons and shows what happened', async () => {
    await click('Next event');
    await see('09:30:00');
    await see('It is 2015-10-23T09:30:00-04:00.');
    await see('1 position');
    expect(await page.locator('.status').allTextContents()).toEqual(['new', 'filled']);
    await click('+1 hour');
    await see('10:30:00');
    await click('Next close');
    await see('16:00:00');
  });

  it('shows what others do without being asked', async () => {
    await world?.call('POST', '/v2/orders', { ...MARKET, symbol: 'AMD', qty: '77' });
    await see('AMD');
  });

  it('asks before it cancels everything, and does nothing on a no', async () => {
    page.once('dialog', (dialog) => void dialog.dismiss());
    await click('Cancel all orders');
    expect(await page.getByText('accepted').count()).toBe(1);
    page.once('dialog', (dialog) => void dialog.accept());
    await click('Cancel all orders');
    await see('Asked to cancel 2 of 2 orders.');
    await see('No order is open.');
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const content = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(content).toBeLessThanOrEqual(390);
  });

  it('begins a new account when it is told to, and shows its keys once', async () => {
    page.once('dialog', (dialog) => void dialog.accept());
    await click('Reset account');
    await see(world?.emulator.engine.keys?.secretKey ?? 'keys');
    await see('No order has ended yet.');
  });

  it('asks nobody else for anything, complains about nothing, and shows hostile text as text', async () => {
    expect(await page.title()).toBe('Emulator · openbell');
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    const others = requests.filter(
      (url) => !url.startsWith(world?.origin ?? '') && url !== 'data:,',
    );
    expect(others).toEqual([]);
  });

  it('takes no command from a page of another origin', async () => {
    const elsewhere = await servedWorld();
    try {
      await page.goto(elsewhere.origin);
      const before = world?.emulator.engine.now();
      await page.evaluate(
        `fetch(${JSON.stringify(world?.origin)} + '/emulator/time', { method: 'POST', mode: 'no-cors', body: '{"next":"open"}' }).catch(() => undefined)`,
      );
      expect(world?.emulator.engine.now()).toBe(before);
    } finally {
      await elsewhere.close();
    }
  });
});
