/**
 * Did the broker do it, did it say no, or does nobody know? `unknown` is the default: an order becomes refused only
 * through a reply that proves that none exists. One code covers many causes at Alpaca, so status, code, text and extra
 * fields decide together; a refusal we have no name for is `other`.
 *
 * @see https://docs.alpaca.markets/reference/postorder (403, 422)
 */
import type { RefusalReason } from '../domain/refusal-reason.ts';
import { decodeJson } from './alpaca-wire.ts';

export type WireReply = {
  readonly httpStatus: number;
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
};

export type Classified =
  | { readonly kind: 'accepted'; readonly value: unknown }
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      readonly httpStatus: number;
      readonly code: number | null;
      readonly message: string;
      readonly details: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'unknown'; readonly message: string };

type ErrorBody = {
  readonly code: number | null;
  readonly message: string;
  readonly details: Readonly<Record<string, string>>;
};

type Rule = {
  readonly reason: RefusalReason;
  readonly statuses: readonly number[];
  /** Searched in the message and `reject_reason`; absent: any text. */
  readonly text?: RegExp;
  readonly code?: number;
  /** An extra field of the body that proves the reason whatever the text says. */
  readonly field?: string;
};

/** The first row that fits decides, so the sharper rows stand above the wider ones. */
const RULES: readonly Rule[] = [
  // The code, 40010001, is that of every malformed request: only the text tells a used id.
  {
    reason: 'duplicate_client_order_id',
    statuses: [409, 422],
    text: /client.?order.?id.*\b(unique|duplicate|already|exists)/i,
  },
  { reason: 'unauthorized', statuses: [403], text: /^\s*(forbidden|unauthorized)\.?\s*$/i },
  {
    reason: 'wash_trade',
    statuses: [403, 422],
    text: /wash trade|opposite side (market|limit|stop)/i,
  },
  { reason: 'pattern_day_trading', statuses: [403], text: /pattern day trad/i },
  { reason: 'pattern_day_trading', statuses: [403], code: 40310100 },
  {
    reason: 'insufficient_buying_power',
    statuses: [403, 422],
    text: /insufficient .*buying power/i,
  },
  { reason: 'insufficient_buying_power', statuses: [403], field: 'buying_power' },
  { reason: 'insufficient_qty', statuses: [403, 422], text: /insufficient (qty|quantity)/i },
  { reason: 'insufficient_qty', statuses: [403], field: 'held_for_orders' },
  {
    reason: 'account_restricted',
    statuses: [403, 422],
    text: /not (allowed|permitted) to (short|trade)|not authorized to trade|restricted to liquidation|account.*(restricted|blocked|suspended|inactive)|trading.*(blocked|suspended)/i,
  },
  {
    reason: 'not_replaceable',
    statuses: [403, 422],
    text: /cannot replace|already replaced|not fully replaced|parameters are not changed|must be > filled_qty|not replac/i,
  },
  {
    reason: 'not_cancelable',
    statuses: [422],
    text: /order is already in|pending[ _]cancel|not cancel|cannot (be )?cancel/i,
  },
  {
    reason: 'stop_above_market',
    statuses: [422],
    text: /stop[ _]price must be (less than|<=?) (current|market|base)/i,
  },
  { reason: 'asset_not_fractionable', statuses: [403, 422], text: /not fractionable/i },
  { reason: 'short_sale', statuses: [403, 422], text: /cannot open a short sell/i },
  { reason: 'data_not_subscribed', statuses: [403], text: /subscription does not permit/i },
  { reason: 'sub_penny_price', statuses: [422], text: /sub-?penny|minimum pricing criteria/i },
  {
    reason: 'asset_not_tradable',
    statuses: [403, 422],
    text: /(asset|contract) .*not (found|active|tradable)|could not find asset|symbol not found|not tradable/i,
  },
  {
    reason: 'order_class_refused',
    statuses: [403, 422],
    text: /\b(bracket|oto|oco|complex) orders?\b|must be simple orders|order[ _]class/i,
  },
  // A wrong address is our mistake; it must never pass for "that order does not exist".
  { reason: 'other', statuses: [404], text: /endpoint not found/i },
  { reason: 'not_found', statuses: [404], code: 40410000 },
  { reason: 'not_found', statuses: [404], text: /not found|does not exist/i },
  { reason: 'invalid_request', statuses: [400, 422], code: 40010001 },
  { reason: 'invalid_request', statuses: [400] },
];

const PLAIN_FORBIDDEN = /^\s*(forbidden|unauthorized)\.?\s*$/i;

/** What a reply proves. `accepted` carries the parsed body, `undefined` for an empty one; what it says is still to be checked. */
export function classifyReply(reply: WireReply): Classified {
  const { httpStatus, body } = reply;
  const json = decodeJson(body);
  if (httpStatus >= 200 && httpStatus < 300) {
    return json.ok ? { kind: 'accepted', value: json.value } : unknownOf(reply, json.problem);
  }
  if (!isRefusalStatus(httpStatus)) return unknownOf(reply, meaningOf(httpStatus));
  const error = json.ok ? errorBodyOf(json.value) : undefined;
  if (httpStatus === 401) return refusedOf(reply, 'unauthorized', error);
  if (error === undefined) {
    return httpStatus === 403 && PLAIN_FORBIDDEN.test(body)
      ? refusedOf(reply, 'unauthorized', error)
      : unknownOf(reply, 'the body is no error of the broker');
  }
  // Status and code can disagree; the one that proves nothing wins.
  if (error.code !== null && !isRefusalStatus(Math.floor(error.code / 100_000))) {
    return unknownOf(reply, `its code ${error.code} proves nothing`);
  }
  return refusedOf(reply, reasonOf(httpStatus, error), error);
}

/** 408, 429 and everything outside 400–499 leave open whether the request was carried out. */
function isRefusalStatus(httpStatus: number): boolean {
  return httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408 && httpStatus !== 429;
}

function meaningOf(httpStatus: number): string {
  if (httpStatus === 429) return 'rate limit reached';
  if (httpStatus >= 300 && httpStatus < 400) return 'a redirect, which is never followed';
  return 'no proof that nothing happened';
}

function reasonOf(httpStatus: number, error: ErrorBody): RefusalReason {
  const text = `${error.message} ${error.details['reject_reason'] ?? ''}`;
  const rule = RULES.find(
    (row) =>
      row.statuses.includes(httpStatus) &&
      (row.code === undefined || row.code === error.code) &&
      (row.text === undefined || row.text.test(text)) &&
      (row.field === undefined || error.details[row.field] !== undefined),
  );
  return rule?.reason ?? 'other';
}

function errorBodyOf(value: unknown): ErrorBody | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, message, ...extra } = value as Readonly<Record<string, unknown>>;
  if (typeof message !== 'string') return undefined;
  const number = typeof code === 'string' && /^\d{1,9}$/.test(code) ? Number(code) : code;
  return {
    code: typeof number === 'number' && Number.isSafeInteger(number) ? number : null,
    message,
    details: Object.fromEntries(
      Object.entries(extra)
        .filter(([, field]) => field !== null)
        .map(([name, field]) => [name, typeof field === 'string' ? field : JSON.stringify(field)]),
    ),
  };
}

function refusedOf(
  { httpStatus, headers }: WireReply,
  reason: RefusalReason,
  error: ErrorBody | undefined,
): Classified {
  const requestId = headers['x-request-id'];
  return {
    kind: 'refused',
    reason,
    httpStatus,
    code: error?.code ?? null,
    message: error?.message ?? reason,
    details: { ...error?.details, ...(requestId !== undefined && { request_id: requestId }) },
  };
}

/** The body stays out of the message: it may be a foreign page. */
function unknownOf({ httpStatus, headers }: WireReply, why: string): Classified {
  const requestId = headers['x-request-id'];
  const suffix = requestId === undefined ? '' : ` (request ${requestId})`;
  return { kind: 'unknown', message: `HTTP ${httpStatus}: ${why}${suffix}` };
}
