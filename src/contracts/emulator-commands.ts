/** What the one who runs the emulator asks of it: the bodies of `POST /emulator/…`. Unknown fields are errors. */
import * as z from 'zod';

import type { Instant } from '../domain/account.ts';
import { parseMoney, type Money } from '../domain/money.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { behaviourSchema, type BehaviourCommand } from './emulator-behaviour.ts';
import { parseFaultSchedule, type FaultSchedule } from './fault-schedule.ts';

/** One way of moving time. */
export type TimeCommand =
  | { readonly kind: 'by'; readonly milliseconds: number }
  | { readonly kind: 'to'; readonly instant: Instant }
  | { readonly kind: 'date'; readonly date: SessionDate }
  | { readonly kind: 'next-open' | 'next-close' | 'next-event' };

export type StreamCommand = {
  readonly frames?: 'binary' | 'text' | undefined;
  readonly drop?: number | undefined;
  readonly duplicate?: number | undefined;
  readonly reorder?: number | undefined;
  readonly legCancels?: 'sent' | 'missing' | undefined;
};

export type ResetCommand = { readonly cash?: Money | undefined };

export type CommandDecoded<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** Ten years at once. */
const MOST_MILLISECONDS = 315_576_000_000;

const date = z.string().transform((text, context): SessionDate => {
  const parsed = parseSessionDate(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'is no date YYYY-MM-DD' });
  return z.NEVER;
});
const share = z.number().min(0).max(1);

const time = z.union(
  [
    z
      .strictObject({ by_ms: z.number().int().min(0).max(MOST_MILLISECONDS) })
      .transform(({ by_ms }): TimeCommand => ({ kind: 'by', milliseconds: by_ms })),
    z
      .strictObject({ to: z.iso.datetime({ offset: true }) })
      .transform(({ to }): TimeCommand => ({ kind: 'to', instant: Date.parse(to) })),
    z.strictObject({ to_date: date }).transform(({ to_date }): TimeCommand => ({
      kind: 'date',
      date: to_date,
    })),
    z
      .strictObject({ next: z.enum(['event', 'open', 'close']) })
      .transform(({ next }): TimeCommand => ({ kind: `next-${next}` })),
  ],
  {
    error:
      'give one of {"by_ms": 60000}, {"to": "2015-10-23T09:31:00-04:00"}, {"to_date": "2015-10-26"} ' +
      'and {"next": "event" | "open" | "close"}',
  },
);

const stream = z
  .strictObject({
    frames: z.enum(['binary', 'text']).optional(),
    drop: share.optional(),
    duplicate: share.optional(),
    reorder: share.optional(),
    leg_cancels: z.enum(['sent', 'missing']).optional(),
  })
  .transform(({ leg_cancels: legCancels, ...asked }): StreamCommand => ({ ...asked, legCancels }));

const reset = z.strictObject({
  cash: z
    .union([z.string(), z.number()])
    .transform((value, context): Money => {
      const money = parseMoney(String(value));
      if (money !== undefined && money > 0) return money;
      context.addIssue({ code: 'custom', message: 'cash is no amount of dollars' });
      return z.NEVER;
    })
    .optional(),
});

export function decodeTimeCommand(value: unknown): CommandDecoded<TimeCommand> {
  return decode(time, value);
}

export function decodeStreamCommand(value: unknown): CommandDecoded<StreamCommand> {
  return decode(stream, value);
}

export function decodeResetCommand(value: unknown): CommandDecoded<ResetCommand> {
  return decode(reset, value);
}

export function decodeBehaviourCommand(value: unknown): CommandDecoded<BehaviourCommand> {
  return decode(behaviourSchema, value);
}

/** A schedule as its file has it; null, or an empty one, for none. */
export function decodeFaultsCommand(value: unknown): CommandDecoded<FaultSchedule | null> {
  if (value === null) return { ok: true, value: null };
  const parsed = parseFaultSchedule(value);
  if (parsed.kind === 'schedule') return { ok: true, value: parsed.schedule };
  const [problem] = parsed.problems;
  return { ok: false, message: `${problem?.path.join('.') ?? ''}: ${problem?.message ?? ''}` };
}

function decode<T>(schema: z.ZodType<T>, value: unknown): CommandDecoded<T> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  const place = issue?.path.join('.') ?? '';
  const message = issue?.message ?? 'is not understood';
  return { ok: false, message: place === '' ? message : `${place}: ${message}` };
}
