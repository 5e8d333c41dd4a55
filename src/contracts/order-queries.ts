/**
 * Which orders a client asks to see.
 *
 * @see https://docs.alpaca.markets/reference/getallorders-1
 */
import * as z from 'zod';

import type { PaperOrderQuery } from '../domain/paper-request.ts';
import type { RequestDecoded } from './alpaca-requests.ts';
import {
  booleanField,
  choiceField,
  countField,
  decodeQuery,
  instantField,
  listField,
  symbolsField,
} from './query-fields.ts';

/** The parameters of `GET /v2/orders`. */
export type WireOrderQuery = Required<PaperOrderQuery> & {
  readonly assetClasses: readonly string[] | null;
};

const MOST_ORDERS = 500;
const DEFAULT_ORDERS = 50;
const orderId = z.guid({ error: 'invalid order id' }).optional();

const orderQuery = z
  .object({
    status: choiceField('status', ['open', 'closed', 'all']).default('open'),
    limit: countField('limit', MOST_ORDERS).default(DEFAULT_ORDERS),
    after: instantField('after').optional(),
    until: instantField('until').optional(),
    direction: choiceField('direction', ['asc', 'desc']).default('desc'),
    nested: booleanField('nested').default(false),
    symbols: symbolsField.optional(),
    side: choiceField('side', ['buy', 'sell']).optional(),
    asset_class: listField.optional(),
    before_order_id: orderId,
    after_order_id: orderId,
  })
  .refine(
    (query) => query.before_order_id === undefined || query.after_order_id === undefined,
    'only one of before_order_id or after_order_id is accepted',
  )
  .refine(
    ({ before_order_id, after_order_id, after, until }) =>
      (before_order_id ?? after_order_id) === undefined ||
      (after === undefined && until === undefined),
    'before_order_id and after_order_id cannot be used with after or until',
  )
  .transform((query): WireOrderQuery => ({
    status: query.status,
    limit: query.limit,
    after: query.after ?? null,
    until: query.until ?? null,
    direction: query.direction,
    nested: query.nested,
    symbols: query.symbols ?? null,
    side: query.side ?? null,
    assetClasses: query.asset_class?.includes('all') === true ? null : (query.asset_class ?? null),
    beforeOrderId: query.before_order_id ?? null,
    afterOrderId: query.after_order_id ?? null,
  }));

export function decodeOrderQuery(query: unknown): RequestDecoded<WireOrderQuery> {
  return decodeQuery(orderQuery, query);
}

const nestedQuery = z.object({ nested: booleanField('nested').default(false) });

export function decodeNestedQuery(query: unknown): RequestDecoded<{ readonly nested: boolean }> {
  return decodeQuery(nestedQuery, query);
}
