/** What changes on the page: sent again whenever it is looked at. */
import { markup, NOTHING, type Html } from '../html-text.ts';
import { count, counted, dollars, price, signed, signedDollars } from '../number-text.ts';
import type { EmulatorPage, PageOrder, PagePosition, PageRequest } from './page-facts.ts';

export function renderPageFacts(page: EmulatorPage): Html {
  return markup`<div class="cards">${renderClock(page)}${renderAccount(page)}</div>
${renderPositions(page.positions)}
${renderOrders(openHeading(page), page.openOrders, 'No order is open.')}
${renderOrders('Recent orders', page.recentOrders, 'No order has ended yet.')}
${renderRequests(page.requests)}`;
}

function openHeading({ openCount, openOrders }: EmulatorPage): string {
  if (openCount === 0) return 'Open orders';
  const all = counted(openCount, 'open order');
  return openOrders.length < openCount ? `${all}, the newest ${openOrders.length}` : all;
}

function renderClock({ clock }: EmulatorPage): Html {
  const { date, time, weekday, market, next, isReal } = clock;
  return markup`<section class="card"><h2>Clock</h2><p class="big">${time}</p><p>${weekday} ${date}, New York</p>
<p><span class="badge market-${market}">market ${market}</span> <span class="badge">${isReal ? 'real' : 'virtual'} time</span></p><p class="muted">${next.what} ${next.at}</p></section>`;
}

function renderAccount({ account }: EmulatorPage): Html {
  const change = account.equity - account.lastEquity;
  return markup`<section class="card"><h2>Account</h2><p class="big">${dollars(account.equity)}</p>
<p>equity, <span class="${tone(change)}">${signedDollars(change)}</span> since the last close</p>
<dl><div><dt>Cash</dt><dd>${dollars(account.cash)}</dd></div><div><dt>Positions</dt><dd>${dollars(account.marketValue)}</dd></div><div><dt>Buying power</dt><dd>${dollars(account.buyingPower)}</dd></div><div><dt>Multiplier</dt><dd>${account.multiplier}</dd></div><div><dt>Account</dt><dd>${account.number}</dd></div><div><dt>Key</dt><dd>${account.keyId}</dd></div></dl></section>`;
}

function renderPositions(positions: readonly PagePosition[]): Html {
  const heading = positions.length === 0 ? 'Positions' : counted(positions.length, 'position');
  if (positions.length === 0) return emptySection(heading, 'Nothing is held.');
  const rows = positions.map(
    ({ symbol, qty, available, entryPrice, price: now, value, profit }) =>
      markup`<tr><th scope="row">${symbol}</th><td class="number">${amountOf(qty)}</td><td class="number wide">${amountOf(available)}</td><td class="number">${price(entryPrice)}</td><td class="number">${price(now)}</td><td class="number wide">${dollars(value)}</td><td class="number ${tone(profit)}">${signedDollars(profit)}<small>${percent(profit, value - profit)}</small></td></tr>`,
  );
  return section(
    heading,
    markup`<tr><th scope="col">Stock</th><th scope="col" class="number">Shares</th><th scope="col" class="number wide">Free</th><th scope="col" class="number">Entry</th><th scope="col" class="number">Price</th><th scope="col" class="number wide">Value</th><th scope="col" class="number">Profit</th></tr>`,
    rows,
  );
}

function renderOrders(heading: string, orders: readonly PageOrder[], none: string): Html {
  if (orders.length === 0) return emptySection(heading, none);
  const rows = orders.map((order) => {
    const filled = order.price === null ? NOTHING : markup`<small>@ ${price(order.price)}</small>`;
    const outOf = order.outOf === '' ? NOTHING : markup`<small>of ${order.outOf}</small>`;
    const group = order.group === '' ? NOTHING : markup`<small>${order.group}</small>`;
    return markup`<tr><td class="wide">${order.at}</td><th scope="row">${order.symbol}<small class="id">${order.clientOrderId}</small></th><td class="side-${order.side}">${order.side}</td><td class="number">${order.amount}${outOf}</td><td>${order.what} ${order.timeInForce}${group}</td><td><span class="status status-${order.status}">${order.status.replaceAll('_', ' ')}</span>${filled}</td></tr>`;
  });
  return section(
    heading,
    markup`<tr><th scope="col" class="wide">Submitted</th><th scope="col">Stock</th><th scope="col">Side</th><th scope="col" class="number">Shares</th><th scope="col">Order</th><th scope="col">Status</th></tr>`,
    rows,
  );
}

function renderRequests(requests: readonly PageRequest[]): Html {
  const heading = 'Last requests';
  if (requests.length === 0) return emptySection(heading, 'Nobody has asked for anything yet.');
  const rows = requests.map(
    ({ time, method, path, body = '', status, code }) =>
      markup`<tr><td class="wide">${time}</td><td>${method}</td><td class="path">${path}<small>${body}</small></td><td class="number ${status < 400 ? '' : 'loss'}">${status === 0 ? 'lost' : String(status)}</td><td class="number wide">${code === null ? '' : String(code)}</td></tr>`,
  );
  return section(
    heading,
    markup`<tr><th scope="col" class="wide">Time</th><th scope="col">Method</th><th scope="col">Path</th><th scope="col" class="number">Status</th><th scope="col" class="number wide">Code</th></tr>`,
    rows,
  );
}

function section(heading: string, head: Html, rows: readonly Html[]): Html {
  const kind = /orders?\b/.test(heading) ? 'orders' : '';
  return markup`<section><h2>${heading}</h2><div class="scroll" tabindex="0" role="region" aria-label="${heading}"><table class="${kind}"><thead>${head}</thead><tbody>${rows}</tbody></table></div></section>
`;
}

function emptySection(heading: string, none: string): Html {
  return markup`<section><h2>${heading}</h2><p class="muted">${none}</p></section>
`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${signed((part / whole) * 100, 1)} %`;
}

function amountOf(qty: number): string {
  return Number.isInteger(qty) ? count(qty) : String(qty);
}

function tone(value: number): string {
  if (Math.abs(value) < 0.005) return '';
  return value > 0 ? 'gain' : 'loss';
}
