import type { Hono } from 'hono';

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
import { errorReply, refusalReply } from './replies.ts';
import { wireOrder } from './wire-order.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function addOrderRoutes(app: Hono, engine: Engine): void {
  const { state } = engine;
  app.get('/v2/orders', ({ req }) => {
    const query = decodeOrderQuery(req.query());
    if (!query.ok) return errorReply(422, query.code, query.message);
    return Response.json(ordersView(state, query.value).map(wireOrder));
  });
  app.post('/v2/orders', async ({ req }) => {
    const request = await decodeBody(req.raw, decodeOrderBody);
    return request instanceof Response ? request : submitReply(engine.submit(request));
  });
  app.delete('/v2/orders', () => Response.json(cancelAll(engine), { status: 207 }));
  // The colon is part of the name.
  app.get('/v2/orders:by_client_order_id', ({ req }) => {
    const id = req.query('client_order_id') ?? '';
    return orderReply(engine, orderByClientId(state, id), { id, nested: req.query('nested') });
  });
  app.get('/v2/orders/:id', ({ req }) => {
    const id = req.param('id');
    if (!UUID.test(id)) return notAnId();
    return orderReply(engine, orderById(state, id), { id, nested: req.query('nested') });
  });
  app.patch('/v2/orders/:id', async ({ req }) => {
    const id = req.param('id');
    if (!UUID.test(id)) return notAnId();
    const change = await decodeBody(req.raw, decodeChangeBody);
    return change instanceof Response ? change : submitReply(engine.replace(id, change));
  });
  app.delete('/v2/orders/:id', ({ req }) => {
    const id = req.param('id');
    if (!UUID.test(id)) return notAnId();
    const result = engine.cancel(id);
    return result.kind === 'refused' ? refusalReply(result) : new Response(null, { status: 204 });
  });
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

function submitReply(result: PaperSubmitResult): Response {
  return result.kind === 'refused' ? refusalReply(result) : Response.json(wireOrder(result));
}

function orderReply(
  { state }: Engine,
  order: PaperOrder | undefined,
  asked: { readonly id: string; readonly nested: string | undefined },
): Response {
  if (order === undefined) return errorReply(404, 40410000, `order not found for ${asked.id}`);
  const isNested = asked.nested?.toLowerCase() === 'true';
  return Response.json(wireOrder({ order, legs: isNested ? legsOf(state, order) : [] }));
}

function notAnId(): Response {
  return errorReply(422, 40010001, 'order_id is missing');
}

/** The decoded body, or the reply that refuses it. */
async function decodeBody<T>(
  request: Request,
  decode: (value: unknown) => RequestDecoded<T>,
): Promise<T | Response> {
  const body = await request.text();
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return errorReply(400, 40010000, 'request body format is invalid');
  }
  const decoded = decode(value);
  return decoded.ok ? decoded.value : errorReply(422, decoded.code, decoded.message);
}
