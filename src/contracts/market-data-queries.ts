/**
 * What clients ask of the market data. Only daily bars are known here, so a time frame below a day is refused with a
 * sentence that says so.
 *
 * @see https://docs.alpaca.markets/reference/stockbars
 */
import * as z from 'zod';

import type { Instant } from '../domain/account.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { RequestDecoded } from './alpaca-requests.ts';
import {
  choiceField,
  choicesField,
  countField,
  dateField,
  decodeQuery,
  instantField,
  listField,
} from './query-fields.ts';

export type BarFrame =
  | { readonly unit: 'day' }
  | { readonly unit: 'week' }
  | { readonly unit: 'month'; readonly months: number };

/** What prices are adjusted for. */
export type BarAdjustment = 'split' | 'dividend' | 'spin-off';

export type BarsQuery = {
  readonly symbols: readonly string[];
  readonly frame: BarFrame;
  /** As it was written. */
  readonly timeframe: string;
  readonly adjustments: readonly BarAdjustment[];
  /** Both inclusive; null when not asked. */
  readonly start: Instant | null;
  readonly end: Instant | null;
  /** Points in all, not of each symbol. */
  readonly limit: number;
  readonly pageToken: string | null;
  readonly sort: 'asc' | 'desc';
};

export type CorporateActionsQuery = {
  /** Null for all. */
  readonly symbols: readonly string[] | null;
  readonly cusips: readonly string[] | null;
  readonly types: readonly CorporateActionType[] | null;
  readonly ids: readonly string[] | null;
  readonly start: SessionDate | null;
  readonly end: SessionDate | null;
  readonly limit: number;
  readonly pageToken: string | null;
  readonly sort: 'asc' | 'desc';
};

export const CORPORATE_ACTION_TYPES = [
  'reverse_split',
  'forward_split',
  'unit_split',
  'cash_dividend',
  'stock_dividend',
  'spin_off',
  'cash_merger',
  'stock_merger',
  'stock_and_cash_merger',
  'redemption',
  'name_change',
  'worthless_removal',
  'rights_distribution',
  'partial_call',
  'reorganization',
] as const;
export type CorporateActionType = (typeof CORPORATE_ACTION_TYPES)[number];

const FEEDS = ['sip', 'iex', 'otc', 'boats', 'delayed_sip', 'overnight'] as const;
const MOST_BARS = 10_000;
const DEFAULT_BARS = 1_000;
const MOST_ACTIONS = 1_000;
const DEFAULT_ACTIONS = 100;
const BELOW_A_DAY = /^([1-9]|[1-5]\d)(Min|T)$|^([1-9]|1\d|2[0-3])(Hour|H)$/;
const MONTHS = /^(1|2|3|4|6|12)(Month|M)$/;

const symbols = z
  .string({ error: 'symbols is required' })
  .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))])
  .refine((list) => list.every((symbol) => symbol !== ''), 'symbols is required');
const feed = choiceField('feed', FEEDS).optional();
const sort = choiceField('sort', ['asc', 'desc']).default('asc');
const pageToken = z
  .string()
  .transform((token) => (token === '' ? null : token))
  .default(null);

const frame = z.string({ error: 'timeframe is required' }).transform((text, context): BarFrame => {
  if (text === '1Day' || text === '1D') return { unit: 'day' };
  if (text === '1Week' || text === '1W') return { unit: 'week' };
  const months = MONTHS.exec(text)?.[1];
  if (months !== undefined) return { unit: 'month', months: Number(months) };
  const message = BELOW_A_DAY.test(text)
    ? `timeframe ${text} is not served by this emulator: it knows daily bars, ask for 1Day, 1Week or 1Month`
    : `invalid timeframe: ${text}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const adjustments = choicesField('adjustment', ['raw', 'split', 'dividend', 'spin-off', 'all'])
  .transform((names): readonly BarAdjustment[] => {
    const asked: readonly string[] = names ?? [];
    const all: readonly BarAdjustment[] = ['split', 'dividend', 'spin-off'];
    return asked.includes('all') ? all : all.filter((name) => asked.includes(name));
  })
  .default([]);

const barsQuery = z
  .object({
    symbols,
    timeframe: z.string({ error: 'timeframe is required' }),
    adjustment: adjustments,
    start: instantField('start').optional(),
    end: instantField('end').optional(),
    limit: countField('limit', MOST_BARS).default(DEFAULT_BARS),
    page_token: pageToken,
    sort,
    feed,
    asof: z.union([z.literal('-'), z.literal(''), dateField('asof')]).optional(),
  })
  .transform((query, context): BarsQuery => {
    const decoded = frame.safeParse(query.timeframe);
    const { start = null, end = null } = query;
    if (!decoded.success) return refuse(context, decoded.error.issues[0]?.message ?? '');
    if (start !== null && end !== null && end < start) {
      return refuse(context, 'end should not be before start');
    }
    return {
      symbols: query.symbols,
      frame: decoded.data,
      timeframe: query.timeframe,
      adjustments: query.adjustment,
      start,
      end,
      limit: query.limit,
      pageToken: query.page_token,
      sort: query.sort,
    };
  });

const actionsQuery = z
  .object({
    symbols: listField.optional(),
    cusips: listField.optional(),
    types: choicesField('types', CORPORATE_ACTION_TYPES).optional(),
    ids: listField.optional(),
    start: dateField('start').optional(),
    end: dateField('end').optional(),
    limit: countField('limit', MOST_ACTIONS).default(DEFAULT_ACTIONS),
    page_token: pageToken,
    sort,
  })
  .refine(
    ({ ids, symbols: named, cusips, types, start, end }) =>
      ids === undefined || [named, cusips, types, start, end].every((other) => other === undefined),
    'ids cannot be used with other filters',
  )
  .transform((query): CorporateActionsQuery => ({
    symbols: query.symbols ?? null,
    cusips: query.cusips ?? null,
    types: query.types ?? null,
    ids: query.ids ?? null,
    start: query.start ?? null,
    end: query.end ?? null,
    limit: query.limit,
    pageToken: query.page_token,
    sort: query.sort,
  }));

const latestQuery = z
  .object({ symbols, feed })
  .transform(({ symbols: asked }): { readonly symbols: readonly string[] } => ({ symbols: asked }));

export function decodeBarsQuery(query: unknown): RequestDecoded<BarsQuery> {
  return decodeQuery(barsQuery, query);
}

export function decodeCorporateActionsQuery(query: unknown): RequestDecoded<CorporateActionsQuery> {
  return decodeQuery(actionsQuery, query);
}

export function decodeLatestQuery(
  query: unknown,
): RequestDecoded<{ readonly symbols: readonly string[] }> {
  return decodeQuery(latestQuery, query);
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
