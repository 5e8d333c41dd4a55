/** One order and one group that never fill, from placing to canceled; whether the market is open or not. */
import type { ContractRequest } from './contract-client.ts';
import { byClientId } from './read-steps.ts';
import { FAR_LIMIT } from './refusal-steps.ts';
import type { Expected, Memory, Step } from './run-steps.ts';
import { isObject } from './shapes.ts';
import { ORDER } from './wire-shapes.ts';

const REFERENCE = 'https://docs.alpaca.markets/reference';
const ORDERS_PAGE = 'https://docs.alpaca.markets/docs/orders-at-alpaca';
const MEASURED = 'measured on paper';

const WORKING = ['new', 'accepted', 'pending_new'];
const SETTLED = ['new', 'accepted'];
const HIGHER_LIMIT = '2.01';

export const ORDER_STEPS: readonly Step[] = [
  {
    name: 'a limit order far below the market is accepted and works',
    source: `${REFERENCE}/postorder`,
    ask: (memory) => post(memory, { client_order_id: `${memory.runId}-1` }),
    expect: ({ runId, symbol }) => ({
      status: [200],
      shape: ORDER,
      fields: {
        client_order_id: `${runId}-1`,
        symbol,
        status: WORKING,
        qty: '1',
        notional: null,
        filled_qty: '0',
        filled_avg_price: null,
        order_class: '',
        time_in_force: 'gtc',
        legs: null,
      },
    }),
    learn: remember('order'),
  },
  {
    name: 'its client order id must be unique',
    source: MEASURED,
    ask: (memory) => post(memory, { client_order_id: `${memory.runId}-1` }),
    expect: unique,
  },
  {
    name: 'it is found by its id, routed at once or waiting for the session',
    source: `${REFERENCE}/getorderbyorderid`,
    ask: at('GET', 'order'),
    untilStatus: SETTLED,
    expect: ({ values }) => ({
      status: [200],
      shape: ORDER,
      fields: { id: values.get('order'), status: SETTLED },
    }),
    learn: (body, { values }) => {
      if (isObject(body)) values.set('status', String(body['status']));
    },
  },
  {
    name: 'it is found by its client order id',
    source: `${REFERENCE}/getorderbyclientorderid`,
    ask: ({ runId }) => ({ method: 'GET', path: byClientId(`${runId}-1`) }),
    expect: ({ values }) => ({ status: [200], shape: ORDER, fields: { id: values.get('order') } }),
  },
  {
    name: 'it is replaced by an order with a new id once it is routed, and not before',
    source: `${REFERENCE}/patchorderbyorderid-1`,
    ask: (memory) => ({
      method: 'PATCH',
      path: `/v2/orders/${idOf(memory, 'order')}`,
      body: { limit_price: HIGHER_LIMIT, client_order_id: `${memory.runId}-2` },
    }),
    expect: ({ values, runId }) =>
      values.get('status') === 'accepted'
        ? {
            status: [422],
            code: 42210000,
            message: 'cannot replace order in accepted status',
          }
        : {
            status: [200],
            shape: ORDER,
            fields: { client_order_id: `${runId}-2`, replaces: values.get('order') },
          },
    learn: remember('successor'),
  },
  {
    name: 'the replaced order is final and names its successor',
    source: ORDERS_PAGE,
    ask: (memory) => (memory.values.has('successor') ? at('GET', 'order')(memory) : undefined),
    untilStatus: ['replaced'],
    expect: ({ values }) => ({
      status: [200],
      shape: ORDER,
      fields: { status: 'replaced', replaced_by: values.get('successor') },
    }),
  },
  {
    name: 'a cancel is taken with 204 and an empty body',
    source: `${REFERENCE}/deleteorderbyorderid`,
    ask: (memory) => at('DELETE', liveOrder(memory))(memory),
    expect: () => ({ status: [204], body: 'empty' }),
  },
  {
    name: 'the order ends canceled',
    source: ORDERS_PAGE,
    ask: (memory) => at('GET', liveOrder(memory))(memory),
    untilStatus: ['canceled'],
    expect: () => ({ status: [200], shape: ORDER, fields: { status: 'canceled' } }),
  },
  {
    name: 'a canceled order cannot be replaced',
    source: `${REFERENCE}/patchorderbyorderid-1`,
    ask: (memory) => ({
      method: 'PATCH',
      path: `/v2/orders/${idOf(memory, liveOrder(memory))}`,
      body: { limit_price: '2.02' },
    }),
    expect: () => ({ status: [422], code: 42210000 }),
  },
  {
    name: 'the client order id of a canceled order stays used',
    source: MEASURED,
    ask: (memory) => post(memory, { client_order_id: `${memory.runId}-1` }),
    expect: unique,
  },
  ...groupSteps(),
];

/** A stop below an entry that does not fill: it is held, hidden, and goes with its entry. */
function groupSteps(): readonly Step[] {
  return [
    {
      name: 'a group is accepted with its leg held',
      source: ORDERS_PAGE,
      ask: (memory) =>
        post(memory, {
          client_order_id: `${memory.runId}-3`,
          order_class: 'oto',
          stop_loss: { stop_price: '1.00' },
        }),
      expect: () => ({
        status: [200],
        shape: ORDER,
        fields: { order_class: 'oto', status: WORKING },
      }),
      learn: (body, memory) => {
        remember('group')(body, memory);
        const legs: unknown = isObject(body) ? body['legs'] : undefined;
        const leg: unknown = Array.isArray(legs) ? legs[0] : undefined;
        remember('leg')(leg, memory);
      },
    },
    {
      name: 'the leg is an order of its own, with the time in force of its entry',
      source: 'https://github.com/alpacahq/Alpaca-API/issues/283',
      ask: at('GET', 'leg'),
      expect: () => ({
        status: [200],
        shape: ORDER,
        fields: { status: 'held', side: 'sell', type: 'stop', time_in_force: 'gtc', legs: null },
      }),
    },
    {
      name: 'canceling the entry is taken',
      source: ORDERS_PAGE,
      ask: at('DELETE', 'group'),
      expect: () => ({ status: [204], body: 'empty' }),
    },
    {
      name: 'canceling the entry cancels the leg',
      source: ORDERS_PAGE,
      ask: at('GET', 'leg'),
      untilStatus: ['canceled'],
      expect: () => ({ status: [200], shape: ORDER, fields: { status: 'canceled' } }),
    },
  ];
}

/** What a run must not leave behind. */
export function ordersToCancel({ values }: Memory): readonly string[] {
  return [...values].filter(([name]) => name !== 'status').map(([, id]) => id);
}

function unique(): Expected {
  return { status: [422], code: 40010001, message: 'client_order_id must be unique' };
}

function post({ symbol }: Memory, changes: Readonly<Record<string, unknown>>): ContractRequest {
  const order = {
    symbol,
    side: 'buy',
    qty: '1',
    type: 'limit',
    time_in_force: 'gtc',
    limit_price: FAR_LIMIT,
  };
  return { method: 'POST', path: '/v2/orders', body: { ...order, ...changes } };
}

function at(method: 'GET' | 'DELETE', name: string): (memory: Memory) => ContractRequest {
  return (memory) => ({ method, path: `/v2/orders/${idOf(memory, name)}` });
}

/** An id nobody has where an earlier step failed: the difference then shows in this step too. */
function idOf({ values }: Memory, name: string): string {
  return values.get(name) ?? '00000000-0000-4000-8000-000000000000';
}

function liveOrder({ values }: Memory): string {
  return values.has('successor') ? 'successor' : 'order';
}

function remember(name: string): (body: unknown, memory: Memory) => void {
  return (body, { values }) => {
    if (isObject(body) && typeof body['id'] === 'string') values.set(name, body['id']);
  };
}
