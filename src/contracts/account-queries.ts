/**
 * What clients ask about an account's past, and the settings they change.
 *
 * @see https://docs.alpaca.markets/reference/getaccountactivities-2
 * @see https://docs.alpaca.markets/reference/getaccountportfoliohistory-1
 * @see https://docs.alpaca.markets/reference/patchaccountconfig-1
 */
import * as z from 'zod';

import type { Instant } from '../domain/account.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { RequestDecoded } from './alpaca-requests.ts';
import {
  choiceField,
  countField,
  dateField,
  decodeQuery,
  instantField,
  listField,
} from './query-fields.ts';

/** The parameters of `GET /v2/account/activities`. */
export type WireActivityQuery = {
  /** Null for all. */
  readonly types: readonly string[] | null;
  readonly category: 'trade_activity' | 'non_trade_activity' | null;
  /** The day on which a row was made. */
  readonly date: SessionDate | null;
  /** Exclusive, as is `until`. */
  readonly after: Instant | null;
  readonly until: Instant | null;
  readonly direction: 'asc' | 'desc';
  readonly pageSize: number;
  /** The id of the last row seen. */
  readonly pageToken: string | null;
};

/** The parameters of `GET /v2/account/portfolio/history`, of daily points. */
export type HistoryQuery = {
  /** Two of the three at most; `1M` when nothing is asked. */
  readonly period: { readonly count: number; readonly unit: 'D' | 'W' | 'M' | 'A' } | null;
  readonly start: SessionDate | null;
  readonly end: SessionDate | null;
  /** Null for none, `ALL` for all. */
  readonly cashflowTypes: readonly string[] | 'ALL' | null;
};

/** The body of `PATCH /v2/account/configurations`; absent keeps what is. */
export type ConfigurationBody = {
  readonly suspend_trade?: boolean | undefined;
  readonly no_shorting?: boolean | undefined;
  readonly fractional_trading?: boolean | undefined;
  readonly max_margin_multiplier?: 1 | 2 | 4 | undefined;
  readonly trade_confirm_email?: 'all' | 'none' | undefined;
  readonly ptp_no_exception_entry?: boolean | undefined;
  readonly max_options_trading_level?: number | undefined;
  readonly disable_overnight_trading?: boolean | undefined;
};

const MOST_ROWS = 100;
const PERIOD = /^([1-9]\d{0,3})([DWMA])$/;
const DEFAULT_PERIOD = { count: 1, unit: 'M' } as const;

const activityQuery = z
  .object({
    activity_types: listField.optional(),
    category: choiceField('category', ['trade_activity', 'non_trade_activity']).optional(),
    date: dateField('date').optional(),
    after: instantField('after').optional(),
    until: instantField('until').optional(),
    direction: choiceField('direction', ['asc', 'desc']).default('desc'),
    page_size: countField('page_size', MOST_ROWS).default(MOST_ROWS),
    page_token: z.string().optional(),
  })
  .refine(
    ({ activity_types, category }) => activity_types === undefined || category === undefined,
    'only one of activity_types or category is accepted',
  )
  .refine(
    ({ date, after, until }) => date === undefined || (after === undefined && until === undefined),
    'date cannot be used with after or until',
  )
  .transform((query): WireActivityQuery => ({
    types: query.activity_types ?? null,
    category: query.category ?? null,
    date: query.date ?? null,
    after: query.after ?? null,
    until: query.until ?? null,
    direction: query.direction,
    pageSize: query.page_size,
    pageToken: query.page_token ?? null,
  }));

const period = z.string().transform((text, context): NonNullable<HistoryQuery['period']> => {
  const [, count, unit] = PERIOD.exec(text) ?? [];
  if (unit === 'D' || unit === 'W' || unit === 'M' || unit === 'A') {
    return { count: Number(count), unit };
  }
  context.addIssue({ code: 'custom', message: `invalid period: ${text}` });
  return z.NEVER;
});

const timeframe = choiceField('timeframe', ['1Min', '5Min', '15Min', '1H', '1D'])
  .default('1D')
  .refine(
    (frame) => frame === '1D',
    'timeframe is not served by this emulator: it knows the equity at each close, ask for 1D',
  );

const historyQuery = z
  .object({
    period: period.optional(),
    timeframe,
    start: dateField('start').optional(),
    end: dateField('end').optional(),
    date_end: dateField('date_end').optional(),
    intraday_reporting: choiceField('intraday_reporting', [
      'market_hours',
      'extended_hours',
      'continuous',
    ]).optional(),
    // Both say the same of points a day apart: profit is counted from the first point's close before.
    pnl_reset: choiceField('pnl_reset', ['per_day', 'no_reset']).optional(),
    cashflow_types: z.string().optional(),
  })
  .refine(
    (query) =>
      [query.period, query.start, query.end ?? query.date_end].filter((one) => one !== undefined)
        .length < 3,
    'only two of period, start and end are accepted',
  )
  .refine(({ start, end }) => start === undefined || end === undefined || start <= end, {
    error: 'end must not be before start',
  })
  .transform((query): HistoryQuery => {
    const { start = null, cashflow_types: types = 'NONE' } = query;
    const end = query.end ?? query.date_end ?? null;
    const isBounded = start !== null;
    return {
      period: query.period ?? (isBounded ? null : DEFAULT_PERIOD),
      start,
      end,
      cashflowTypes: cashflowTypes(types),
    };
  });

const flag = z.boolean().optional();
const configurationBody = z.object({
  suspend_trade: flag,
  no_shorting: flag,
  fractional_trading: flag,
  max_margin_multiplier: z
    .union([z.enum(['1', '2', '4']), z.literal([1, 2, 4])])
    .transform((value): 1 | 2 | 4 => {
      if (value === '1' || value === 1) return 1;
      return value === '2' || value === 2 ? 2 : 4;
    })
    .optional(),
  trade_confirm_email: z.enum(['all', 'none']).optional(),
  ptp_no_exception_entry: flag,
  max_options_trading_level: z.int().min(0).max(3).optional(),
  disable_overnight_trading: flag,
});

export function decodeActivityQuery(query: unknown): RequestDecoded<WireActivityQuery> {
  return decodeQuery(activityQuery, query);
}

export function decodeHistoryQuery(query: unknown): RequestDecoded<HistoryQuery> {
  return decodeQuery(historyQuery, query);
}

/** A value that is not allowed is named by its field. */
export function decodeConfigurationBody(body: unknown): RequestDecoded<ConfigurationBody> {
  const result = configurationBody.safeParse(body);
  if (result.success) return { ok: true, value: result.data };
  const field = result.error.issues[0]?.path[0];
  const message =
    field === undefined ? 'request body format is invalid' : `invalid ${String(field)}`;
  return { ok: false, code: 40010001, message };
}

function cashflowTypes(text: string): HistoryQuery['cashflowTypes'] {
  if (text === '' || text.toUpperCase() === 'NONE') return null;
  return text.toUpperCase() === 'ALL' ? 'ALL' : text.split(',');
}
