import { describe, expect, it } from 'vitest';

import { at, FRI } from '../../../paper-broker/paper-world.ts';
import { MARKET, type Row } from '../emulator-client.ts';
import { faultyClient, type FaultyClient } from './faulty-client.ts';

const SECOND = 1000;
const BUY = { ...MARKET, client_order_id: 'first' };

const symbols = async (made: FaultyClient, path: string): Promise<readonly unknown[]> =>
  (JSON.parse((await made.send('GET', path)).text) as readonly Row[]).map((row) => row['symbol']);

describe('stale reads', () => {
  it('let positions lag behind orders by k seconds', async () => {
    const made = faultyClient([
      { match: { path: '/v2/positions' }, fault: { kind: 'stale', seconds: 5 } },
    ]);
    await made.send('POST', '/v2/orders', BUY);
    const { engine } = made.broker;
    engine.advanceTo(at(FRI, '09:30') + 3 * SECOND);
    const [order] = await made.broker.rows('/v2/orders?status=all');
    expect(order?.['status']).toBe('filled');
    expect(await symbols(made, '/v2/positions')).toEqual([]);
    engine.advanceTo(at(FRI, '09:30') + 7 * SECOND);
    expect(await symbols(made, '/v2/positions')).toEqual(['AAPL']);
  });

  it('do not know an order that was just placed', async () => {
    const made = faultyClient([
      { match: { path: '/v2/orders:by_client_order_id' }, fault: { kind: 'stale', seconds: 10 } },
    ]);
    await made.send('POST', '/v2/orders', BUY);
    const path = '/v2/orders:by_client_order_id?client_order_id=first';
    expect((await made.send('GET', path)).line).toBe('404');
    made.broker.engine.advanceTo(at(FRI, '09:15') + 10 * SECOND);
    expect((await made.send('GET', path)).line).toBe('200');
  });

  it('show an older snapshot after a newer one', async () => {
    const made = faultyClient([
      { match: { method: 'GET', every: 2 }, fault: { kind: 'stale', seconds: 10 } },
    ]);
    await made.send('POST', '/v2/orders', BUY);
    expect(await symbols(made, '/v2/orders')).toEqual(['AAPL']);
    expect(await symbols(made, '/v2/orders')).toEqual([]);
    expect(await symbols(made, '/v2/orders')).toEqual(['AAPL']);
  });

  it('change nothing in the account itself', async () => {
    const rules = [
      { match: { method: 'GET' as const }, fault: { kind: 'stale' as const, seconds: 9 } },
    ];
    const [stale, fresh] = [faultyClient(rules), faultyClient([])];
    for (const made of [stale, fresh]) {
      await made.send('POST', '/v2/orders', BUY);
      made.broker.engine.advanceTo(at(FRI, '09:31'));
      await made.send('GET', '/v2/account');
    }
    expect(JSON.stringify(stale.broker.engine.state)).toBe(
      JSON.stringify(fresh.broker.engine.state),
    );
  });
});
