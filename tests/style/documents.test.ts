import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { OUTCOMES } from '../../src/domain/outcome.ts';

const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('lists exactly the exit codes of the program, with their meanings', () => {
    const rows = [...readme.matchAll(/^\| (\d+) +\| (.+?) +\|$/gm)].map(([, code, means]) => [
      Number(code),
      means,
    ]);
    expect(rows).toEqual(Object.values(OUTCOMES).map(({ code, meaning }) => [code, meaning]));
  });

  it('has the two commands a newcomer needs under their headings', () => {
    for (const heading of ['Run it', 'Test it']) {
      expect(readme).toMatch(new RegExp(`^## ${heading}\\n\\n\`\`\`sh\\n[^\`]+\`\`\``, 'm'));
    }
  });

  it('names only documents that exist', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(4);
    for (const path of links) expect(() => readFileSync(path), path).not.toThrow();
  });
});
