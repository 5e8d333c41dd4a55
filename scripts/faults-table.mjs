/**
 * Writes docs/faults.md: each id in a sentence, and the tests that prove it. `--check` compares instead and ends with 1
 * when the document is not what the tests say.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { testsById } from './faults/collect.mjs';
import { GROUPS } from './faults/meanings.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const DOCUMENT = 'docs/faults.md';
/** More than these are counted: the search for `[F1]` finds them all. */
const SHOWN = 4;

export async function faultsDocument(root = ROOT) {
  const found = testsById(root);
  const text = [
    '# Rules, faults and invariants of the executor',
    '',
    'Each id below is named by tests: in brackets at the end of their titles, as in `sends the same id again [F1]`. This page',
    'is written by `node scripts/faults-table.mjs` from those titles; a test fails when it is out of date or an id has none.',
    ...GROUPS.flatMap((group) => renderGroup(group, found)),
    '',
  ].join('\n');
  const path = join(root, DOCUMENT);
  return format(text, { ...(await resolveConfig(path)), parser: 'markdown' });
}

function renderGroup({ title, about, meanings }, found) {
  const rows = Object.entries(meanings).flatMap(([id, meaning]) => [
    `- **${id}** ${meaning}`,
    ...renderTests(found.get(id) ?? []),
  ]);
  return ['', `## ${title}`, '', about, '', ...rows];
}

function renderTests(tests) {
  const shown = tests.slice(0, SHOWN).map(({ file, title }) => `  - \`${file}\`: ${plain(title)}`);
  const rest = tests.length - SHOWN;
  return rest > 0 ? [...shown, `  - and ${rest} more`] : shown;
}

/** A title is text, whatever markdown would make of it. */
function plain(title) {
  return title.replaceAll(/[*_<>`[\]|]/g, (sign) => `\\${sign}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = join(ROOT, DOCUMENT);
  const document = await faultsDocument();
  if (!process.argv.includes('--check')) writeFileSync(path, document);
  else if (readFileSync(path, 'utf8') !== document) {
    process.stderr.write(`${DOCUMENT} is out of date: run node scripts/faults-table.mjs\n`);
    process.exitCode = 1;
  }
}
