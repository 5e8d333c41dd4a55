/**
 * Alpaca's HTTP interface around the paper broker: a function from call to reply, served in process or on a port.
 * Nothing here waits, so a call is answered before the next one is looked at.
 *
 * @see https://docs.alpaca.markets/reference
 */
import { deterministicId } from '../../src/paper-broker/deterministic-id.ts';
import { addAccountRoutes } from './account-routes.ts';
import { addAssetRoutes } from './asset-routes.ts';
import { addCalendarRoutes } from './calendar-routes.ts';
import type { Engine } from './engine.ts';
import { refuseKeys } from './keys.ts';
import { addMarketDataRoutes } from './market-data-routes.ts';
import { addOrderRoutes } from './order-routes.ts';
import { addPositionRoutes } from './position-routes.ts';
import { createRateCounter, type RateCount, type RateLimit } from './rate-limit.ts';
import { errorReply } from './replies.ts';
import { createRoutes, type Routes } from './routes.ts';
import { unknownFields } from './unknown-fields.ts';
import { callOf, responseOf, type WireCall, type WireReply } from './wire-call.ts';

export type EmulatorApp = {
  readonly answer: (call: WireCall) => WireReply;
  /** The same for clients that speak the Fetch standard. */
  readonly fetch: (request: Request) => Promise<Response>;
};

export type EmulatorAppOptions = {
  /**
   * Absent: 200 a minute of the paper world's time, counted and shown, never refused: there time stands still between
   * requests. Market data have a budget of their own.
   */
  readonly rateLimit?: Partial<RateLimit>;
  /**
   * Names the fields of a body that are passed over in the header `X-Emulator-Unknown-Fields`. Absent: to a request
   * that carries `X-Emulator-Strict`.
   */
  readonly isStrict?: boolean;
};

const REQUESTS_PER_MINUTE = 200;
const READS: readonly string[] = ['GET', 'HEAD'];
const DATA_PATHS = /^\/(v2\/stocks|v1(beta1)?\/corporate-actions)/;

export function createEmulatorApp(engine: Engine, options: EmulatorAppOptions = {}): EmulatorApp {
  const limit: RateLimit = {
    requestsPerMinute: REQUESTS_PER_MINUTE,
    isEnforced: false,
    now: () => engine.now(),
    ...options.rateLimit,
  };
  const countTrading = createRateCounter(limit);
  const countData = createRateCounter(limit);
  const routes = createRoutes();
  addAccountRoutes(routes, engine);
  addAssetRoutes(routes, engine);
  addCalendarRoutes(routes, engine);
  addPositionRoutes(routes, engine);
  addOrderRoutes(routes, engine);
  addMarketDataRoutes(routes, engine);
  let requests = 0;
  const answer = (call: WireCall): WireReply => {
    requests += 1;
    if (!READS.includes(call.method)) engine.noteMutation();
    const requestId = deterministicId(`request/${engine.state.seed}`, requests);
    const refusal = refuseKeys(engine.keys, call);
    if (refusal !== undefined) return withHeaders(refusal, { 'x-request-id': requestId });
    const count = DATA_PATHS.test(call.path) ? countData() : countTrading();
    const reply = count.isRefused
      ? errorReply(429, 42910000, 'rate limit exceeded')
      : routed(routes, call);
    const shown = withHeaders(reply, shownHeaders(limit, count, requestId));
    const isStrict = options.isStrict ?? call.header('x-emulator-strict') !== undefined;
    return isStrict ? withHeaders(shown, unknownFieldsHeader(call)) : shown;
  };
  return { answer, fetch: async (request) => responseOf(answer(await callOf(request))) };
}

function routed(routes: Routes, call: WireCall): WireReply {
  const found = routes.find(call);
  if (found.kind === 'nothing') return errorReply(404, 40410000, 'endpoint not found');
  if (found.kind === 'wrong-method') {
    const refusal = errorReply(405, 40510000, 'method not allowed');
    return withHeaders(refusal, { allow: found.allowed.join(', ') });
  }
  try {
    return found.handler(call, found.params);
  } catch (error) {
    // A defect here must not pass for an answer: to the client it is an unknown outcome, with the reason to read.
    const reason = error instanceof Error ? error.message : String(error);
    return errorReply(500, 50010000, `internal server error: ${reason}`);
  }
}

function withHeaders(reply: WireReply, headers: WireReply['headers']): WireReply {
  const { status, body } = reply;
  // Asked of every request: this is several times as fast as two spreads.
  return { status, body, headers: Object.assign({}, reply.headers, headers) };
}

function unknownFieldsHeader(call: WireCall): WireReply['headers'] {
  const fields = unknownFields(call);
  return fields.length === 0 ? {} : { 'x-emulator-unknown-fields': encodeURI(fields.join(', ')) };
}

function shownHeaders(
  limit: RateLimit,
  { remaining, resetSeconds }: RateCount,
  requestId: string,
): WireReply['headers'] {
  return {
    'x-request-id': requestId,
    'x-ratelimit-limit': String(limit.requestsPerMinute),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetSeconds),
  };
}
