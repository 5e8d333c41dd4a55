import { existsSync, readFileSync } from 'node:fs';

/** The tests a document names: `` `tests/rules/fills.test.ts › loses the slippage` ``. */
export type NamedTest = { readonly file: string; readonly title: string };

const NAMED = /`(tests\/[^`›]+?\.test\.ts)\s+›\s+([^`]+)`/g;

export function testsNamedIn(markdown: string): NamedTest[] {
  return [...markdown.matchAll(NAMED)].map(([, file = '', title = '']) => ({
    file,
    title: title.replaceAll(/\s+/g, ' ').trim(),
  }));
}

/** The bullets of a document that say something and name no test for it. */
export function withoutTest(markdown: string): string[] {
  const bullets = markdown.split(/^(?=- |#)/m).filter((part) => part.startsWith('- '));
  return bullets.filter((bullet) => testsNamedIn(bullet).length === 0);
}

/** Named tests whose file is not there, or has no test of that title. `read` gives undefined for a missing file. */
export function missingTests(
  markdown: string,
  read: (file: string) => string | undefined,
): NamedTest[] {
  return testsNamedIn(markdown).filter(({ file, title }) => {
    const text = read(file);
    return text === undefined || !titlesIn(text).has(title);
  });
}

/** The cells of a document's table rows, without head and rule; all of its rows where it has one table. */
export function tableRows(markdown: string): readonly (readonly string[])[] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Undefined for a file that is not there. */
export function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

const QUOTES: readonly RegExp[] = [/'((?:[^'\\]|\\.)*)'/g, /"((?:[^"\\]|\\.)*)"/g];

/** Every text that stands where a title does: first in a call, `it('…'`, or `])('…'` after a table. */
function titlesIn(source: string): ReadonlySet<string> {
  const titles = QUOTES.flatMap((quote) => [
    ...source.matchAll(new RegExp(`(?:\\bit|\\))\\(\\s*${quote.source}`, 'g')),
  ]);
  return new Set(titles.map(([, title = '']) => title.replaceAll(/\\(.)/g, '$1')));
}
