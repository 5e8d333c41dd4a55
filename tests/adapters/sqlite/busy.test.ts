import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { openDatabase, type Database } from '../../../src/adapters/sqlite/open-database.ts';
import { explainError } from '../../../src/terminal/command-shell.ts';

let folder: string;
let holder: Database;
let waiting: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-busy-'));
  const path = join(folder, 'state.db');
  holder = await openDatabase(path);
  holder.exec('CREATE TABLE t (a)');
  waiting = await openDatabase(path);
});
afterEach(() => {
  waiting.close();
  holder.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a database that another has locked', () => {
  it('is waited for five seconds, and no longer [F40]', () => {
    expect(waiting.pragma('busy_timeout', { simple: true })).toBe(5_000);
  });

  it('is a storage error when the wait is over, and nothing of the change is written [F40]', () => {
    waiting.pragma('busy_timeout = 10');
    holder.exec('BEGIN IMMEDIATE');
    let told: unknown;
    try {
      waiting.transaction(() => waiting.exec('INSERT INTO t VALUES (1)')).immediate();
    } catch (error) {
      told = error;
    }
    expect(explainError(told)).toMatchObject({
      outcome: 'storage',
      message: 'the database failed: database is locked',
    });
    holder.exec('ROLLBACK');
    expect(waiting.prepare('SELECT * FROM t').all()).toEqual([]);
  });

  it('can be read all the while: a reader and a writer do not wait for each other [F40]', () => {
    waiting.pragma('busy_timeout = 10');
    holder.exec('BEGIN IMMEDIATE');
    expect(waiting.prepare('SELECT * FROM t').all()).toEqual([]);
    holder.exec('ROLLBACK');
  });
});
