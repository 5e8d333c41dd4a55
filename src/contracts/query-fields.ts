/**
 * The parameters of a query, which are all text. Booleans may be `True`, instants may be dates; what is not understood
 * is refused with a sentence that names the parameter.
 */
import * as z from 'zod';

import type { Instant } from '../domain/account.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { newYorkInstant } from '../rules/new-york-time.ts';
import type { RequestDecoded } from './alpaca-requests.ts';

const INVALID = 40010001;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

/** A date means midnight in New York, without its offset an instant means nothing and is refused. */
export function instantField(field: string) {
  return z.string().transform((text, context): Instant => {
    const date = parseSessionDate(text);
    if (date !== undefined) return newYorkInstant(date, 0);
    // In a query a plus sign that was not encoded arrives as a space.
    const instant = text.replace(' ', '+');
    const at = INSTANT.test(instant) ? Date.parse(instant) : NaN;
    return Number.isFinite(at) ? at : refused(context, `invalid ${field}: ${text}`);
  });
}

/** The date part of a date or an instant. */
export function dateField(field: string) {
  return z
    .string()
    .transform(
      (text, context): SessionDate =>
        parseSessionDate(text.slice(0, 10)) ?? refused(context, `invalid ${field}: ${text}`),
    );
}

export function booleanField(field: string) {
  return z.string().transform((text, context): boolean => {
    const value = text.toLowerCase();
    if (value !== 'true' && value !== 'false') refused(context, `invalid ${field}: ${text}`);
    return value === 'true';
  });
}

export function countField(field: string, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, `invalid ${field}`)
    .transform(Number)
    .refine((count) => count >= 1 && count <= most, `${field} must be between 1 and ${most}`);
}

/** Null for an empty list, which asks for everything. */
export const listField = z
  .string()
  .transform((text) => (text === '' ? null : text.split(',').map((part) => part.trim())));

/** Symbols may come with their exchange and class: `AAPL:NASDAQ:us_equity`. */
export const symbolsField = listField.transform(
  (symbols) => symbols?.map((symbol) => symbol.split(':')[0] ?? symbol) ?? null,
);

export function choiceField<const T extends readonly [string, ...string[]]>(
  field: string,
  choices: T,
) {
  return z.enum(choices, { error: `invalid ${field}` });
}

/** A list of nothing but these. */
export function choicesField<const T extends readonly [string, ...string[]]>(
  field: string,
  choices: T,
) {
  return listField.pipe(z.array(choiceField(field, choices)).nullable());
}

/** The first problem is the message. */
export function decodeQuery<T>(schema: z.ZodType<T>, query: unknown): RequestDecoded<T> {
  const result = schema.safeParse(query);
  if (result.success) return { ok: true, value: result.data };
  const message = result.error.issues[0]?.message ?? 'invalid query';
  return { ok: false, code: INVALID, message };
}

function refused(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
