import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { CommandError } from '../../domain/outcome.ts';

/** A reader sees the old file or the whole new one, also after a power loss. Mode 0600. */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  replaceAtomically(path, (file) => {
    writeFileSync(file, content);
  });
}

/** The same for what is written piece by piece, into the open file. */
export function replaceAtomically(path: string, write: (file: number) => void): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Left by a process of the same number that was killed, or put there: never written through.
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx', 0o600);
    try {
      write(file);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (cause) {
    removeQuietly(temporary);
    if (cause instanceof CommandError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      'storage',
      `${path} cannot be written: ${said}`,
      'check the folder and its free space',
      {
        cause,
      },
    );
  }
}

/** What went wrong before is what is told, whatever happens here. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}

/** The rename itself is only durable once its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
