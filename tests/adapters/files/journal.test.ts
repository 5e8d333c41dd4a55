import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openJournal } from '../../../src/adapters/files/journal.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-journal-'));
  path = join(folder, 'deep/journal.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(...lines: readonly string[]): void {
  const journal = openJournal(path);
  for (const line of lines) journal.append(line);
  journal.close();
}

describe('a journal', () => {
  it('gives back what was appended, and goes on after it', () => {
    write('one', 'two');
    write('three');
    const journal = openJournal(path);
    journal.close();
    expect(journal.lines).toEqual(['one', 'two', 'three']);
    expect(journal.findings).toEqual([]);
  });

  it('drops a torn last line with a finding, and appends behind the last whole one', () => {
    write('one');
    appendFileSync(path, '{"id":"to');
    const journal = openJournal(path);
    journal.append('two');
    journal.close();
    expect(journal.lines).toEqual(['one']);
    expect(journal.findings).toMatchObject([{ code: 'JOURNAL_TORN', subject: path }]);
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('of one torn line only is empty', () => {
    write();
    appendFileSync(path, 'torn');
    write('one');
    expect(readFileSync(path, 'utf8')).toBe('one\n');
  });

  it('that cannot be written is a matter of the disk and names its file', () => {
    write('one');
    expect(() => openJournal(join(path, 'journal.jsonl'))).toThrow(
      expect.objectContaining({ outcome: 'storage' }),
    );
  });
});
