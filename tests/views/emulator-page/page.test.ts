import { describe, expect, it } from 'vitest';

import type { EmulatorPage } from '../../../src/views/emulator-page/page-facts.ts';
import { pagePolicy, renderEmulatorPage } from '../../../src/views/emulator-page/page.ts';

const HOSTILE = `<img src=x onerror="alert('x')">`;

const PAGE: EmulatorPage = {
  version: '1.2.3',
  clock: {
    date: '2015-10-23',
    time: '09:31:00',
    weekday: 'Fri',
    market: 'open',
    next: { what: 'Closes', at: 'Fri 2015-10-23 16:00' },
    isReal: false,
  },
  account: {
    number: 'PA1',
    keyId: 'PK1',
    multiplier: 2,
    equity: 99_950.5,
    lastEquity: 100_000,
    cash: 90_000,
    buyingPower: 180_000,
    marketValue: 9_950.5,
  },
  positions: [
    {
      symbol: 'AAPL',
      qty: 100,
      available: 0,
      entryPrice: 100,
      price: 99.505,
      value: 9_950.5,
      profit: -49.5,
    },
  ],
  openCount: 1,
  openOrders: [
    {
      at: 'Fri 2015-10-23 09:31',
      symbol: 'AAPL',
      side: 'sell',
      amount: '40',
      outOf: '100',
      what: 'stop 94.00',
      timeInForce: 'gtc',
      group: 'leg of oto',
      status: 'new',
      price: null,
      clientOrderId: HOSTILE,
    },
  ],
  recentOrders: [],
  requests: [
    {
      time: '09:31:00',
      method: 'GET',
      path: `/v2/orders?symbols=${HOSTILE}`,
      status: 422,
      code: 40010001,
    },
    {
      time: '09:30:00',
      method: 'POST',
      path: '/emulator/time',
      body: '{"next":"open"}',
      status: 200,
      code: null,
    },
    { time: '09:30:00', method: 'POST', path: '/v2/orders', status: 0, code: null },
  ],
};

/** What a reader sees, tags left out. */
const shown = (page: EmulatorPage): string =>
  renderEmulatorPage(page, 'run();')
    .replace(/<(script|style)>[^]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page of the emulator', () => {
  it('shows clock, account, positions, orders and requests', () => {
    const text = shown(PAGE);
    for (const part of [
      '09:31:00 Fri 2015-10-23, New York market open virtual time',
      'Closes Fri 2015-10-23 16:00',
      '$99,950.50 equity, −$49.50 since the last close',
      'Buying power $180,000.00',
      'AAPL 100 0 100.00 99.50 $9,950.50 −$49.50 −0.5 %',
      'sell 40 of 100 stop 94.00 gtc leg of oto new',
      'No order has ended yet.',
      '422 40010001',
      '/emulator/time {&quot;next&quot;:&quot;open&quot;} 200',
      '/v2/orders lost',
    ])
      expect(text).toContain(part);
  });

  it('shows what clients sent as text', () => {
    const html = renderEmulatorPage(PAGE, 'run();');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;x&#39;)&quot;&gt;');
  });

  it('says so where there is nothing to show', () => {
    const text = shown({ ...PAGE, positions: [], openCount: 0, openOrders: [], requests: [] });
    for (const none of [
      'Nothing is held.',
      'No order is open.',
      'Nobody has asked for anything yet.',
    ])
      expect(text).toContain(none);
  });

  it('says how many orders are open where it does not show them all', () => {
    expect(shown(PAGE)).toContain('1 open order ');
    expect(shown({ ...PAGE, openCount: 250 })).toContain('250 open orders, the newest 1 ');
  });

  it('has buttons for time only where time is moved', () => {
    expect(shown(PAGE)).toContain('Next event Next open Next close +1 hour +1 day');
    const real = shown({ ...PAGE, clock: { ...PAGE.clock, isReal: true } });
    expect(real).not.toContain('Next event');
    expect(real).toContain('Real time: the clock moves by itself.');
  });

  it('runs its own program only and asks nobody else', () => {
    const policy = pagePolicy({ script: 'AAA=', style: 'BBB=' });
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'sha256-AAA='");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(renderEmulatorPage(PAGE, 'run();')).not.toMatch(/https?:\/\//);
  });
});
