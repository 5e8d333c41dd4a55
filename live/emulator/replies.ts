import type { Instant } from '../../src/domain/account.ts';
import { deterministicId } from '../../src/paper-broker/deterministic-id.ts';
import type { PaperRefusal } from '../../src/paper-broker/order-refusals.ts';
import type { WireReply } from './wire-call.ts';

export type WireValue =
  string | number | boolean | null | readonly WireValue[] | { readonly [field: string]: WireValue };
export type WireObject = Readonly<Record<string, WireValue>>;

const JSON_HEADERS = { 'content-type': 'application/json; charset=UTF-8' };
const HTML_HEADERS = { 'content-type': 'text/html' };
const NO_HEADERS = {};

export function jsonReply(value: WireValue, status = 200): WireReply {
  return { status, body: JSON.stringify(value), headers: JSON_HEADERS };
}

/** Nothing but the status 204. */
export function emptyReply(): WireReply {
  return { status: 204, body: '', headers: NO_HEADERS };
}

/** What a proxy in front of the broker says when it gets no answer, or no keys: a page, not JSON. */
export function htmlReply(status: number, title: string): WireReply {
  const body =
    `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n` +
    `<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, body, headers: HTML_HEADERS };
}

/** Without a code the body carries only the message, as Alpaca's 401 does. */
export function errorReply(httpStatus: number, code: number | null, message: string): WireReply {
  return jsonReply(code === null ? { message } : { code, message }, httpStatus);
}

export function refusalReply(refusal: PaperRefusal): WireReply {
  return jsonReply(wireRefusal(refusal), refusal.httpStatus);
}

/** The body of a refusal: the extra fields stand beside code and message. */
export function wireRefusal({ code, message, details }: PaperRefusal): WireObject {
  return { code, message, ...details };
}

const REMEMBERED = 4096;
const timeTexts = new Map<Instant, string>();

/** RFC 3339 in UTC. Orders show the same few instants over and over: each is written once. */
export function wireTime(instant: Instant): string {
  const known = timeTexts.get(instant);
  if (known !== undefined) return known;
  const text = new Date(instant).toISOString();
  if (timeTexts.size >= REMEMBERED) timeTexts.clear();
  timeTexts.set(instant, text);
  return text;
}

const assetIds = new Map<string, string>();

export function assetId(symbol: string): string {
  const known = assetIds.get(symbol);
  if (known !== undefined) return known;
  const id = deterministicId(`asset/${symbol}`, 1);
  if (assetIds.size >= REMEMBERED) assetIds.clear();
  assetIds.set(symbol, id);
  return id;
}
