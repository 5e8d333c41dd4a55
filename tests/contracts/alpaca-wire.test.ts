import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import {
  contradictionOf,
  decodeAccount,
  decodeAsset,
  decodeCalendar,
  decodeClock,
  decodeJson,
  decodeLatestTrades,
  decodeOrder,
  decodeOrders,
  decodePositions,
  encodeOrderRequest,
} from '../../src/contracts/alpaca-wire.ts';
import type { Decoded } from '../../src/contracts/decoder.ts';
import { formatMoney, moneyFromUnits } from '../../src/domain/money.ts';
import { ORDER_TRANSITIONS, type OrderRequest } from '../../src/domain/order.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { fc } from '../support/fast-check.ts';

type Json = Readonly<Record<string, unknown>>;

const ENTRY: OrderRequest = {
  clientOrderId: '20151023_AMZN_entry_buy',
  symbol: ticker('AMZN'),
  side: 'buy',
  qty: 24,
  type: 'market',
  timeInForce: 'gtc',
  orderClass: 'oto',
  stopPrice: null,
  stopLossPrice: moneyFromUnits(5_562_100),
};

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(`tests/fixtures/alpaca/${name}.json`, 'utf8')) as unknown;
}

function order(changes: Json = {}): Json {
  return { ...(fixture('order-oto') as Json), ...changes };
}

function read<T>(decoded: Decoded<T>): T {
  if (!decoded.ok) throw new Error(decoded.problem);
  return decoded.value;
}

function problem(decoded: Decoded<unknown>): string {
  return decoded.ok ? 'none' : decoded.problem;
}

describe('an order', () => {
  it('brings its stop leg, one level deep', () => {
    const entry = read(decodeOrder(order()));
    expect(entry).toMatchObject({ orderClass: 'oto', type: 'market', timeInForce: 'gtc', qty: 24 });
    expect(entry.legs).toHaveLength(1);
    expect(entry.legs[0]).toMatchObject({ side: 'sell', type: 'stop', status: 'held', legs: [] });
    expect(entry.legs[0]?.stopPrice).toBe(5_562_100);
  });

  it('keeps nanoseconds as sent', () => {
    expect(read(decodeOrder(order())).submittedAt).toBe('2015-10-23T13:30:00.123456789Z');
  });

  it('rounds an average price of six decimals once', () => {
    const filled = read(decodeOrder(fixture('order-simple-filled')));
    expect(filled).toMatchObject({ status: 'filled', filledQty: 50, orderClass: 'simple' });
    expect(filled.filledAvgPrice).toBe(1_167_046);
  });

  it('names its successor and its predecessor when it was replaced', () => {
    const old = read(decodeOrder(fixture('order-replaced')));
    const successor = read(decodeOrder(fixture('order-replacement')));
    expect(old).toMatchObject({ status: 'replaced', replacedBy: successor.id });
    expect(successor.replaces).toBe(old.id);
  });

  it('reads decimals that come as numbers', () => {
    const row = order({ qty: 24, filled_qty: 12.5, filled_avg_price: 617.68, legs: null });
    const partial = read(decodeOrder(row));
    expect(partial).toMatchObject({ qty: 24, filledQty: 12.5, filledAvgPrice: 6_176_800 });
  });

  it('keeps a status, type, time in force or class it does not know as unknown [F13]', () => {
    const changes = { status: 'hibernating', type: 'peg', time_in_force: 'gtd', order_class: 'x' };
    expect(read(decodeOrder(order(changes)))).toMatchObject({
      status: 'unknown',
      rawStatus: 'hibernating',
      type: 'unknown',
      timeInForce: 'unknown',
      orderClass: 'unknown',
    });
  });

  it.each(Object.keys(ORDER_TRANSITIONS))('knows the status %s', (status) => {
    const changes = { status, filled_qty: '1', filled_avg_price: '600' };
    expect(read(decodeOrder(order(changes))).status).toBe(status);
  });

  it('ignores fields it does not know and survives the loss of fields nobody uses', () => {
    const { created_at, updated_at, asset_id, hwm, ...rest } = order({ new_field: { a: 1 } });
    expect([created_at, updated_at, asset_id, hwm]).toHaveLength(4);
    expect(decodeOrder(rest).ok).toBe(true);
  });

  it('is read without a quantity when it was placed in dollars', () => {
    expect(read(decodeOrder(order({ qty: null, notional: '1000' }))).qty).toBeNull();
  });

  it.each([
    ['a missing id', { id: undefined }],
    ['an empty client order id', { client_order_id: '' }],
    ['a side that is neither buy nor sell', { side: 'sell_short' }],
    ['a quantity that is no decimal', { qty: '1e3' }],
    ['NaN as text', { filled_qty: 'NaN' }],
    ['a huge quantity', { qty: 1e308 }],
    ['a quantity with more digits than a double holds', { qty: '1234567890.123456789' }],
    ['an amount beyond the safe integers', { stop_price: '999999999999' }],
    ['a fill without a price', { status: 'filled', filled_qty: '24', filled_avg_price: null }],
    ['filled with nothing', { status: 'filled', filled_qty: '0' }],
    ['a negative fill', { filled_qty: '-1', filled_avg_price: '1' }],
    ['no submission time at all', { submitted_at: null, created_at: null }],
    ['a time without an offset', { submitted_at: '2015-10-23T13:30:00' }],
  ])('is refused with %s', (_, changes) => {
    expect(decodeOrder(order(changes)).ok).toBe(false);
  });

  it('makes the whole list unreadable when one row is', () => {
    expect(problem(decodeOrders([order(), order({ filled_qty: 'x' })]))).toContain('1.filled_qty');
  });

  it('never reads a number that is not finite, whatever comes [F12]', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.string(), fc.integer(), fc.jsonValue()), (qty) => {
        const decoded = decodeOrder(order({ qty }));
        return !decoded.ok || decoded.value.qty === null || Number.isFinite(decoded.value.qty);
      }),
    );
  });

  it('reads every price the tick rule allows exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), (units) => {
        const text = `${Math.floor(units / 10_000)}.${String(units % 10_000).padStart(4, '0')}`;
        return read(decodeOrder(order({ stop_price: text }))).stopPrice === units;
      }),
    );
  });
});

describe('the account and its positions', () => {
  it('are read exactly', () => {
    expect(read(decodeAccount(fixture('account')))).toEqual({
      id: 'e6fe16f3-64a4-4921-8928-cadf02f92f98',
      accountNumber: 'PA3ABCDEFGHI',
      status: 'ACTIVE',
      cash: 2_500_000_000,
      equity: 2_510_345_700,
      buyingPower: 5_010_345_700,
      multiplier: 2,
      tradingBlocked: false,
      accountBlocked: false,
      tradeSuspendedByUser: false,
    });
  });

  it('are unreadable without a field a decision needs', () => {
    const { buying_power, ...rest } = fixture('account') as Json;
    expect(buying_power).toBe('501034.57');
    expect(problem(decodeAccount(rest))).toContain('buying_power');
  });

  it('keep fractions, the absent price and the sign of a short [F35] [P10]', () => {
    const [aapl, brk, tsla] = read(decodePositions(fixture('positions')));
    expect(aapl).toMatchObject({ qty: 50, qtyAvailable: 0, avgEntryPrice: 1_129_235 });
    expect(brk).toMatchObject({ symbol: 'BRK.B', qty: 0.557436865, currentPrice: null });
    expect(tsla?.qty).toBe(-10);
  });

  it('show a short as negative even where the quantity has no sign', () => {
    const rows = (fixture('positions') as Json[]).map((row) => ({ ...row, side: 'short', qty: 7 }));
    expect(read(decodePositions(rows)).map((row) => row.qty)).toEqual([-7, -7, -7]);
  });

  it('are refused when long and negative at once', () => {
    const rows = (fixture('positions') as Json[]).map((row) => ({ ...row, side: 'long' }));
    expect(decodePositions(rows).ok).toBe(false);
  });
});

describe('clock, calendar, asset and trades', () => {
  it('reads the clock with its New York offset', () => {
    expect(read(decodeClock(fixture('clock')))).toEqual({
      timestamp: Date.UTC(2015, 9, 23, 13, 15, 4, 451),
      isOpen: false,
      nextOpen: Date.UTC(2015, 9, 23, 13, 30),
      nextClose: Date.UTC(2015, 9, 23, 20),
    });
  });

  it('reads sessions as minutes of the New York day, early closes included', () => {
    expect(read(decodeCalendar(fixture('calendar')))).toEqual([
      { date: '2015-11-25', openMinute: 570, closeMinute: 960 },
      { date: '2015-11-27', openMinute: 570, closeMinute: 780 },
    ]);
  });

  it.each([
    { date: '2015-11-31', open: '09:30', close: '16:00' },
    { date: '2015-11-25', open: '0930', close: '16:00' },
    { date: '2015-11-25', open: '16:00', close: '09:30' },
    { date: '2015-11-25', open: '09:30', close: '25:00' },
  ])('refuses the session $date $open–$close', (row) => {
    expect(decodeCalendar([row]).ok).toBe(false);
  });

  it('reads an asset, also one without a name', () => {
    expect(read(decodeAsset(fixture('asset')))).toEqual({
      symbol: 'BRK.B',
      name: 'Berkshire Hathaway Inc. Class B',
      tradable: true,
      status: 'active',
      fractionable: true,
    });
    expect(read(decodeAsset({ ...(fixture('asset') as Json), name: null })).name).toBe('');
  });

  it('reads last trades and leaves out symbols without one', () => {
    const trades = { ...(fixture('trades-latest') as { trades: Json }).trades };
    const prices = read(decodeLatestTrades({ trades: { ...trades, NONE: {}, ZERO: { p: 0 } } }));
    expect([...prices]).toEqual([
      ['AAPL', 1_167_000],
      ['AMZN', 6_176_800],
    ]);
    expect(read(decodeLatestTrades({ trades: null })).size).toBe(0);
  });
});

describe('a body', () => {
  it('is undefined when empty and a problem when cut off', () => {
    expect(decodeJson('')).toEqual({ ok: true, value: undefined });
    expect(decodeJson('{"id":"61e6').ok).toBe(false);
    expect(decodeJson('<html>502</html>').ok).toBe(false);
  });
});

describe('an order request', () => {
  it('carries decimals as strings and its stop in one group [P1] [P2] [R6]', () => {
    expect(encodeOrderRequest(ENTRY)).toEqual({
      symbol: 'AMZN',
      side: 'buy',
      qty: '24',
      type: 'market',
      time_in_force: 'gtc',
      client_order_id: '20151023_AMZN_entry_buy',
      order_class: 'oto',
      stop_loss: { stop_price: '556.21' },
    });
  });

  it('has no price keys where there is no price', () => {
    const sell = { ...ENTRY, side: 'sell', orderClass: 'simple', stopLossPrice: null } as const;
    const keys = ['symbol', 'side', 'qty', 'type', 'time_in_force', 'client_order_id'];
    expect(Object.keys(encodeOrderRequest(sell))).toEqual(keys);
  });

  it('carries the trigger of a plain stop', () => {
    const stop = { ...ENTRY, side: 'sell', type: 'stop', orderClass: 'simple' } as const;
    const request = { ...stop, stopPrice: moneyFromUnits(9_999), stopLossPrice: null };
    expect(encodeOrderRequest(request)).toMatchObject({ type: 'stop', stop_price: '0.9999' });
  });

  it.each([0, -1, 1.5, Number.NaN])('is never sent for %s shares', (qty) => {
    expect(() => encodeOrderRequest({ ...ENTRY, qty })).toThrow('positive whole number');
  });

  it('is never sent with a group that lacks its stop', () => {
    expect(() => encodeOrderRequest({ ...ENTRY, stopLossPrice: null })).toThrow('do not fit');
  });

  it.each([
    ['client_order_id', { client_order_id: 'another' }],
    ['symbol', { symbol: 'AMZ' }],
    ['side', { side: 'sell' }],
    ['qty', { qty: '2400' }],
    ['qty', { qty: null }],
  ])('is contradicted by another %s', (field, changes) => {
    const reply = read(decodeOrder(order(changes)));
    expect(contradictionOf(reply, ENTRY)).toContain(`asked for ${field}`);
  });

  it('is met by its own order, also when a market buy came back as a limit', () => {
    expect(contradictionOf(read(decodeOrder(order())), ENTRY)).toBeNull();
    expect(contradictionOf(read(decodeOrder(order({ type: 'limit' }))), ENTRY)).toBeNull();
    expect(formatMoney(moneyFromUnits(5_562_100))).toBe('556.21');
  });
});
