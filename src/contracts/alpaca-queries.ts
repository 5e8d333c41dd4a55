/**
 * What clients ask of the trading addresses besides orders: the calendar, assets, activities, the history of the
 * account, announcements, and how much of a position to close.
 *
 * @see https://docs.alpaca.markets/reference
 */
import * as z from 'zod';

import type { SessionDate } from '../domain/session-date.ts';
import { daysBetween } from '../domain/session-date.ts';
import type { RequestDecoded } from './alpaca-requests.ts';
import {
  booleanField,
  choiceField,
  choicesField,
  dateField,
  decodeQuery,
  listField,
} from './query-fields.ts';

export type CalendarQuery = {
  /** Both inclusive; null when not asked. */
  readonly start: SessionDate | null;
  readonly end: SessionDate | null;
  /** What `start` and `end` are dates of. */
  readonly dateType: 'TRADING' | 'SETTLEMENT';
};

export type AssetsQuery = {
  readonly status: 'active' | 'inactive' | null;
  readonly assetClass: string;
  readonly exchange: string | null;
  readonly attributes: readonly string[] | null;
};

export type AnnouncementsQuery = {
  readonly types: readonly ('dividend' | 'merger' | 'spinoff' | 'split')[];
  /** Both inclusive, at most ninety days apart. */
  readonly since: SessionDate;
  readonly until: SessionDate;
  readonly symbol: string | null;
  readonly cusip: string | null;
  readonly dateType: (typeof DATE_TYPES)[number];
};

/** Exactly one of the two, or neither for the whole position. */
export type CloseQuery = {
  /** A decimal number of shares. */
  readonly qty: string | null;
  /** A decimal above 0, up to 100. */
  readonly percentage: string | null;
};

const DATE_TYPES = ['declaration_date', 'ex_date', 'record_date', 'payable_date'] as const;
const MOST_ANNOUNCED_DAYS = 90;
const NINE_DECIMALS = /^\d{1,7}(?:\.\d{1,9})?$/;

const calendarQuery = z
  .object({
    start: dateField('start').optional(),
    end: dateField('end').optional(),
    date_type: choiceField('date_type', ['TRADING', 'SETTLEMENT']).default('TRADING'),
  })
  .transform((query): CalendarQuery => ({
    start: query.start ?? null,
    end: query.end ?? null,
    dateType: query.date_type,
  }));

const assetsQuery = z
  .object({
    status: choiceField('status', ['active', 'inactive', 'all']).optional(),
    asset_class: z.string().default('us_equity'),
    exchange: z.string().optional(),
    attributes: listField.optional(),
  })
  .transform(({ status, asset_class, exchange, attributes }): AssetsQuery => ({
    status: status === undefined || status === 'all' ? null : status,
    assetClass: asset_class === '' ? 'us_equity' : asset_class,
    exchange: exchange === undefined || exchange === '' ? null : exchange,
    attributes: attributes ?? null,
  }));

const announcementsQuery = z
  .object({
    ca_types: z
      .string({ error: 'ca_types is required' })
      .transform((text) => text.toLowerCase())
      .pipe(choicesField('ca_types', ['dividend', 'merger', 'spinoff', 'split'])),
    since: z.string({ error: 'since is required' }).pipe(dateField('since')),
    until: z.string({ error: 'until is required' }).pipe(dateField('until')),
    symbol: z.string().optional(),
    cusip: z.string().optional(),
    date_type: choiceField('date_type', DATE_TYPES).default('ex_date'),
  })
  .refine(({ since, until }) => until >= since, 'until must not be before since')
  .refine(
    ({ since, until }) => daysBetween(since, until) <= MOST_ANNOUNCED_DAYS,
    `the date range must be at most ${MOST_ANNOUNCED_DAYS} days`,
  )
  .transform((query): AnnouncementsQuery => ({
    types: query.ca_types ?? [],
    since: query.since,
    until: query.until,
    symbol: query.symbol ?? null,
    cusip: query.cusip ?? null,
    dateType: query.date_type,
  }));

const closeQuery = z
  .object({
    qty: z
      .string()
      .regex(NINE_DECIMALS, 'invalid qty')
      .refine((text) => Number(text) > 0, 'qty must be > 0')
      .optional(),
    percentage: z
      .string()
      .regex(NINE_DECIMALS, 'invalid percentage')
      .refine(
        (text) => Number(text) > 0 && Number(text) <= 100,
        'percentage must be > 0 and <= 100',
      )
      .optional(),
  })
  .refine(
    ({ qty, percentage }) => qty === undefined || percentage === undefined,
    'only one of qty or percentage is accepted',
  )
  .transform(({ qty, percentage }): CloseQuery => ({
    qty: qty ?? null,
    percentage: percentage ?? null,
  }));

const closeAllQuery = z
  .object({ cancel_orders: booleanField('cancel_orders').default(false) })
  .transform(({ cancel_orders }): { readonly cancelOrders: boolean } => ({
    cancelOrders: cancel_orders,
  }));

export function decodeCalendarQuery(query: unknown): RequestDecoded<CalendarQuery> {
  return decodeQuery(calendarQuery, query);
}

export function decodeAssetsQuery(query: unknown): RequestDecoded<AssetsQuery> {
  return decodeQuery(assetsQuery, query);
}

export function decodeAnnouncementsQuery(query: unknown): RequestDecoded<AnnouncementsQuery> {
  return decodeQuery(announcementsQuery, query);
}

export function decodeCloseQuery(query: unknown): RequestDecoded<CloseQuery> {
  return decodeQuery(closeQuery, query);
}

export function decodeCloseAllQuery(
  query: unknown,
): RequestDecoded<{ readonly cancelOrders: boolean }> {
  return decodeQuery(closeAllQuery, query);
}
