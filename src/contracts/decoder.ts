import type * as z from 'zod';

export type Decoded<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };
export type Decoder<T> = (value: unknown) => Decoded<T>;

/** A schema as a function that reports the first thing wrong, with its path, and never throws. */
export function decoder<T>(schema: z.ZodType<T>): Decoder<T> {
  return (value) => {
    const result = schema.safeParse(value);
    if (result.success) return { ok: true, value: result.data };
    const issue = result.error.issues[0];
    return { ok: false, problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}` };
  };
}
