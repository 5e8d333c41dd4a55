/**
 * Alpaca's HTTP interface around the paper broker: a function from Request to Response, served in process or on a port.
 *
 * @see https://docs.alpaca.markets/reference
 */
import { Hono } from 'hono';

import { deterministicId } from '../../src/paper-broker/deterministic-id.ts';
import { addAccountRoutes } from './account-routes.ts';
import type { Engine } from './engine.ts';
import { addMarketDataRoutes } from './market-data-routes.ts';
import { addOrderRoutes } from './order-routes.ts';
import { errorReply } from './replies.ts';

export type EmulatorApp = { readonly fetch: (request: Request) => Promise<Response> };

const REQUESTS_PER_MINUTE = 200;
const MS_PER_MINUTE = 60_000;
const READS = ['GET', 'HEAD'];

export function createEmulatorApp(engine: Engine): EmulatorApp {
  const app = new Hono();
  let requests = 0;
  app.use(async (context, next) => {
    requests += 1;
    if (!READS.includes(context.req.method)) engine.noteMutation();
    await next();
    context.header('X-Request-ID', deterministicId(`request/${engine.state.seed}`, requests));
    for (const [name, value] of rateHeaders(engine)) context.header(name, value);
  });
  app.use(async ({ req }, next) => {
    const isLetIn = mayEnter(
      engine,
      req.header('APCA-API-KEY-ID'),
      req.header('APCA-API-SECRET-KEY'),
    );
    if (!isLetIn) return errorReply(401, null, 'unauthorized.');
    await next();
    return undefined;
  });
  addAccountRoutes(app, engine);
  addOrderRoutes(app, engine);
  addMarketDataRoutes(app, engine);
  app.notFound(() => errorReply(404, 40410000, 'endpoint not found'));
  // A defect here must not pass for an answer: to the client it is an unknown outcome, with the reason to read.
  app.onError((error) => errorReply(500, 50010000, `internal server error: ${error.message}`));
  return { fetch: async (request) => app.fetch(request) };
}

function mayEnter(
  { keys }: Engine,
  keyId: string | undefined,
  secretKey: string | undefined,
): boolean {
  if (keyId === undefined || secretKey === undefined) return false;
  return keys === null || (keys.keyId === keyId && keys.secretKey === secretKey);
}

/** The limit is shown and never enforced: time stands still between requests. */
function rateHeaders(engine: Engine): readonly (readonly [string, string])[] {
  const reset = Math.floor((engine.now() + MS_PER_MINUTE) / 1000);
  return [
    ['X-RateLimit-Limit', String(REQUESTS_PER_MINUTE)],
    ['X-RateLimit-Remaining', String(REQUESTS_PER_MINUTE - 1)],
    ['X-RateLimit-Reset', String(reset)],
  ];
}
