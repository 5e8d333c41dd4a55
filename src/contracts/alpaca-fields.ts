/**
 * The scalars of Alpaca's answers. Decimals are read digit by digit, never as floating point; an instant must carry its
 * offset, because without one it would mean the host's own time zone.
 */
import * as z from 'zod';

import { parseMoney } from '../domain/money.ts';
import { parseSessionDate } from '../domain/session-date.ts';

// Eleven whole digits keep the count of ten-thousandths a safe integer.
const DECIMAL = /^-?\d{1,11}(?:\.\d{1,18})?$/;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const WALL_TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
/** What a double prints back unchanged. */
const SIGNIFICANT_DIGITS = 15;

export const text = z.string().min(1);
// Trading answers carry strings, market data carries numbers; both are read everywhere.
const decimal = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((digits) => DECIMAL.test(digits), 'is not a plain decimal');
export const money = decimal.transform((digits, context) =>
  parsed(parseMoney(digits), context, 'is not an amount'),
);
export const quantity = decimal
  .refine((digits) => significantDigits(digits) <= SIGNIFICANT_DIGITS, 'has too many digits')
  .transform((digits) => Number(digits) + 0);
export const timestamp = z
  .string()
  .refine(isInstantText, 'is not an RFC 3339 instant with an offset');
export const instant = timestamp.transform((value) => Date.parse(value));
export const sessionDay = z
  .string()
  .transform((value, context) => parsed(parseSessionDate(value), context, 'is not a date'));
export const minuteOfDay = z
  .string()
  .transform((value, context) => parsed(parseWallTime(value), context, 'is not HH:MM'));

function isInstantText(value: string): boolean {
  return RFC_3339.test(value) && Number.isFinite(Date.parse(value));
}

function parseWallTime(value: string): number | undefined {
  const match = WALL_TIME.exec(value);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}

function significantDigits(digits: string): number {
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  return (whole.replace(/^0+/, '') + fraction.replace(/0+$/, '')).length;
}

function parsed<T>(value: T | undefined, context: z.RefinementCtx, problem: string): T {
  if (value !== undefined) return value;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
}
