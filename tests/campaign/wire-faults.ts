/** What can become of one call on its way to the broker and back. */
import type { WireReply } from '../../live/emulator/wire-call.ts';
import type { Instant } from '../../src/domain/account.ts';
import { ConnectionLost } from '../../src/ports/connection-lost.ts';

export type Line = {
  readonly method: string;
  readonly path: string;
  /** The broker hears of it and answers. */
  readonly deliver: () => WireReply;
  /** The answer of a broker that shows the account of some seconds ago. */
  readonly past: (seconds: number) => WireReply;
  readonly now: () => Instant;
  readonly wait: (milliseconds: number) => void;
};

type Happen = (line: Line) => WireReply;

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };
const PAGE = '<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>';
const SLOW_MS = 8_000;
const TIMEOUT_MS = 10_000;

const page = (status: number): WireReply => ({
  status,
  body: PAGE,
  headers: { 'content-type': 'text/html' },
});

const error = (status: number, code: number, message: string): WireReply => ({
  status,
  body: JSON.stringify({ code, message }),
  headers: JSON_TYPE,
});

function lost(): never {
  throw new ConnectionLost('the line is dead');
}

function changed(reply: WireReply, change: (body: string) => string): WireReply {
  return reply.body === '' ? reply : { ...reply, body: change(reply.body) };
}

/** Changes the values of a field wherever it stands in the body. */
function withField(reply: WireReply, field: string, change: (value: string) => string): WireReply {
  const pattern = new RegExp(`"${field}":("[^"]*"|null|true|false|[-0-9.]+)`, 'g');
  return changed(reply, (body) =>
    body.replaceAll(pattern, (_all, value: string) => `"${field}":${change(value)}`),
  );
}

const bare = (value: string): string =>
  /^"-?\d+(\.\d+)?"$/.test(value) ? value.slice(1, -1) : value;

function rateLimited(now: Instant): WireReply {
  const reset = (Math.floor(now / 60_000) + 1) * 60;
  const reply = error(429, 42910000, 'rate limit exceeded');
  const limits = { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '0' };
  return { ...reply, headers: { ...JSON_TYPE, ...limits, 'x-ratelimit-reset': String(reset) } };
}

export const WIRE_FAULTS: Readonly<Record<string, Happen>> = {
  request_lost: () => lost(),
  reply_lost: ({ deliver }) => {
    deliver();
    return lost();
  },
  gateway_502: () => page(502),
  gateway_504: ({ deliver }) => {
    deliver();
    return page(504);
  },
  server_500: ({ deliver }) => {
    deliver();
    return error(500, 50010000, 'internal server error occurred');
  },
  rate_limit: ({ now }) => rateLimited(now()),
  unauthorized: () => error(401, 40110000, 'request is not authorized'),
  redirect: () => ({ status: 307, body: '', headers: { location: 'https://elsewhere.example/' } }),
  truncated: ({ deliver }) =>
    changed(deliver(), (body) => body.slice(0, Math.floor(body.length / 2))),
  malformed: ({ deliver }) => changed(deliver(), () => '{"id": NaN,'),
  html_page: ({ deliver }) => ({ ...page(200), status: deliver().status }),
  oversized: ({ deliver }) => changed(deliver(), (body) => body.padEnd(6 * 1024 * 1024)),
  other_status: ({ deliver }) => withField(deliver(), 'status', () => '"under_water"'),
  numbers: ({ deliver }) =>
    ['qty', 'filled_qty', 'stop_price', 'filled_avg_price', 'qty_available'].reduce(
      (reply, field) => withField(reply, field, bare),
      deliver(),
    ),
  no_status: ({ deliver }) =>
    changed(deliver(), (body) => body.replaceAll(/"status":"[^"]*",?/g, '')),
  twice_named: ({ deliver }) =>
    changed(deliver(), (body) => body.replace(/\{(?=")/, '{"id":"another",')),
  /** Orders alone: a stock that the broker does not know is not traded, and that is right. */
  not_found: ({ method, path, deliver }) =>
    method === 'GET' && path.startsWith('/v2/orders')
      ? error(404, 40410000, 'order not found')
      : deliver(),
  empty_list: ({ method, deliver }) => {
    const reply = deliver();
    return method === 'GET' && reply.body.startsWith('[') ? { ...reply, body: '[]' } : reply;
  },
  stale: ({ method, deliver, past }) => (method === 'GET' ? past(SLOW_MS / 1000) : deliver()),
  slow: ({ deliver, wait }) => {
    const reply = deliver();
    wait(SLOW_MS);
    return reply;
  },
  timeout: ({ deliver, wait }) => {
    deliver();
    wait(TIMEOUT_MS);
    return lost();
  },
  late: ({ deliver, wait }) => {
    wait(TIMEOUT_MS);
    deliver();
    return lost();
  },
};
