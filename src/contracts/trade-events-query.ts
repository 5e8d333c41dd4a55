/** The parameters of `GET /v2/events/trades`. @see https://github.com/alpacahq/alpaca-trade-api-go */
import * as z from 'zod';

import type { Instant } from '../domain/account.ts';

export type TradeEventsQuery = {
  /** Inclusive. */
  readonly since: Instant | null;
  readonly until: Instant | null;
  /** The id of the last event seen, and of the last one wanted. */
  readonly sinceId: string | null;
  readonly untilId: string | null;
};

const instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()]).transform(Date.parse);
const eventId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);

const query = z
  .object({
    since: instant.optional(),
    until: instant.optional(),
    since_id: eventId.optional(),
    until_id: eventId.optional(),
  })
  .refine(({ since, since_id }) => since === undefined || since_id === undefined)
  .refine(({ until, until_id }) => until === undefined || until_id === undefined)
  .refine(({ since, until }) => until === undefined || since !== undefined)
  .refine(({ since_id, until_id }) => until_id === undefined || since_id !== undefined)
  .transform((asked): TradeEventsQuery => ({
    since: asked.since ?? null,
    until: asked.until ?? null,
    sinceId: asked.since_id ?? null,
    untilId: asked.until_id ?? null,
  }));

/** Undefined when a value is none, or an end has no beginning of its kind. */
export function decodeTradeEventsQuery(value: unknown): TradeEventsQuery | undefined {
  return query.safeParse(value).data;
}
