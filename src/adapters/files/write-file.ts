import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Without waiting for the disk: for what is made again when it is lost. */
export function writeFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode: 0o600 });
}
