/**
 * The account's history, and what companies announced, as Alpaca tells them. Rows of a kind nobody knows are kept with
 * the broker's own word: they are evidence, and evidence is never dropped.
 *
 * @see https://docs.alpaca.markets/reference/getaccountactivities-2
 * @see https://docs.alpaca.markets/reference/corporateactions-1
 */
import * as z from 'zod';

import type { AccountActivity, CorporateNotice, NoticeKind } from '../domain/account-activity.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { newYorkDate } from '../rules/new-york-time.ts';
import { instant, money, quantity, sessionDay, text } from './alpaca-fields.ts';
import { decoder, type Decoder } from './decoder.ts';
import type { ActionRow } from './market-data-wire.ts';

const STATUSES = ['executed', 'correct', 'canceled'] as const;

const activity = z
  .object({
    id: text,
    activity_type: text,
    transaction_time: instant.nullish(),
    date: sessionDay.nullish(),
    symbol: z.string().nullish(),
    side: z.string().nullish(),
    qty: quantity.nullish(),
    price: money.nullish(),
    net_amount: money.nullish(),
    order_id: z.string().nullish(),
    status: z.string().nullish(),
    description: z.string().nullish(),
  })
  .transform((row, context): AccountActivity => {
    const date =
      row.date ??
      (typeof row.transaction_time === 'number' ? newYorkDate(row.transaction_time) : undefined);
    if (date === undefined) {
      context.addIssue({ code: 'custom', message: `activity ${row.id} has no day` });
      return z.NEVER;
    }
    return {
      id: row.id,
      type: row.activity_type,
      date,
      at: row.transaction_time ?? null,
      symbol: row.symbol ?? null,
      side: sideOf(row.side),
      qty: row.qty ?? null,
      price: row.price ?? null,
      netAmount: row.net_amount ?? null,
      orderId: row.order_id ?? null,
      status: statusOf(row.status),
      description: row.description ?? '',
    };
  });

export const decodeActivities: Decoder<readonly AccountActivity[]> = decoder(z.array(activity));

/** A short sale is a sale. */
function sideOf(side: string | null | undefined): AccountActivity['side'] {
  if (side === 'buy') return 'buy';
  return side === 'sell' || side === 'sell_short' ? 'sell' : null;
}

/** A fill has no status: it stands until something else is said. */
function statusOf(status: string | null | undefined): AccountActivity['status'] {
  if (status === null || status === undefined || status === '') return 'executed';
  return STATUSES.find((known) => known === status) ?? 'unknown';
}

const KINDS: Readonly<Record<string, NoticeKind>> = {
  forward_splits: 'split',
  reverse_splits: 'split',
  spin_offs: 'spin_off',
  name_changes: 'ticker_change',
  cash_mergers: 'merger',
  stock_mergers: 'merger',
  stock_and_cash_mergers: 'merger',
  redemptions: 'delisting',
  worthless_removals: 'delisting',
};
const SYMBOLS = ['symbol', 'old_symbol', 'source_symbol', 'acquiree_symbol'] as const;
const NEW_SYMBOLS = ['new_symbol', 'acquirer_symbol'] as const;
const DATES = ['ex_date', 'effective_date', 'process_date'] as const;

/** What is announced, without regular dividends: they change neither shares nor what a chart says of them. */
export function readNotices(rows: readonly ActionRow[]): readonly CorporateNotice[] {
  return rows.flatMap(({ group, fields }): CorporateNotice[] => {
    const symbol = textOf(fields, SYMBOLS);
    const date = dateOf(fields);
    if (symbol === null || date === undefined) return [];
    const isDividend = group === 'cash_dividends';
    if (isDividend && fields['special'] !== true) return [];
    const kind = isDividend ? 'special_payment' : (KINDS[group] ?? 'other');
    return [
      {
        kind,
        symbol,
        date,
        ratio: kind === 'split' ? ratioOf(fields) : null,
        newSymbol: textOf(fields, NEW_SYMBOLS),
        cash: numberOf(fields['rate']) ?? numberOf(fields['acquirer_rate']),
        source: group,
      },
    ];
  });
}

function textOf(fields: ActionRow['fields'], names: readonly string[]): string | null {
  const found = names
    .map((name) => fields[name])
    .find((value): value is string => typeof value === 'string' && value !== '');
  return found ?? null;
}

function dateOf(fields: ActionRow['fields']): SessionDate | undefined {
  return parseSessionDate(textOf(fields, DATES) ?? '');
}

function ratioOf(fields: ActionRow['fields']): number | null {
  const [fresh, old] = [numberOf(fields['new_rate']), numberOf(fields['old_rate'])];
  return fresh === null || old === null ? null : fresh / old;
}

function numberOf(value: unknown): number | null {
  const read = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) && read > 0 ? read : null;
}
