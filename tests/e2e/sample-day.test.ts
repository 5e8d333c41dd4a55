import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'openbell-sample-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function filesIn(root: string): ReadonlyMap<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(root, name),
  );
  const files = paths.filter((path) => statSync(path).isFile());
  return new Map(files.sort().map((path) => [relative(root, path), readFileSync(path, 'latin1')]));
}

describe('the sample day', () => {
  const day = spawnSync(
    process.execPath,
    ['dist/openbell.js', 'day', '--dir', join(folder, 'day')],
    {
      encoding: 'utf8',
    },
  );

  it('ends with 0 and says nothing on the error stream', () => {
    expect(day.stderr).toBe('');
    expect(day.status).toBe(0);
  });

  it.each([
    ['an exit by trend break', /sell {2}MRDW .* trend break/],
    ['a rotation', /sell {2}TKLO .* rotated out .*made room for ASTW/],
    ['the first entry', /buy {3}QVRN /],
    ['the second entry', /buy {3}ASTW /],
    ['a refused candidate', /skip {2}FJRD +twin mismatch/],
    ['the stop moved to the fill', /QVRN: stop moved to 152\.06/],
    ['every position covered', /done; 5 of 5 positions are covered/],
    ['a stop that fired', /BZHL: its stop filled on 2026-03-16 at 73\.84/],
  ])('shows %s', (_what, line) => {
    expect(day.stdout).toMatch(line);
  });

  it('never empties a folder it did not make', () => {
    const mine = mkdtempSync(join(folder, 'mine-'));
    execFileSync(process.execPath, [
      '-e',
      `require('fs').writeFileSync('${join(mine, 'notes.txt')}', 'mine')`,
    ]);
    const refused = spawnSync(process.execPath, ['dist/openbell.js', 'day', '--dir', mine], {
      encoding: 'utf8',
    });
    expect(refused.status).toBe(2);
    expect(readFileSync(join(mine, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('stands on a market that its script makes again byte for byte', () => {
    const again = join(folder, 'sample');
    execFileSync(process.execPath, ['scripts/make-sample.mjs', again]);
    const made = filesIn(again);
    const shipped = filesIn('reports/sample');
    for (const [name, text] of made) expect(shipped.get(name), name).toBe(text);
    expect(made.size).toBeGreaterThan(15);
  });
});
