/**
 * A schedule of faults: which requests to an emulated broker go wrong, and how. Keys are those of the YAML or JSON file;
 * unknown keys are errors. The same seed and the same requests meet the same faults.
 */
import * as z from 'zod';

const count = z.int().min(1).max(1_000_000);
const milliseconds = z.int().min(0).max(3_600_000);
const fieldName = z.string().min(1);
const fieldNames = z.array(fieldName).min(1);
const instant = z.iso
  .datetime({ offset: true, error: 'write it as 2015-10-23T09:31:00-04:00' })
  .transform((text) => Date.parse(text));

const match = z
  .strictObject({
    method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional(),
    /** The path without its query; `*` stands for anything. */
    path: z.string().startsWith('/').optional(),
    /** Text that the request's body contains. */
    body: z.string().min(1).optional(),
    /** Only the n-th request that matches. */
    nth: count.optional(),
    /** Every n-th request that matches. */
    every: count.optional(),
    /** The n-th request that matches, and all after it. */
    from: count.optional(),
    /** Of every request that matches, with this probability. */
    chance: z.number().gt(0).max(1).optional(),
    /** Only at and after this instant of the broker's clock, and before that one. */
    since: instant.optional(),
    until: instant.optional(),
  })
  .refine(
    ({ nth, every, from, chance }) =>
      [nth, every, from, chance].filter((choice) => choice !== undefined).length <= 1,
    'choose one of nth, every, from and chance',
  );

const acted = z.boolean().default(false);

const fault = z.discriminatedUnion('kind', [
  /** The connection breaks before the broker hears of it. */
  z.strictObject({ kind: z.literal('request_lost') }),
  /** The broker acts, and the connection breaks before its reply. */
  z.strictObject({ kind: z.literal('reply_lost') }),
  /** A 5xx, of the broker itself (`json`) or of the gateway before it (`html`). `acted`: after the broker did. */
  z.strictObject({
    kind: z.literal('server_error'),
    status: z.int().min(500).max(599).default(502),
    body: z.enum(['json', 'html', 'empty']).default('html'),
    acted,
  }),
  /** 429 with `X-RateLimit-*` for the end of the minute; `headers: false` leaves them out. Seconds in `retry_after`. */
  z.strictObject({
    kind: z.literal('rate_limited'),
    headers: z.boolean().default(true),
    retry_after: z.int().min(0).max(3_600).optional(),
  }),
  /** A reply of your own; the broker never hears of the request. */
  z.strictObject({
    kind: z.literal('answer'),
    status: z.int().min(200).max(599).default(200),
    json: z.json().optional(),
    text: z.string().optional(),
    content_type: z.string().min(1).optional(),
  }),
  /** The broker's clock goes on before the request arrives, or before its reply leaves. */
  z.strictObject({
    kind: z.literal('slow'),
    ms: milliseconds,
    before: z.enum(['request', 'reply']).default('reply'),
  }),
  /** The body in pieces of some bytes, with a pause after each. */
  z.strictObject({ kind: z.literal('dripping'), bytes: count, ms: milliseconds }),
  /** The body ends early, as if it were whole. */
  z.strictObject({ kind: z.literal('truncated'), bytes: z.int().min(0).optional() }),
  /** The connection breaks in the middle of the body. */
  z.strictObject({ kind: z.literal('cut_off'), bytes: z.int().min(0).optional() }),
  /** The body is something else. */
  z.strictObject({ kind: z.literal('malformed'), text: z.string().default('{"id": nonsense') }),
  /** The body is filled up with blanks. */
  z.strictObject({ kind: z.literal('oversized'), bytes: z.int().min(1).max(64_000_000) }),
  z.strictObject({ kind: z.literal('content_type'), type: z.string().min(1).default('text/html') }),
  /** Elsewhere; the broker never hears of the request. */
  z.strictObject({
    kind: z.literal('redirect'),
    status: z.literal([301, 302, 303, 307, 308]).default(307),
    location: z.string().min(1).default('https://elsewhere.invalid/'),
  }),
  /** A read shows the account as it was some seconds ago. */
  z.strictObject({ kind: z.literal('stale'), seconds: z.number().positive().max(3_600) }),
  /** Fields of every object in the reply: left out, changed where they are, added, or of the other type. */
  z.strictObject({ kind: z.literal('fields_missing'), fields: fieldNames }),
  z.strictObject({ kind: z.literal('fields_set'), fields: z.record(fieldName, z.json()) }),
  z.strictObject({ kind: z.literal('fields_added'), fields: z.record(fieldName, z.json()) }),
  z.strictObject({ kind: z.literal('fields_as_numbers'), fields: fieldNames }),
  z.strictObject({ kind: z.literal('fields_as_strings'), fields: fieldNames }),
  /** The first object of the reply names this field twice; readers of JSON take the last. */
  z.strictObject({ kind: z.literal('duplicate_field'), field: fieldName, value: z.json() }),
]);

const rule = z.strictObject({
  match: match.default({}),
  fault,
});

const symbols = z.array(z.string().min(1));
const dwell = z.union([milliseconds, z.literal('stuck')]);

/** What the market or the broker does to everybody, from an instant of the broker's clock on; without one, always. */
const marketChange = z.strictObject({
  since: instant.optional(),
  /** Chance that a price which fills an order fills only a part of it. */
  partial_fill_chance: z.number().min(0).max(1).optional(),
  /** How long a cancel stays `pending_cancel`; meanwhile a fill may win. `stuck` never ends. */
  cancel_dwell_ms: dwell.optional(),
  /** The same for some symbols. */
  cancel_dwell_ms_by_symbol: z.record(z.string().min(1), dwell).optional(),
  /** Stocks in which nothing trades; the empty list ends all halts. */
  halted: symbols.optional(),
  /** Stocks for which no order is taken. */
  untradable: symbols.optional(),
  /** Stocks whose orders are received and then rejected. */
  rejected: symbols.optional(),
  account_blocked: z.boolean().optional(),
  trading_blocked: z.boolean().optional(),
});

const faultSchedule = z.strictObject({
  seed: z
    .union([z.string().min(1), z.number()])
    .transform(String)
    .default('faults'),
  rules: z.array(rule).default([]),
  market: z.array(marketChange).default([]),
});

export const FAULT_KINDS: readonly Fault['kind'][] = fault.options.map(
  ({ shape }) => shape.kind.value,
);

export type FaultMatch = z.infer<typeof match>;
export type Fault = z.infer<typeof fault>;
export type MarketChange = z.infer<typeof marketChange>;
export type FaultSchedule = z.infer<typeof faultSchedule>;
/** A schedule as it is written: what has a default may be left out. */
export type WrittenFaultSchedule = z.input<typeof faultSchedule>;

/** What is wrong and where: the keys from the top of the file down to it. */
export type FaultScheduleProblem = {
  readonly path: readonly (string | number)[];
  readonly message: string;
};
export type FaultScheduleResult =
  | { readonly kind: 'schedule'; readonly schedule: FaultSchedule }
  | { readonly kind: 'refused'; readonly problems: readonly FaultScheduleProblem[] };

/** `raw` is the parsed YAML or JSON. */
export function parseFaultSchedule(raw: unknown): FaultScheduleResult {
  const parsed = faultSchedule.safeParse(raw ?? {});
  if (parsed.success) return { kind: 'schedule', schedule: parsed.data };
  return {
    kind: 'refused',
    problems: parsed.error.issues.map(({ path, message }) => ({
      path: path.map((key) => (typeof key === 'number' ? key : String(key))),
      message,
    })),
  };
}
