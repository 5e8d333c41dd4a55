/** How orders live at Alpaca, seen through its interface as a client sees it. */
import { describe, expect, it } from 'vitest';

import type { PaperBehaviour } from '../../src/paper-broker/paper-state.ts';
import type { EmulatorWorld } from '../live/emulator/emulator-world.ts';
import { at, FRI, MON } from '../paper-broker/paper-world.ts';
import { contractWorld } from './contract-world.ts';

type Body = Readonly<Record<string, unknown>>;

const BUY: Body = { symbol: 'AAPL', side: 'buy', qty: '10', type: 'market', time_in_force: 'day' };
const LIMIT: Body = { ...BUY, type: 'limit', limit_price: '96.00' };
const OTO: Body = { ...BUY, order_class: 'oto', stop_loss: { stop_price: '94.00' } };
const MINUTE = 60_000;

function worldAt(time: string, behaviour: Partial<PaperBehaviour> = {}): EmulatorWorld {
  const world = contractWorld(time);
  world.emulator.engine.configure({ behaviour });
  return world;
}

async function place(world: EmulatorWorld, body: Body): Promise<Body> {
  const { status, body: order, text } = await world.call('POST', '/v2/orders', body);
  if (status !== 200) throw new Error(text);
  return order as Body;
}

async function order(world: EmulatorWorld, { id }: Body): Promise<Body> {
  return (await world.call('GET', `/v2/orders/${String(id)}?nested=true`)).body as Body;
}

const to = (world: EmulatorWorld, date: string, time: string): void => {
  world.emulator.engine.advanceTo(at(date, time));
};

describe('the life of an order', () => {
  it('begins as pending_new, then it is new and filled: pending_new → new → fill', async () => {
    const world = worldAt('10:00');
    const received = await place(world, BUY);
    expect(received).toMatchObject({ status: 'pending_new', filled_qty: '0', filled_at: null });
    expect(await order(world, received)).toMatchObject({ status: 'filled', filled_qty: '10' });
    const told = world.emulator.updates.history().map(({ event }) => event.event);
    expect(told).toEqual(['pending_new', 'new', 'fill']);
  });

  it('is accepted out of hours, promoted at 04:00 ET with submitted_at rewritten', async () => {
    const world = worldAt('18:40');
    const received = await place(world, LIMIT);
    expect(received).toMatchObject({
      status: 'accepted',
      submitted_at: '2015-10-23T22:40:00.000Z',
    });
    to(world, MON, '03:59');
    expect(await order(world, received)).toMatchObject({ status: 'accepted' });
    to(world, MON, '04:00');
    expect(await order(world, received)).toMatchObject({
      status: 'new',
      created_at: '2015-10-23T22:40:00.000Z',
      submitted_at: '2015-10-26T08:00:00.000Z',
    });
  });

  it('has random partials where the operator wants them, the same for the same seed', async () => {
    const lived = async (): Promise<readonly unknown[]> => {
      const world = worldAt('09:15', { partialFillChance: 1 });
      const received = await place(world, { ...LIMIT, limit_price: '120.00', qty: '100' });
      to(world, FRI, '09:30');
      const shown = await order(world, received);
      expect(shown).toMatchObject({ status: 'partially_filled', qty: '100' });
      const filled = Number(shown['filled_qty']);
      expect(filled).toBeGreaterThan(0);
      expect(filled).toBeLessThan(100);
      return [filled, shown['filled_avg_price']];
    };
    expect(await lived()).toEqual(await lived());
  });

  it('of the day ends at the calendar’s close, an early one on the day after Thanksgiving', async () => {
    const prices = [100, 101, 99, 100] as const;
    const book = { AAPL: { '2015-11-25': prices, '2015-11-27': prices } };
    const world = contractWorld('09:15', { book });
    to(world, '2015-11-27', '10:00');
    const received = await place(world, { ...LIMIT, limit_price: '50.00' });
    expect(received['expires_at']).toBe('2015-11-27T18:00:00.000Z');
    to(world, '2015-11-27', '12:59');
    expect(await order(world, received)).toMatchObject({ status: 'new' });
    to(world, '2015-11-27', '13:00');
    expect(await order(world, received)).toMatchObject({ status: 'expired', filled_qty: '0' });
  });

  it('that is good till canceled has expires_at 90 days on and ends then', async () => {
    const world = worldAt('10:00');
    const received = await place(world, { ...LIMIT, time_in_force: 'gtc', limit_price: '20.00' });
    // 90 days after 23 October is 21 January; 16:15 in New York is 21:15 in winter.
    expect(received['expires_at']).toBe('2016-01-21T21:15:00.000Z');
    to(world, '2016-01-21', '16:14');
    expect(await order(world, received)).toMatchObject({ status: 'new' });
    to(world, '2016-01-21', '16:15');
    expect(['canceled', 'expired']).toContain((await order(world, received))['status']);
  });
});

describe('the windows of the auctions', () => {
  const tried = async (time: string, timeInForce: string): Promise<number> =>
    (await worldAt(time).call('POST', '/v2/orders', { ...BUY, time_in_force: timeInForce })).status;

  it('opg is refused from 09:28 to 19:00, cls from 15:50 to 19:00', async () => {
    expect([await tried('09:27', 'opg'), await tried('09:28', 'opg')]).toEqual([200, 422]);
    expect([await tried('18:59', 'opg'), await tried('19:00', 'opg')]).toEqual([422, 200]);
    expect([await tried('15:49', 'cls'), await tried('15:50', 'cls')]).toEqual([200, 422]);
    expect([await tried('18:59', 'cls'), await tried('19:00', 'cls')]).toEqual([422, 200]);
  });

  it('opg fills at the open and cls at the close', async () => {
    const world = worldAt('09:15');
    const opening = await place(world, { ...BUY, time_in_force: 'opg' });
    const closing = await place(world, { ...BUY, time_in_force: 'cls' });
    to(world, FRI, '16:00');
    // That Friday opens at 100 and closes at 108.
    for (const [placed, price] of [
      [opening, 100],
      [closing, 108],
    ] as const) {
      const shown = await order(world, placed);
      expect([shown['status'], Number(shown['filled_avg_price'])]).toEqual(['filled', price]);
    }
  });
});

describe('a cancel', () => {
  const DWELL = { cancelDwell: 5 * MINUTE };

  it('is asynchronous where it dwells: 204, pending_cancel, then canceled', async () => {
    const world = worldAt('10:00', DWELL);
    const received = await place(world, { ...LIMIT, limit_price: '50.00' });
    expect((await world.call('DELETE', `/v2/orders/${String(received['id'])}`)).status).toBe(204);
    expect(await order(world, received)).toMatchObject({ status: 'pending_cancel' });
    to(world, FRI, '10:04');
    expect(await order(world, received)).toMatchObject({ status: 'pending_cancel' });
    to(world, FRI, '10:05');
    expect(await order(world, received)).toMatchObject({ status: 'canceled' });
  });

  it('can lose the race: the fill wins', async () => {
    // The low of 95 is reached at 11:40, a third of the way through the session.
    const world = worldAt('11:38', DWELL);
    const received = await place(world, LIMIT);
    await world.call('DELETE', `/v2/orders/${String(received['id'])}`);
    to(world, FRI, '11:45');
    expect(await order(world, received)).toMatchObject({ status: 'filled', filled_qty: '10' });
  });

  it('can be stuck in pending_cancel for good', async () => {
    const world = worldAt('10:00', { cancelDwell: 'stuck' });
    const received = await place(world, { ...LIMIT, limit_price: '50.00' });
    await world.call('DELETE', `/v2/orders/${String(received['id'])}`);
    to(world, MON, '15:00');
    expect(await order(world, received)).toMatchObject({ status: 'pending_cancel' });
  });
});

describe('a group', () => {
  it('has one time in force: that of the entry, whatever the stop says', async () => {
    const world = worldAt('09:15');
    const stopLoss = { stop_price: '94.00', time_in_force: 'gtc' };
    const received = await place(world, { ...OTO, stop_loss: stopLoss });
    expect(received).toMatchObject({ legs: [{ status: 'held', time_in_force: 'day' }] });
    to(world, FRI, '16:01');
    const { legs } = (await order(world, received)) as { readonly legs: readonly Body[] };
    // The stop ends with the day and the shares are naked.
    expect(legs).toMatchObject([{ status: 'expired' }]);
    expect((await world.call('GET', '/v2/positions/AAPL')).status).toBe(200);
  });

  it('shows its stop as replaced by an order that fills, where the operator wants it', async () => {
    const world = worldAt('09:15', { stopLegFill: 'replaced' });
    const received = await place(world, { ...OTO, stop_loss: { stop_price: '96.00' } });
    to(world, FRI, '15:00');
    const { legs } = (await order(world, received)) as { readonly legs: readonly Body[] };
    const [leg] = legs;
    expect(leg).toMatchObject({ status: 'replaced' });
    const successor = await order(world, { id: leg?.['replaced_by'] });
    expect(successor).toMatchObject({ status: 'filled', replaces: leg?.['id'], side: 'sell' });
  });
});

describe('a halt and an untradable stock', () => {
  it('let orders rest, or take none', async () => {
    const world = worldAt('10:00', { haltedSymbols: ['AAPL'], untradableSymbols: ['AMD'] });
    const resting = await place(world, BUY);
    to(world, FRI, '15:59');
    expect(await order(world, resting)).toMatchObject({ status: 'new', filled_qty: '0' });
    const asset = (await world.call('GET', '/v2/assets/AMD')).body;
    expect(asset).toMatchObject({ tradable: false });
    const refusal = await world.call('POST', '/v2/orders', { ...BUY, symbol: 'AMD' });
    expect(refusal).toMatchObject({ status: 422, body: { code: 42210000 } });
  });
});
