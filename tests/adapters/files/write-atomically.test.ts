import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { writeAtomically } from '../../../src/adapters/files/write-atomically.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a file written at once', () => {
  it('is for its owner only, and so is a folder made for it [S3]', () => {
    const path = join(folder, 'signals', 'plan.json');
    writeAtomically(path, 'plan');
    expect(readFileSync(path, 'utf8')).toBe('plan');
    expect(modeOf(path)).toBe(0o600);
    expect(modeOf(join(folder, 'signals'))).toBe(0o700);
  });

  it('becomes private when it takes the place of one that others could read [S3]', () => {
    const path = join(folder, 'plan.json');
    writeFileSync(path, 'old', { mode: 0o644 });
    writeAtomically(path, 'new');
    expect(modeOf(path)).toBe(0o600);
  });

  it('takes the place of a link, and never writes through one [S3]', () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'untouched');
    const path = join(folder, 'plan.json');
    symlinkSync(victim, path);
    symlinkSync(victim, `${path}.${process.pid}.tmp`);
    writeAtomically(path, 'plan');
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(readFileSync(path, 'utf8')).toBe('plan');
  });

  it('that cannot be written leaves the old one and nothing beside it [F39]', () => {
    const path = join(folder, 'plan.json');
    mkdirSync(path);
    expect(() => {
      writeAtomically(path, 'plan');
    }).toThrow(expect.objectContaining({ outcome: 'storage' }) as Error);
    expect(readdirSync(folder)).toEqual(['plan.json']);
  });
});
