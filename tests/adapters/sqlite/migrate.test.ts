import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { migrate } from '../../../src/adapters/sqlite/migrate.ts';
import { openDatabase } from '../../../src/adapters/sqlite/open-database.ts';
import { MIGRATIONS } from '../../../src/adapters/sqlite/state-schema.ts';
import { openScratchStore, openStateStore } from '../../../src/adapters/sqlite/state-store.ts';
import { CommandError } from '../../../src/domain/outcome.ts';
import { position } from '../../domain/sample.ts';
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

let folder: TemporaryFolder;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'state.db');
});
afterEach(() => {
  folder.remove();
});

/** A database with some hundred pages of positions. */
async function writeState(): Promise<void> {
  const { store, close } = await openStateStore(path);
  store.transaction(() => {
    for (let one = 0; one < 2_000; one += 1) {
      const letters = [one / 676, one / 26, one].map((n) => 65 + (Math.floor(n) % 26));
      const name = String.fromCharCode(...letters);
      store.openPosition({
        ...position(name, { companyName: 'x'.repeat(200) }),
        targetShares: 100,
      });
    }
  });
  close();
}

async function refusalOf(opening: Promise<unknown>): Promise<CommandError> {
  const error: unknown = await opening.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof CommandError)) throw new Error('it was opened', { cause: error });
  expect(error.outcome).toBe('storage');
  expect(error.remedy).not.toBe('');
  expect(error.message).toContain('state.db');
  return error;
}

const bytesOf = (name: string): string => readFileSync(join(folder.path, name)).toString('base64');
const folderOf = (): Record<string, string> =>
  Object.fromEntries(readdirSync(folder.path).map((name) => [name, bytesOf(name)]));
const modeOf = (name: string): number => statSync(join(folder.path, name)).mode & 0o777;

describe('a state database', () => {
  it('is made of strict tables only [S6]', async () => {
    (await openStateStore(path)).close();
    const database = await openDatabase(path, { readonly: true });
    const loose = database
      .prepare(
        `SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`,
      )
      .all();
    database.close();
    expect(loose).toEqual([]);
  });

  it('takes a text that is made to be SQL as the text it is [S6]', async () => {
    const { store, close } = await openStateStore(path);
    const companyName = `x'); DROP TABLE positions; --`;
    store.openPosition({ ...position('AMZN', { companyName }), targetShares: 100 });
    expect(store.openPositions()).toMatchObject([{ companyName }]);
    close();
  });

  it('is made on first use, at the newest version, in a folder that may be missing', async () => {
    path = join(folder.path, 'deep', 'er', 'state.db');
    const opened = await openStateStore(path);
    opened.close();
    const database = await openDatabase(path, { readonly: true });
    expect(database.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    database.close();
    expect(modeOf('deep'), 'the folder').toBe(0o700);
  });

  it('is for its owner only, with its log, also when it was not before [S3]', async () => {
    writeFileSync(path, '', { mode: 0o644 });
    const opened = await openStateStore(path);
    opened.store.setSystemConfig('environment', 'paper');
    expect(modeOf('state.db')).toBe(0o600);
    expect(modeOf('state.db-wal')).toBe(0o600);
    opened.close();
  });

  it('keeps what was committed when the power goes: every commit is synced [F38] [P18] [R1]', async () => {
    const database = await openDatabase(path);
    // 2 is FULL.
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(database.pragma('trusted_schema', { simple: true })).toBe(0);
    database.close();
  });

  it('is opened again as it was left', async () => {
    const first = await openStateStore(path);
    first.store.openPosition({ ...position('AMZN'), targetShares: 100 });
    first.close();
    const second = await openStateStore(path);
    expect(second.store.openPositions()).toEqual([position('AMZN')]);
    second.close();
    expect(readdirSync(folder.path)).toEqual(['state.db']);
  });

  it('of zero length is a new one: making a database begins with an empty file', async () => {
    writeFileSync(path, '');
    const opened = await openStateStore(path);
    expect(opened.store.openPositions()).toEqual([]);
    expect(opened.store.systemConfig('account_number')).toBeNull();
    opened.close();
  });

  it('is migrated once: opening the newest version changes nothing and backs nothing up', async () => {
    const database = await openDatabase(path);
    migrate(database, path);
    const schema = database.prepare('SELECT sql FROM sqlite_schema').all();
    migrate(database, path);
    expect(database.prepare('SELECT sql FROM sqlite_schema').all()).toEqual(schema);
    database.close();
    expect(existsSync(`${path}.v1.backup`)).toBe(false);
  });

  it('of the first version is backed up, and finds its unsettled orders by an index from then on', async () => {
    const old = await openDatabase(path);
    old.exec(MIGRATIONS[0] ?? '');
    old.pragma('user_version = 1');
    old.close();
    (await openStateStore(path)).close();

    expect(existsSync(`${path}.v1.backup`)).toBe(true);
    const database = await openDatabase(path, { readonly: true });
    const plan = database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT * FROM orders WHERE status NOT IN
         ('refused', 'filled', 'canceled', 'expired', 'rejected', 'replaced') ORDER BY order_id`,
      )
      .all();
    database.close();
    expect(plan).toMatchObject([{ detail: 'SCAN orders USING INDEX unsettled_orders' }]);
  });

  it('whose migration fails is left at the version it had [F38]', async () => {
    const database = await openDatabase(path);
    // The name is taken, so the first migration cannot be carried out whole.
    database.exec('CREATE TABLE daily_snapshots (mine TEXT)');
    expect(() => {
      migrate(database, path);
    }).toThrow('daily_snapshots');
    expect(database.pragma('user_version', { simple: true })).toBe(0);
    expect(database.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual([
      'daily_snapshots',
    ]);
    database.close();
  });
});

describe('a database that cannot be trusted is refused with a remedy: [S6] [F41]', () => {
  it('garbage', async () => {
    writeFileSync(path, 'this is no database at all, but a letter to the operator. '.repeat(100));
    const before = folderOf();
    await refusalOf(openStateStore(path));
    expect(folderOf()).toEqual(before);
  });

  it.each([0.9, 0.5, 0.1])('one cut to %d of its length [F38] [F41]', async (share) => {
    await writeState();
    truncateSync(path, Math.floor(statSync(path).size * share));
    await refusalOf(openStateStore(path));
  });

  it('one with a page overwritten [F41] [S6]', async () => {
    await writeState();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 8_192, 40_960);
    writeFileSync(path, bytes);
    await refusalOf(openStateStore(path));
  });

  it('one from the future, which stays as it is [F41]', async () => {
    const database = await openDatabase(path);
    database.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    database.close();
    const before = folderOf();
    const refusal = await refusalOf(openStateStore(path));
    expect(refusal.message).toContain(`schema version ${MIGRATIONS.length + 1}`);
    expect(folderOf()).toEqual(before);
  });

  it('a folder', async () => {
    path = join(folder.path, 'state.db', '..', 'state.db');
    const inside = await openStateStore(join(folder.path, 'state.db', 'inner.db'));
    inside.close();
    await refusalOf(openStateStore(join(folder.path, 'state.db')));
  });

  it('a symbolic link [S3]', async () => {
    await writeState();
    const link = join(folder.path, 'link-to-state.db');
    symlinkSync(path, link);
    const refusal = await refusalOf(openStateStore(link));
    expect(refusal.message).toContain('symbolic link');
  });

  it.each(['state.db', 'state.db-wal', 'state.db-shm'])(
    'whose %s is a link that leads elsewhere, and nothing is made there [S3]',
    async (name) => {
      symlinkSync(join(folder.path, 'elsewhere'), join(folder.path, name));
      const { message } = await refusalOf(openStateStore(path));
      expect(message).toContain(`${name} is a symbolic link`);
      expect(readdirSync(folder.path)).not.toContain('elsewhere');
    },
  );

  it.runIf(process.getuid?.() === 0)('one of another user [S3]', async () => {
    writeFileSync(path, '');
    chownSync(path, 12_345, 12_345);
    const { message } = await refusalOf(openStateStore(path));
    expect(message).toContain('belongs to another user');
  });

  it('for a dry run, too', async () => {
    await writeState();
    truncateSync(path, Math.floor(statSync(path).size / 2));
    const before = folderOf();
    await refusalOf(openScratchStore(path));
    expect(folderOf()).toEqual(before);
  });
});

describe('a dry run', () => {
  it('leaves the bytes and names of the folder untouched, whatever it books', async () => {
    await writeState();
    const before = folderOf();
    const scratch = await openScratchStore(path);
    expect(scratch.store.openPositions()).toHaveLength(2_000);
    scratch.store.openPosition({ ...position('ZZZZZ'), targetShares: 100 });
    expect(scratch.store.openPositions()).toHaveLength(2_001);
    expect(folderOf()).toEqual(before);
    scratch.close();
    expect(folderOf()).toEqual(before);
  });

  it('sees what a run has committed but not yet moved out of its log', async () => {
    const running = await openStateStore(path);
    running.store.openPosition({ ...position('AMZN'), targetShares: 100 });
    const before = folderOf();
    expect(before).toHaveProperty('state.db-wal');
    const scratch = await openScratchStore(path);
    expect(scratch.store.openPositions()).toEqual([position('AMZN')]);
    scratch.close();
    expect(folderOf()).toEqual(before);
    running.close();
  });

  it('over no database reads as empty and makes none', async () => {
    const scratch = await openScratchStore(path);
    expect(scratch.store.openPositions()).toEqual([]);
    scratch.close();
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
