import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { storageError } from './open-database.ts';

export type ScratchCopy = { readonly path: string; remove(): void };

/**
 * A private copy of a database (with what is still in its log) in the temporary folder. Neither the real file nor its
 * folder is touched; a database that does not exist gives a path at which a new one may be made.
 */
export function copyToScratch(path: string): ScratchCopy {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const copy = join(folder, basename(path));
    if (existsSync(path)) copyFileSync(path, copy);
    const log = `${path}-wal`;
    if (existsSync(log) && statSync(log).size > 0) copyFileSync(log, `${copy}-wal`);
    return { path: copy, remove };
  } catch (cause) {
    remove();
    throw storageError(path, cause);
  }
}
