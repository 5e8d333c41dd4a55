/** What stands between a client and its broker says, in the broker's place. */
import type { Instant } from '../../../src/domain/account.ts';
import type { Fault } from '../../../src/contracts/fault-schedule.ts';
import { errorReply, htmlReply } from '../replies.ts';
import type { WireReply } from '../wire-call.ts';

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { readonly kind: Kind }>;

const TITLES: Readonly<Record<number, string>> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
const MS_PER_MINUTE = 60_000;

/** A gateway answers with a page of its own, whatever the client accepts. */
export function serverError({ status, body }: FaultOf<'server_error'>): WireReply {
  if (body === 'json') return errorReply(status, 50010000, 'internal server error occurred');
  const page = htmlReply(status, TITLES[status] ?? 'Server Error');
  return body === 'html' ? page : { ...page, body: '' };
}

export function rateLimited(
  { headers, retry_after: retryAfter }: FaultOf<'rate_limited'>,
  now: Instant,
): WireReply {
  const reply = errorReply(429, 42910000, 'rate limit exceeded');
  const minuteEnd = (Math.floor(now / MS_PER_MINUTE) + 1) * MS_PER_MINUTE;
  const limits = {
    'x-ratelimit-limit': '200',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(minuteEnd / 1000),
  };
  return {
    ...reply,
    headers: {
      ...reply.headers,
      ...(headers && limits),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
  };
}

export function ownAnswer(fault: FaultOf<'answer'>): WireReply {
  const { status, json, text, content_type: type } = fault;
  const body = text ?? (json === undefined ? '' : JSON.stringify(json));
  const standard = json === undefined ? 'text/plain' : 'application/json';
  return { status, body, headers: { 'content-type': type ?? standard } };
}

export function redirect({ status, location }: FaultOf<'redirect'>): WireReply {
  return { status, body: '', headers: { location } };
}
