import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CommandError } from '../../domain/outcome.ts';

const MARK = '.made-by-openbell';

/** The names in a folder, sorted; none when it does not exist. */
export function listFolder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  if (!statSync(folder).isDirectory())
    throw new CommandError(
      'input-refused',
      `${folder} is no folder`,
      'give the folder of the file',
    );
  return readdirSync(folder).sort();
}

/** Makes a folder anew. One that we did not make ourselves is never emptied; `flag` is what named it. */
export function emptyFolder(folder: string, flag = '--dir'): void {
  if (listFolder(folder).length > 0 && !existsSync(join(folder, MARK))) {
    throw new CommandError(
      'usage',
      `${folder} holds files that are not ours`,
      `name another folder with ${flag}`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, MARK), '');
}
