/** What a served emulator says of its clock: the answer of `/emulator/time`. */
import * as z from 'zod';

import type { Instant } from '../domain/account.ts';
import { instant } from './alpaca-fields.ts';
import { readJson } from './read-json.ts';

const reply = z.looseObject({ now: instant });

/** Null when the text says nothing of the time. */
export function decodeEmulatorTime(text: string): Instant | null {
  const read = readJson(text);
  const parsed = read.kind === 'value' ? reply.safeParse(read.value) : null;
  return parsed?.success === true ? parsed.data.now : null;
}
