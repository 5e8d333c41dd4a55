/** Alpaca's own JavaScript client, unmodified, trades against the emulator over real HTTP and WebSocket. */
import { afterEach, describe, expect, it } from 'vitest';

import { passTime } from '../../live/emulator/virtual-time.ts';
import { at, FRI, MON, type Book } from '../paper-broker/paper-world.ts';
import { alpacaSdk, type AlpacaSdk, type Row } from '../support/alpaca-sdk.ts';
import { servedWorld, type ServedWorld } from '../support/served-world.ts';

const worlds: ServedWorld[] = [];
const streams: AlpacaSdk['trade_ws'][] = [];
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.disconnect();
  for (const world of worlds.splice(0)) await world.close();
});

const BARS: Book = {
  AAPL: {
    '2015-10-21': [98, 100, 97, 99],
    '2015-10-22': [99, 101, 98, 100],
    [FRI]: [100, 110, 95, 108],
    [MON]: [107, 109, 90, 92],
  },
  'BRK.B': {
    '2015-10-21': [130, 131, 129, 130],
    '2015-10-22': [130, 132, 129, 131],
    [FRI]: [131, 134, 130, 133],
    [MON]: [133, 135, 132, 134],
  },
};

async function start(): Promise<{ readonly world: ServedWorld; readonly alpaca: AlpacaSdk }> {
  const world = await servedWorld({ book: BARS });
  worlds.push(world);
  return { world, alpaca: alpacaSdk(world) };
}

const BUY = { symbol: 'AAPL', side: 'buy', qty: 10, type: 'market', time_in_force: 'day' };
const PROTECTED = {
  ...BUY,
  time_in_force: 'gtc',
  order_class: 'oto',
  stop_loss: { stop_price: '94.00' },
  client_order_id: '20151023_AAPL_entry_buy',
};

/** What a refused call carries, as axios shows it. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return (error as { readonly response?: { readonly status: number; readonly data: unknown } })
      .response;
  }
  throw new Error('was not refused');
}

describe('the official client over HTTP', () => {
  it('reads account, clock, calendar and assets', async () => {
    const { alpaca } = await start();
    expect(await alpaca.getAccount()).toMatchObject({ status: 'ACTIVE', cash: '100000.00' });
    expect(await alpaca.getClock()).toMatchObject({ is_open: false });
    const calendar = await alpaca.getCalendar({ start: '2015-10-23', end: '2015-10-26' });
    expect(calendar.map(({ date, close }) => [date, close])).toEqual([
      [FRI, '16:00'],
      [MON, '16:00'],
    ]);
    expect(await alpaca.getAsset('BRK.B')).toMatchObject({ symbol: 'BRK.B', tradable: true });
  });

  it('reads bars of several stocks over several pages', async () => {
    const { alpaca, world } = await start();
    const bars = await alpaca.getMultiBarsV2(['AAPL', 'BRK.B'], {
      start: '2015-10-21',
      end: '2015-10-22',
      timeframe: '1Day',
      pageLimit: 1,
    });
    expect(
      [...bars].map(([symbol, rows]) => [symbol, rows.map((row) => row['ClosePrice'])]),
    ).toEqual([
      ['AAPL', [99, 100]],
      ['BRK.B', [130, 131]],
    ]);
    const asked = world.emulator.log.lastRequests(10);
    expect(asked.filter(({ path }) => path.startsWith('/v2/stocks/bars'))).toHaveLength(4);
    expect((await alpaca.getLatestTrades(['AAPL'])).get('AAPL')).toMatchObject({ Price: 100 });
  });

  it('places an order with its stop, finds it by its own id, changes and cancels the stop', async () => {
    const { alpaca, world } = await start();
    const entry = await alpaca.createOrder(PROTECTED);
    expect(entry).toMatchObject({ status: 'accepted', order_class: 'oto', qty: '10' });
    expect(await alpaca.getOrderByClientId('20151023_AAPL_entry_buy')).toMatchObject({
      id: entry['id'],
    });
    world.emulator.passTime({ kind: 'next-open' });
    expect(await alpaca.getOrder(entry['id'])).toMatchObject({
      status: 'filled',
      filled_avg_price: '100.00',
    });
    const [stop] = await alpaca.getOrders({ status: 'open' });
    expect(stop).toMatchObject({ type: 'stop', stop_price: '94.00', side: 'sell' });
    const moved = await alpaca.replaceOrder(stop?.['id'], { stop_price: '94.50' });
    expect(moved).toMatchObject({ replaces: stop?.['id'], stop_price: '94.50' });
    await alpaca.cancelOrder(moved['id']);
    expect(await alpaca.getOrders({ status: 'open' })).toEqual([]);
    expect(await refusal(alpaca.cancelOrder(moved['id']))).toMatchObject({
      status: 422,
      data: { code: 42210000 },
    });
  });

  it('cancels all orders with a row for each', async () => {
    const { alpaca } = await start();
    const limit = { ...BUY, type: 'limit', limit_price: '90.00' };
    const ids = [await alpaca.createOrder(limit), await alpaca.createOrder(limit)].map(
      ({ id }) => id,
    );
    const rows = await alpaca.cancelAllOrders();
    expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(rows.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('sees positions, closes one, and then all', async () => {
    const { alpaca, world } = await start();
    await alpaca.createOrder(BUY);
    await alpaca.createOrder({ ...BUY, symbol: 'BRK.B', qty: '2' });
    world.emulator.passTime({ kind: 'to', instant: at(FRI, '09:31') });
    expect((await alpaca.getPositions()).map(({ symbol }) => symbol)).toEqual(['AAPL', 'BRK.B']);
    expect(await alpaca.getPosition('BRK.B')).toMatchObject({ qty: '2', side: 'long' });
    expect(await alpaca.closePosition('AAPL')).toMatchObject({ side: 'sell', qty: '10' });
    expect(await alpaca.closeAllPositions()).toMatchObject([{ symbol: 'BRK.B', status: 200 }]);
    expect(await alpaca.getPositions()).toEqual([]);
    expect(await refusal(alpaca.getPosition('AAPL'))).toMatchObject({
      status: 404,
      data: { code: 40410000 },
    });
  });

  it('is refused with 401 under wrong keys', async () => {
    const { world } = await start();
    const wrong = alpacaSdk(world, { secretKey: 'wrong' });
    expect(await refusal(wrong.getAccount())).toMatchObject({
      status: 401,
      data: { message: 'unauthorized.' },
    });
  });
});

describe('the official client, twice', () => {
  it('leaves the same bytes in the log for the same seed and commands', async () => {
    const round = async (): Promise<string> => {
      const { alpaca, world } = await start();
      await alpaca.getAccount();
      await alpaca.createOrder(PROTECTED);
      await alpaca.createOrder({ ...BUY, symbol: 'BRK.B', type: 'limit', limit_price: '100.00' });
      world.emulator.passTime({ kind: 'next-close' });
      await refusal(alpaca.createOrder({ ...BUY, symbol: 'NOPE' }));
      await alpaca.cancelAllOrders();
      await alpaca.closeAllPositions();
      return (await world.call('GET', '/emulator/log')).text;
    };
    const first = await round();
    expect(first.split('\n').length).toBeGreaterThan(10);
    expect(await round()).toBe(first);
  });
});

/** Updates of a stream as they arrive; `upTo` waits for the one that satisfies it. */
function listen(stream: AlpacaSdk['trade_ws']) {
  streams.push(stream);
  const updates: Row[] = [];
  const waiting = new Set<() => void>();
  stream.onOrderUpdate((update) => {
    updates.push(update);
    for (const look of [...waiting]) look();
  });
  return {
    updates,
    upTo: (event: string, count = 1): Promise<readonly Row[]> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (updates.filter((update) => update['event'] === event).length < count) return;
          waiting.delete(look);
          resolve(updates);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Resolves once the emulator has this many listeners that hear trade updates. */
async function subscribed(world: ServedWorld, stream: AlpacaSdk['trade_ws']): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.onConnect(() => {
      resolve();
    });
    stream.onError((message) => {
      reject(new Error(message));
    });
    stream.connect();
  });
  stream.subscribe(['trade_updates']);
  await world.subscriptions(1);
}

describe.each(['binary', 'text'] as const)(
  'the official client on the stream, %s frames',
  (frames) => {
    it('hears how an entry with its stop is accepted, filled and stopped out', async () => {
      const { alpaca, world } = await start();
      world.emulator.updates.change({ frames });
      const heard = listen(alpaca.trade_ws);
      await subscribed(world, alpaca.trade_ws);
      const entry = await alpaca.createOrder(PROTECTED);
      passTime(world.emulator.engine, { kind: 'next-close' });
      passTime(world.emulator.engine, { kind: 'next-close' });
      const updates = await heard.upTo('fill', 2);
      const ofEntry = updates.filter((update) => (update['order'] as Row)['id'] === entry['id']);
      expect(ofEntry.map(({ event }) => event)).toEqual(['accepted', 'new', 'fill']);
      const fills = updates.filter(({ event }) => event === 'fill');
      expect(fills).toMatchObject([
        {
          price: '100.00',
          qty: '10',
          position_qty: '10',
          timestamp: '2015-10-23T13:30:00.000Z',
          order: { status: 'filled', filled_qty: '10', client_order_id: '20151023_AAPL_entry_buy' },
        },
        { price: '94.00', qty: '10', position_qty: '0', order: { side: 'sell', type: 'stop' } },
      ]);
      expect(updates.every(({ timestamp }) => typeof timestamp === 'string')).toBe(true);
    });
  },
);

describe('the official client and an account that is reset', () => {
  it('loses its stream and is let in no more', async () => {
    const { alpaca, world } = await start();
    listen(alpaca.trade_ws);
    await subscribed(world, alpaca.trade_ws);
    const lost = new Promise<void>((resolve) => {
      alpaca.trade_ws.onDisconnect(resolve);
    });
    await world.call('POST', '/emulator/reset', {});
    await lost;
    alpaca.trade_ws.disconnect();
    expect(await refusal(alpaca.getAccount())).toMatchObject({ status: 401 });
  });
});
