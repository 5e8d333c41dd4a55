import type { Instant } from '../../src/domain/account.ts';
import { deterministicId } from '../../src/paper-broker/deterministic-id.ts';
import type { PaperRefusal } from '../../src/paper-broker/order-refusals.ts';

export type WireValue =
  string | number | boolean | null | readonly WireValue[] | { readonly [field: string]: WireValue };
export type WireObject = Readonly<Record<string, WireValue>>;

/** Without a code the body carries only the message, as Alpaca's 401 does. */
export function errorReply(httpStatus: number, code: number | null, message: string): Response {
  const body = code === null ? { message } : { code, message };
  return Response.json(body, { status: httpStatus });
}

export function refusalReply({ httpStatus, code, message, details }: PaperRefusal): Response {
  return Response.json({ code, message, ...details }, { status: httpStatus });
}

export function wireTime(instant: Instant): string {
  return new Date(instant).toISOString();
}

export function assetId(symbol: string): string {
  return deterministicId(`asset/${symbol}`, 1);
}
