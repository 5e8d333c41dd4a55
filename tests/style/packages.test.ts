import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

type Manifest = {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly why: Readonly<Record<string, string>>;
};

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const runtime = { ...manifest.dependencies, ...manifest.optionalDependencies };
const all = { ...runtime, ...manifest.devDependencies };

/** Loaded by another package rather than by name in our sources. */
const LOADED_BY_OTHERS = ['date-fns'];

function sources(...folders: readonly string[]): string {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', ...folders], {
    encoding: 'utf8',
  });
  return files
    .split('\n')
    .filter((path) => /\.(ts|mjs|cjs|js)$/.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

describe('package.json', () => {
  it('gives every package a reason, and no reason for a package that is not there', () => {
    expect(Object.keys(manifest.why).sort()).toEqual(Object.keys(all).sort());
    for (const [name, reason] of Object.entries(manifest.why))
      expect(reason.length, name).toBeGreaterThan(15);
  });

  it('pins every version exactly', () => {
    for (const [name, version] of Object.entries(all))
      expect(version, name).toMatch(/^(npm:.+@)?\d+\.\d+\.\d+$/);
  });

  it('holds only packages that the program imports', () => {
    const text = sources('src', 'live', 'backtest');
    const unused = Object.keys(runtime).filter(
      (name) =>
        !LOADED_BY_OTHERS.includes(name) && !new RegExp(`['"]${name}(/[^'"]*)?['"]`).test(text),
    );
    expect(unused).toEqual([]);
  });
});
