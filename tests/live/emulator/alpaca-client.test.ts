import { describe, expect, it } from 'vitest';

import { createEmulatorApp } from '../../../live/emulator/app.ts';
import { createEngine, type Engine } from '../../../live/emulator/engine.ts';
import { createAlpacaBroker } from '../../../src/adapters/alpaca/alpaca-broker.ts';
import { inProcessTransport } from '../../../src/adapters/alpaca/in-process-transport.ts';
import type { OrderRequest } from '../../../src/domain/order.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { createPaperBroker } from '../../../src/paper-broker/paper-state.ts';
import type { Broker } from '../../../src/ports/broker.ts';
import { alpacaOptions } from '../../adapters/alpaca/alpaca-fixture.ts';
import { at, BOOK, dollars, FRI, paperMarket } from '../../paper-broker/paper-world.ts';

/** The client that talks to Alpaca, talking to the emulator without a socket. */
function connected(): { readonly engine: Engine; readonly broker: Broker } {
  const state = createPaperBroker({
    now: at(FRI, '09:15'),
    cash: dollars('250000'),
    multiplier: 2,
    accountNumber: 'PA0000000001',
    seed: 'client',
  });
  const engine = createEngine({ state, market: paperMarket(BOOK) });
  const transport = inProcessTransport(createEmulatorApp(engine).fetch);
  return { engine, broker: createAlpacaBroker(alpacaOptions({ transport })) };
}

const ENTRY: OrderRequest = {
  clientOrderId: '20151023_AAPL_entry_buy',
  symbol: ticker('AAPL'),
  side: 'buy',
  qty: 10,
  type: 'market',
  timeInForce: 'gtc',
  orderClass: 'oto',
  stopPrice: null,
  stopLossPrice: dollars('94'),
};

describe('the Alpaca client against the emulator', () => {
  it('reads the account, the clock, the calendar, an asset and prices', async () => {
    const { broker, engine } = connected();
    expect(await broker.account()).toMatchObject({
      accountNumber: 'PA0000000001',
      cash: dollars('250000'),
      buyingPower: dollars('500000'),
      multiplier: 2,
    });
    expect(await broker.clock()).toEqual({
      timestamp: at(FRI, '09:15'),
      isOpen: false,
      nextOpen: at(FRI, '09:30'),
      nextClose: at(FRI, '16:00'),
    });
    expect(await broker.calendar(sessionDate(FRI), sessionDate(FRI))).toEqual([
      { date: FRI, open: at(FRI, '09:30'), close: at(FRI, '16:00') },
    ]);
    expect(await broker.asset('AAPL')).toMatchObject({ tradable: true, fractionable: true });
    expect(await broker.latestPrices(['AAPL', 'NOPE'])).toEqual(
      new Map([['AAPL', dollars('100')]]),
    );
    expect(engine.mutations(), 'reading changes nothing').toBe(0);
  });

  it('buys with a stop, moves the stop, cancels it and sells', async () => {
    const { broker, engine } = connected();
    expect(await broker.submit(ENTRY)).toMatchObject({
      kind: 'accepted',
      order: { status: 'accepted', orderClass: 'oto', legs: [{ status: 'held' }] },
    });
    engine.advanceTo(at(FRI, '09:30'));
    const entry = await broker.orderByClientId(ENTRY.clientOrderId);
    expect(entry).toMatchObject({ status: 'filled', filledAvgPrice: dollars('100') });
    const nested = await broker.orderById(entry?.id ?? '');
    const leg = nested?.legs[0];
    expect(leg).toMatchObject({ status: 'new', stopPrice: dollars('94') });
    const moved = await broker.replaceStop(leg?.id ?? '', dollars('94.50'), 'stop-1');
    if (moved.kind !== 'accepted') throw new Error(moved.message);
    expect(await broker.positions()).toMatchObject([{ symbol: 'AAPL', qty: 10, qtyAvailable: 0 }]);
    expect(await broker.cancel(moved.order.id)).toEqual({ kind: 'accepted' });
    const exit = {
      ...ENTRY,
      clientOrderId: '20151023_AAPL_exit_sell',
      side: 'sell',
      timeInForce: 'day',
      orderClass: 'simple',
      stopLossPrice: null,
    } as const;
    expect(await broker.submit(exit)).toMatchObject({
      kind: 'accepted',
      order: { status: 'pending_new' },
    });
    expect(await broker.positions()).toEqual([]);
    expect(await broker.orders({ status: 'open', nested: false })).toEqual([]);
    expect(await broker.orders({ status: 'all', nested: true })).toHaveLength(3);
  });

  it('recognizes the refusals for what they are', async () => {
    const { broker, engine } = connected();
    await broker.submit(ENTRY);
    const reasonOf = async (changes: Partial<OrderRequest>): Promise<string> => {
      const result = await broker.submit({ ...ENTRY, clientOrderId: 'next', ...changes });
      return result.kind === 'refused' ? result.reason : result.kind;
    };
    const simple = { orderClass: 'simple', stopLossPrice: null } as const;
    expect(await reasonOf({ clientOrderId: ENTRY.clientOrderId })).toBe(
      'duplicate_client_order_id',
    );
    expect(await reasonOf({ stopLossPrice: dollars('100') })).toBe('stop_above_market');
    expect(await reasonOf({ stopLossPrice: dollars('94.001') })).toBe('sub_penny_price');
    expect(await reasonOf({ symbol: ticker('NOPE') })).toBe('asset_not_tradable');
    expect(await reasonOf({ qty: 6000 })).toBe('insufficient_buying_power');
    expect(await reasonOf({ symbol: ticker('AMD'), side: 'sell', ...simple })).toBe(
      'account_restricted',
    );
    engine.advanceTo(at(FRI, '09:31'));
    expect(await reasonOf({ side: 'sell', ...simple })).toBe('insufficient_qty');
    expect(await reasonOf(simple)).toBe('wash_trade');
    const entry = await broker.orderByClientId(ENTRY.clientOrderId);
    expect(await broker.cancel(entry?.id ?? '')).toMatchObject({ reason: 'not_cancelable' });
    expect(await broker.replaceStop(entry?.id ?? '', dollars('90'), 'again')).toMatchObject({
      reason: 'not_replaceable',
    });
    expect(await broker.orderByClientId('nobody')).toBeNull();
  });
});
