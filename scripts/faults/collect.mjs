/** Which tests name which id: in brackets at the end of a title, a row of a title, or the name of a scenario. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TITLE = /(['"`])((?:(?!\1)[^\\\n]|\\.)+?(?: \[[RFIPSG]\d{1,2}\])+)\1/g;
const IDS = /\[([RFIPS]\d{1,2})\]/g;
const SOURCES = /\.(ts|mjs)$/;

/** Id → tests, each `{ file, title }` without its ids, in the order of files and lines. */
export function testsById(root) {
  const found = new Map();
  for (const file of filesBelow(root, 'tests').sort()) {
    if (file.startsWith('tests/style/')) continue;
    for (const [, , text] of readFileSync(join(root, file), 'utf8').matchAll(TITLE)) {
      const title = text.replaceAll(/ \[[RFIPSG]\d{1,2}\]/g, '');
      for (const [, id] of text.matchAll(IDS)) {
        if (!found.has(id)) found.set(id, []);
        found.get(id).push({ file, title });
      }
    }
  }
  return found;
}

function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path);
    return SOURCES.test(entry.name) ? [path] : [];
  });
}
