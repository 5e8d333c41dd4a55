/**
 * Alpaca's market data: pages of raw daily bars and of corporate actions. A page whose shape is not the promised one is a
 * problem as a whole; a row that cannot be true is left to the caller's checks. Decimals are JSON numbers here.
 *
 * @see https://docs.alpaca.markets/reference/stockbars
 * @see https://docs.alpaca.markets/reference/corporateactions-1
 */
import * as z from 'zod';

import type { Bar, CorporateAction } from '../domain/bar.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { parseTicker, type Ticker } from '../domain/ticker.ts';
import { newYorkDate, newYorkMinute } from '../rules/new-york-time.ts';
import { instant, sessionDay, text } from './alpaca-fields.ts';
import type { ReadActions } from './corporate-actions-file.ts';
import { decoder, type Decoder } from './decoder.ts';
import { distinctActions } from './distinct-actions.ts';

export type BarsPage = {
  readonly bars: ReadonlyMap<string, readonly Bar[]>;
  readonly nextPageToken: string | null;
};

export type ActionRow = {
  /** As on the wire: `forward_splits`. */
  readonly group: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type ActionsPage = {
  readonly rows: readonly ActionRow[];
  readonly nextPageToken: string | null;
};

export type ActionsQuestion = {
  readonly tickers: readonly Ticker[];
  /** Ex-dates, inclusive. */
  readonly from: SessionDate;
  readonly to: SessionDate;
};

const nextPageToken = text.nullish().transform((token) => token ?? null);

// Any other hour would mean that the day is counted in another zone, and every bar would be one day off.
const midnight = instant.refine((at) => newYorkMinute(at) === 0, 'is not midnight in New York');
const bar = z
  .object({
    t: midnight,
    o: z.number(),
    h: z.number(),
    l: z.number(),
    c: z.number(),
    v: z.number(),
  })
  .transform(({ t, o, h, l, c, v }): Bar => ({
    date: newYorkDate(t),
    open: o,
    high: h,
    low: l,
    close: c,
    volume: v,
  }));
const barsPage = z
  .object({
    bars: z.record(z.string(), z.array(bar).nullable()).nullable(),
    next_page_token: nextPageToken,
  })
  .transform((page): BarsPage => ({
    bars: new Map(Object.entries(page.bars ?? {}).map(([symbol, rows]) => [symbol, rows ?? []])),
    nextPageToken: page.next_page_token,
  }));

const actionsPage = z
  .object({
    corporate_actions: z
      .record(z.string(), z.array(z.record(z.string(), z.unknown())).nullable())
      .nullable(),
    next_page_token: nextPageToken,
  })
  .transform((page): ActionsPage => ({
    rows: Object.entries(page.corporate_actions ?? {}).flatMap(([group, rows]) =>
      (rows ?? []).map((fields) => ({ group, fields })),
    ),
    nextPageToken: page.next_page_token,
  }));

export const decodeBarsPage: Decoder<BarsPage> = decoder(barsPage);
export const decodeActionsPage: Decoder<ActionsPage> = decoder(actionsPage);

const symbol = z.string().transform((value, context): Ticker => {
  const ticker = parseTicker(value);
  if (ticker !== undefined) return ticker;
  context.addIssue({ code: 'custom', message: 'is no ticker' });
  return z.NEVER;
});
const rate = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)])
  .transform(Number)
  .refine((value) => Number.isFinite(value) && value > 0, 'is not above zero');

const split = z
  .object({ symbol, ex_date: sessionDay, new_rate: rate, old_rate: rate })
  .transform((row): CorporateAction => ({
    type: 'split',
    ticker: row.symbol,
    exDate: row.ex_date,
    ratio: row.new_rate / row.old_rate,
  }));
const dividend = z
  .object({ symbol, ex_date: sessionDay, rate, special: z.boolean().nullish() })
  .transform((row): CorporateAction => ({
    // A special dividend moves the price like a spin-off: it is no verdict on the stock.
    type: row.special === true ? 'spinoff' : 'dividend',
    ticker: row.symbol,
    exDate: row.ex_date,
    cash: row.rate,
  }));
const spinOff = z
  .object({ source_symbol: symbol, ex_date: sessionDay })
  .transform((row): CorporateAction => ({
    type: 'spinoff',
    ticker: row.source_symbol,
    exDate: row.ex_date,
    // The holder gets shares of the new company; Alpaca does not say what they are worth.
    cash: 0,
  }));

const READERS = new Map<string, Decoder<CorporateAction>>([
  ['forward_splits', decoder(split)],
  ['reverse_splits', decoder(split)],
  ['cash_dividends', decoder(dividend)],
  ['spin_offs', decoder(spinOff)],
]);
const SYMBOL_FIELDS = ['symbol', 'source_symbol', 'old_symbol', 'acquiree_symbol'] as const;
const DATE_FIELDS = ['ex_date', 'effective_date', 'process_date'] as const;

/**
 * The actions of those tickers with an ex-date in the span. What happens to shares in a way we do not follow (a merger,
 * a new name, a stock dividend) and what cannot be read is a finding: never silence.
 */
export function readActions(rows: readonly ActionRow[], question: ActionsQuestion): ReadActions {
  const asked = new Set<string>(question.tickers);
  const isAsked = (date: string): boolean => date >= question.from && date <= question.to;
  const actions: CorporateAction[] = [];
  const findings: Finding[] = [];
  for (const { group, fields } of rows) {
    const subject = firstOf(fields, SYMBOL_FIELDS);
    if (subject === undefined || !asked.has(subject)) continue;
    const date = firstOf(fields, DATE_FIELDS);
    const decoded = READERS.get(group)?.(fields);
    if (decoded?.ok === true) {
      if (isAsked(decoded.value.exDate)) actions.push(decoded.value);
    } else if (date === undefined || parseSessionDate(date) === undefined || isAsked(date)) {
      findings.push(notRead(subject, `${group} of ${date ?? 'no date'}`, decoded?.problem));
    }
  }
  const distinct = distinctActions(actions);
  return { actions: distinct.actions, findings: [...findings, ...distinct.findings] };
}

function firstOf(fields: ActionRow['fields'], names: readonly string[]): string | undefined {
  return names
    .map((name) => fields[name])
    .find((value): value is string => typeof value === 'string' && value !== '');
}

function notRead(subject: string, what: string, problem: string | undefined): Finding {
  const remedy = 'look at what happened to the shares before trading the symbol';
  return problem === undefined
    ? finding(
        'warning',
        'ACTION_NOT_FOLLOWED',
        subject,
        `${subject}: ${what} is not applied`,
        remedy,
      )
    : finding('error', 'ACTION_ROW_REFUSED', subject, `${subject}: ${what}: ${problem}`, remedy);
}
