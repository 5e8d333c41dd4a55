import {
  decodeChangeBody,
  decodeOrderBody,
  decodeOrderQuery,
  type RequestDecoded,
} from '../../src/contracts/alpaca-requests.ts';
import { ordersView } from '../../src/paper-broker/order-list.ts';
import type { PaperSubmitResult } from '../../src/paper-broker/paper-broker.ts';
import {
  legsOf,
  orderByClientId,
  orderById,
  workingOrders,
  type PaperOrder,
} from '../../src/paper-broker/paper-state.ts';
import type { Engine } from './engine.ts';
import { emptyReply, errorReply, jsonReply, refusalReply } from './replies.ts';
import type { Handler, Routes } from './routes.ts';
import { queryOf, type WireCall, type WireReply } from './wire-call.ts';
import { wireOrder } from './wire-order.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function addOrderRoutes(routes: Routes, engine: Engine): void {
  routes.add('GET', '/v2/orders', (call) => {
    const query = decodeOrderQuery(queryOf(call));
    if (!query.ok) return errorReply(422, query.code, query.message);
    return jsonReply(ordersView(engine.state, query.value).map(wireOrder));
  });
  routes.add('POST', '/v2/orders', (call) =>
    withBody(call, decodeOrderBody, (request) => submitReply(engine.submit(request))),
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
      withBody(call, decodeChangeBody, (change) => submitReply(engine.replace(id, change))),
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

/** One row per open order; canceling one of a group cancels its leg, which has no row of its own. */
function cancelAll(engine: Engine): readonly { readonly id: string; readonly status: number }[] {
  return workingOrders(engine.state)
    .filter((order) => order.status !== 'held')
    .map(({ id }) => {
      const result = engine.cancel(id);
      return { id, status: result.kind === 'refused' ? result.httpStatus : 200 };
    });
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
  const isNested = queryOf(asked.call)['nested']?.toLowerCase() === 'true';
  return jsonReply(wireOrder({ order, legs: isNested ? legsOf(state, order) : [] }));
}

function withId(answer: (id: string, call: WireCall) => WireReply): Handler {
  return (call, { id = '' }) =>
    UUID.test(id) ? answer(id, call) : errorReply(422, 40010001, 'order_id is missing');
}

/** The answer to a body that could be decoded, or the refusal of one that could not. */
function withBody<T>(
  { body }: WireCall,
  decode: (value: unknown) => RequestDecoded<T>,
  answer: (value: T) => WireReply,
): WireReply {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return errorReply(400, 40010000, 'request body format is invalid');
  }
  const decoded = decode(value);
  return decoded.ok ? answer(decoded.value) : errorReply(422, decoded.code, decoded.message);
}
