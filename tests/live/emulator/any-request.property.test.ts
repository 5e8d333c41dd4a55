import { describe, expect, it } from 'vitest';

import { at, FRI } from '../../paper-broker/paper-world.ts';
import { client, GROUP } from './emulator-client.ts';
import { fc } from '../../support/fast-check.ts';

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'HEAD', 'OPTIONS'];
const PATHS = [
  '/v2/account',
  '/v2/account/configurations',
  '/v2/account/activities',
  '/v2/account/portfolio/history',
  '/v2/orders',
  '/v2/orders:by_client_order_id',
  '/v2/positions',
  '/v2/assets',
  '/v2/clock',
  '/v2/calendar',
  '/v2/corporate_actions/announcements',
  '/v2/stocks/bars',
  '/v2/stocks/snapshots',
  '/v2/stocks/trades/latest',
  '/v1/corporate-actions',
  '/v1beta1/corporate-actions',
];
const TAILS = ['', '/AAPL', '/constructor/bars', '/AAPL/snapshot', '/__proto__', '/%00%zz'];
const NAMES = [
  ...['status', 'limit', 'after', 'until', 'direction', 'nested', 'symbols', 'side', 'asset_class'],
  ...['before_order_id', 'activity_types', 'category', 'date', 'page_size', 'page_token', 'period'],
  ...['timeframe', 'start', 'end', 'cashflow_types', 'adjustment', 'sort', 'types', 'ids', 'since'],
  ...['ca_types', 'date_type', 'qty', 'percentage', 'cancel_orders', 'client_order_id', 'feed'],
];
const VALUES = [
  ...['', 'true', 'False', '0', '1', '-1', '10000', 'all', 'open', 'asc', 'desc', 'raw', 'split'],
  ...['AAPL', 'AAPL,AMD', '__proto__', 'constructor', '1Day', '1Week', '12M', '1Min', '9999A'],
  ...['9999W', '9999D', '1990-01-01', '2015-10-23', '9999-12-31', '0001-01-01', '2015-02-30'],
  ...['2015-10-23T13:30:00Z', 'SETTLEMENT', 'split,dividend', 'ex_date', '%F0%9F%98%80', '%'],
];
const BODY_VALUES = [...VALUES, 0, 1, -1.5, 1e21, true, null, [], {}, { stop_price: '94' }];
const BODY_NAMES = [
  ...['symbol', 'qty', 'notional', 'side', 'type', 'time_in_force', 'limit_price', 'stop_price'],
  ...['order_class', 'stop_loss', 'take_profit', 'trail_percent', 'client_order_id', '__proto__'],
  ...['max_margin_multiplier', 'no_shorting', 'extended_hours', 'position_intent'],
];

const pair = fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES));
const query = fc
  .array(pair, { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
const fields = fc
  .array(fc.tuple(fc.constantFrom(...BODY_NAMES), fc.constantFrom(...BODY_VALUES)), {
    maxLength: 5,
  })
  .map((pairs) => JSON.stringify({ ...GROUP, ...Object.fromEntries(pairs) }));
const call = fc.record({
  method: fc.constantFrom(...METHODS),
  path: fc
    .tuple(fc.constantFrom(...PATHS), fc.constantFrom(...TAILS))
    .map((parts) => parts.join('')),
  query,
  body: fc.oneof(fc.constantFrom('', '{', 'null', '[1]'), fields),
});

describe('any request at all', () => {
  it('is answered with a status below 500 and a body that is what it says it is', () => {
    fc.assert(
      fc.property(fc.array(call, { minLength: 5, maxLength: 30 }), (calls) => {
        const { app, engine } = client({}, { isStrict: true });
        calls.forEach((asked, index) => {
          const reply = app.answer({ ...asked, header: () => 'key' });
          const shown = `${asked.method} ${asked.path}?${asked.query} ${asked.body}`;
          expect(reply.status, `${shown} → ${reply.body}`).toBeLessThan(500);
          if (reply.status === 204) expect(reply.body, shown).toBe('');
          else expect(() => JSON.parse(reply.body) as unknown, shown).not.toThrow();
          if (index % 10 === 9) engine.advanceTo(at(FRI, '10:00') + index * 600_000);
        });
      }),
      { numRuns: 150, seed: 20151023 },
    );
  });
});
