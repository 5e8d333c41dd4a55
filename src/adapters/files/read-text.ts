import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

import { CommandError } from '../../domain/outcome.ts';

/** A file of the operator's as text; one that cannot be read is refused by name. */
export function readText(path: string): string {
  return readBytes(path).toString('utf8');
}

/** The same as it stands on the disk. */
export function readBytes(path: string): Buffer {
  return named(path, () => readFileSync(path));
}

export type BytesReader = (path: string) => Buffer;

/**
 * Reads many files one after the other into the same memory: what was read is there until the next file is. Asking for
 * fresh memory took longer than reading.
 */
export function openBytesReader(): BytesReader {
  let memory = Buffer.alloc(0);
  return (path) =>
    named(path, () => {
      const file = openSync(path, 'r');
      try {
        const { size } = fstatSync(file);
        if (memory.length < size) memory = Buffer.allocUnsafeSlow(2 * size);
        const read = readSync(file, memory, 0, size, 0);
        // A file that is growing, or no ordinary file at all.
        return read < size || size === 0 ? readFileSync(path) : memory.subarray(0, size);
      } finally {
        closeSync(file);
      }
    });
}

function named(path: string, read: () => Buffer): Buffer {
  try {
    return read();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError('input-refused', `${path} cannot be read: ${said}`, 'check the file', {
      cause,
    });
  }
}
