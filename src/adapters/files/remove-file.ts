import { rmSync } from 'node:fs';

/** A file that must not stand beside newer ones; one that is not there is fine. */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
}
