import { decodeChangeBody, decodeOrderBody } from '../../src/contracts/alpaca-requests.ts';
import { decodeNestedQuery, decodeOrderQuery } from '../../src/contracts/order-queries.ts';
import { ordersView } from '../../src/paper-broker/order-list.ts';
import type { PaperSubmitResult } from '../../src/paper-broker/paper-broker.ts';
import {
  legsOf,
  orderByClientId,
  orderById,
  type PaperOrder,
} from '../../src/paper-broker/paper-state.ts';
import { cancelAll } from './cancel-all.ts';
import type { Engine } from './engine.ts';
import { emptyReply, errorReply, jsonReply, refusalReply } from './replies.ts';
import { withBody } from './request-body.ts';
import type { Handler, Routes } from './routes.ts';
import { queryOf, type WireCall, type WireReply } from './wire-call.ts';
import { wireOrder } from './wire-order.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NEW_ORDER = { decode: decodeOrderBody, refusedWith: 422 } as const;
const CHANGE = { decode: decodeChangeBody, refusedWith: 422 } as const;

export function addOrderRoutes(routes: Routes, engine: Engine): void {
  routes.add('GET', '/v2/orders', (call) => listReply(engine, call));
  routes.add('POST', '/v2/orders', (call) =>
    withBody(call, NEW_ORDER, (request) => submitReply(engine.submit(request))),
  );
  routes.add('DELETE', '/v2/orders', () => jsonReply(cancelAll(engine), 207));
  // The colon is part of the name.
  routes.add('GET', '/v2/orders:by_client_order_id', (call) => {
    const { client_order_id: id = '' } = queryOf(call);
    return orderReply(engine, orderByClientId(engine.state, id), { id, call });
  });
  routes.add(
    'GET',
    '/v2/orders/:id',
    withId((id, call) => orderReply(engine, orderById(engine.state, id), { id, call })),
  );
  routes.add(
    'PATCH',
    '/v2/orders/:id',
    withId((id, call) =>
      withBody(call, CHANGE, (change) => submitReply(engine.replace(id, change))),
    ),
  );
  routes.add(
    'DELETE',
    '/v2/orders/:id',
    withId((id) => {
      const result = engine.cancel(id);
      return result.kind === 'refused' ? refusalReply(result) : emptyReply();
    }),
  );
}

function listReply({ state }: Engine, call: WireCall): WireReply {
  const query = decodeOrderQuery(queryOf(call));
  if (!query.ok) return errorReply(422, query.code, query.message);
  const { beforeOrderId, afterOrderId, assetClasses } = query.value;
  const unknown = [beforeOrderId, afterOrderId].find(
    (id) => id !== null && orderById(state, id) === undefined,
  );
  if (unknown !== undefined)
    return errorReply(404, 40410000, `order not found for ${String(unknown)}`);
  if (assetClasses?.includes('us_equity') === false) return jsonReply([]);
  return jsonReply(ordersView(state, query.value).map(wireOrder));
}

function submitReply(result: PaperSubmitResult): WireReply {
  return result.kind === 'refused' ? refusalReply(result) : jsonReply(wireOrder(result));
}

function orderReply(
  { state }: Engine,
  order: PaperOrder | undefined,
  asked: { readonly id: string; readonly call: WireCall },
): WireReply {
  if (order === undefined) return errorReply(404, 40410000, `order not found for ${asked.id}`);
  const query = decodeNestedQuery(queryOf(asked.call));
  if (!query.ok) return errorReply(422, query.code, query.message);
  return jsonReply(wireOrder({ order, legs: query.value.nested ? legsOf(state, order) : [] }));
}

function withId(answer: (id: string, call: WireCall) => WireReply): Handler {
  return (call, { id = '' }) =>
    UUID.test(id) ? answer(id, call) : errorReply(422, 40010001, 'order_id is missing');
}
