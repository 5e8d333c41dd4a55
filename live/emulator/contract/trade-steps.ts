/** What only a trade can show. It buys at the market: for an emulator in its session, never for anybody's account. */
import type { ContractRequest } from './contract-client.ts';
import type { Memory, Step } from './run-steps.ts';
import { isObject } from './shapes.ts';
import { FILL, ORDER, POSITION } from './wire-shapes.ts';

const REFERENCE = 'https://docs.alpaca.markets/reference';
const PROTECTION_PAGE = 'https://docs.alpaca.markets/docs/user-protection';
const ORDERS_PAGE = 'https://docs.alpaca.markets/docs/orders-at-alpaca';
const MEASURED = 'measured on paper';

export const TRADE_STEPS: readonly Step[] = [
  {
    name: 'a market order is accepted before it is filled',
    source: MEASURED,
    ask: (memory) => post(memory, { side: 'buy', qty: '10' }),
    expect: () => ({
      status: [200],
      shape: ORDER,
      fields: { status: ['pending_new', 'new', 'accepted'], filled_qty: '0', limit_price: null },
    }),
    learn: remember('bought'),
  },
  {
    name: 'it is filled at once in the session',
    source: MEASURED,
    ask: at('GET', 'bought'),
    untilStatus: ['filled'],
    expect: () => ({
      status: [200],
      shape: { ...ORDER, filled_at: 'instant', filled_avg_price: 'decimal' },
      fields: { status: 'filled', filled_qty: '10', notional: null },
    }),
  },
  {
    name: 'its shares are a position, all of them available',
    source: `${REFERENCE}/getopenposition`,
    ask: ({ symbol }) => ({ method: 'GET', path: `/v2/positions/${symbol}` }),
    expect: ({ symbol }) => ({
      status: [200],
      shape: POSITION,
      fields: { symbol, qty: '10', qty_available: '10', side: 'long' },
    }),
  },
  {
    name: 'its fill is an activity',
    source: `${REFERENCE}/getaccountactivitiesbyactivitytype-1`,
    ask: () => ({ method: 'GET', path: '/v2/account/activities/FILL?page_size=1' }),
    expect: () => ({ status: [200], body: 'list', shape: FILL }),
  },
  {
    name: 'a sale of more than is held is refused with what is there',
    source: MEASURED,
    ask: (memory) => post(memory, { side: 'sell', qty: '11' }),
    expect: ({ symbol }) => ({
      status: [403],
      code: 40310000,
      message: 'insufficient qty available for order (requested: 11, available: 10)',
      fields: { symbol, available: '10', existing_qty: '10', held_for_orders: '0' },
    }),
  },
  {
    name: 'a resting stop takes the shares it would sell',
    source: ORDERS_PAGE,
    ask: (memory) =>
      post(memory, {
        side: 'sell',
        qty: '10',
        type: 'stop',
        stop_price: '5.00',
        time_in_force: 'gtc',
      }),
    expect: () => ({ status: [200], shape: ORDER, fields: { type: 'stop' } }),
    learn: remember('stop'),
  },
  {
    name: 'what a stop has taken cannot be sold',
    source: MEASURED,
    ask: (memory) => post(memory, { side: 'sell', qty: '10' }),
    expect: () => ({
      status: [403],
      code: 40310000,
      message: 'insufficient qty available for order (requested: 10, available: 0)',
      fields: { available: '0', existing_qty: '10', held_for_orders: '10' },
    }),
  },
  {
    name: 'a buy against a resting stop is a potential wash trade and names the stop',
    source: PROTECTION_PAGE,
    ask: (memory) => post(memory, { side: 'buy', qty: '1' }),
    expect: ({ values }) => ({
      status: [403],
      code: 40310000,
      message: 'potential wash trade detected. use complex orders',
      fields: {
        existing_order_id: values.get('stop'),
        reject_reason: 'opposite side market/stop order exists',
      },
    }),
  },
  {
    name: 'a position cannot be closed while its shares are taken',
    source: `${REFERENCE}/deleteopenposition`,
    ask: ({ symbol }) => ({ method: 'DELETE', path: `/v2/positions/${symbol}` }),
    expect: () => ({ status: [403], code: 40310000 }),
  },
  {
    name: 'all orders are canceled with a row for each',
    source: `${REFERENCE}/deleteallorders`,
    ask: () => ({ method: 'DELETE', path: '/v2/orders' }),
    expect: () => ({ status: [207], body: 'list', shape: { id: 'uuid', status: 'integer' } }),
  },
  {
    name: 'the stop ends canceled',
    source: ORDERS_PAGE,
    ask: at('GET', 'stop'),
    untilStatus: ['canceled'],
    expect: () => ({ status: [200], fields: { status: 'canceled' } }),
  },
  {
    name: 'a position is closed with the order that does it',
    source: `${REFERENCE}/deleteopenposition`,
    ask: ({ symbol }) => ({ method: 'DELETE', path: `/v2/positions/${symbol}` }),
    expect: ({ symbol }) => ({
      status: [200],
      shape: ORDER,
      fields: { symbol, side: 'sell', type: 'market', time_in_force: 'day', qty: '10' },
    }),
    learn: remember('sold'),
  },
  {
    name: 'the order that closes is filled',
    source: ORDERS_PAGE,
    ask: at('GET', 'sold'),
    untilStatus: ['filled'],
    expect: () => ({ status: [200], fields: { status: 'filled' } }),
  },
  {
    name: 'a closed position is gone',
    source: `${REFERENCE}/getopenposition`,
    ask: ({ symbol }) => ({ method: 'GET', path: `/v2/positions/${symbol}` }),
    expect: () => ({ status: [404], code: 40410000, message: 'position does not exist' }),
  },
  {
    name: 'a filled order cannot be canceled',
    source: MEASURED,
    ask: at('DELETE', 'bought'),
    expect: () => ({
      status: [422],
      code: 42210000,
      message: 'order is already in "filled" state',
    }),
  },
];

function post({ symbol }: Memory, changes: Readonly<Record<string, unknown>>): ContractRequest {
  const body = { symbol, type: 'market', time_in_force: 'day', ...changes };
  return { method: 'POST', path: '/v2/orders', body };
}

function at(method: 'GET' | 'DELETE', name: string): (memory: Memory) => ContractRequest {
  return ({ values }) => ({ method, path: `/v2/orders/${values.get(name) ?? name}` });
}

function remember(name: string): (body: unknown, memory: Memory) => void {
  return (body, { values }) => {
    if (isObject(body) && typeof body['id'] === 'string') values.set(name, body['id']);
  };
}
