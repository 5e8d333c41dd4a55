/** What stands between a client and its broker says, in the broker's place. */
import type { Instant } from '../../../src/domain/account.ts';
import type { Fault } from '../../../src/contracts/fault-schedule.ts';
import { errorReply } from '../replies.ts';

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { readonly kind: Kind }>;

const TITLES: Readonly<Record<number, string>> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
const MS_PER_MINUTE = 60_000;

/** A gateway answers with a page of its own, whatever the client accepts. */
export function serverError({ status, body }: FaultOf<'server_error'>): Response {
  if (body === 'json') return errorReply(status, 50010000, 'internal server error occurred');
  const headers = { 'Content-Type': 'text/html' };
  return new Response(body === 'empty' ? null : gatewayPage(status), { status, headers });
}

function gatewayPage(status: number): string {
  const title = `${status} ${TITLES[status] ?? 'Server Error'}`;
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}

export function rateLimited(
  { headers, retry_after: retryAfter }: FaultOf<'rate_limited'>,
  now: Instant,
): Response {
  const reply = errorReply(429, 42910000, 'rate limit exceeded');
  if (headers) {
    const minuteEnd = (Math.floor(now / MS_PER_MINUTE) + 1) * MS_PER_MINUTE;
    reply.headers.set('X-RateLimit-Limit', '200');
    reply.headers.set('X-RateLimit-Remaining', '0');
    reply.headers.set('X-RateLimit-Reset', String(minuteEnd / 1000));
  }
  if (retryAfter !== undefined) reply.headers.set('Retry-After', String(retryAfter));
  return reply;
}

export function ownAnswer(fault: FaultOf<'answer'>): Response {
  const { status, json, text, content_type: type } = fault;
  // These statuses allow no body.
  if (status === 204 || status === 205 || status === 304) return new Response(null, { status });
  const body = text ?? (json === undefined ? '' : JSON.stringify(json));
  const standard = json === undefined ? 'text/plain' : 'application/json';
  return new Response(body, { status, headers: { 'Content-Type': type ?? standard } });
}

export function redirect({ status, location }: FaultOf<'redirect'>): Response {
  return new Response(null, { status, headers: { Location: location } });
}
