import { readFileSync } from 'node:fs';

import { CommandError } from '../../domain/outcome.ts';

/** A file of the operator's as text; one that cannot be read is refused by name. */
export function readText(path: string): string {
  return readBytes(path).toString('utf8');
}

/** The same as it stands on the disk. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError('input-refused', `${path} cannot be read: ${said}`, 'check the file', {
      cause,
    });
  }
}
