import { readFileSync } from 'node:fs';

import { CommandError } from '../../domain/outcome.ts';

/** A text file of the operator's; one that cannot be read is refused by name. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError('input-refused', `${path} cannot be read: ${said}`, 'check the file', {
      cause,
    });
  }
}
