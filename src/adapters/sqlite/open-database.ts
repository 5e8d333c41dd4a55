import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

import type Sqlite from 'better-sqlite3';

import { CommandError } from '../../domain/outcome.ts';

export type Database = Sqlite.Database;

export type OpenOptions = {
  /** Opens an existing file without being able to change it. */
  readonly readonly?: boolean;
  /** `full`: a committed row survives power loss (money). `off`: only the emulator may lose its last writes. */
  readonly durability?: 'full' | 'off';
};

const BUSY_TIMEOUT_MS = 5_000;

/**
 * better-sqlite3 12 runs on Node 20 but aborts on Node 24; 13 needs Node-API 10 and crashes on Node 20. Both are
 * optional dependencies and the running Node decides.
 */
async function loadDriver(): Promise<typeof Sqlite> {
  const name = Number(process.versions['napi']) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3';
  try {
    const loaded = (await import(name)) as { readonly default: typeof Sqlite };
    return loaded.default;
  } catch (cause) {
    throw new CommandError(
      'storage',
      `the SQLite driver ${name} cannot be loaded on Node ${process.version}`,
      'run `npm ci` again with a C++ compiler and Python 3 at hand, or use Node 22 or later',
      { cause },
    );
  }
}

/** Opens (and, unless read-only, creates) a database file with mode 0600 in WAL mode. `:memory:` is allowed. */
export async function openDatabase(path: string, options: OpenOptions = {}): Promise<Database> {
  const Driver = await loadDriver();
  const readonly = options.readonly ?? false;
  let database: Database | undefined;
  try {
    if (path !== ':memory:' && !readonly) createPrivately(path);
    database = new Driver(path, {
      readonly,
      fileMustExist: readonly,
      timeout: BUSY_TIMEOUT_MS,
    });
    if (!readonly) database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${options.durability === 'off' ? 'OFF' : 'FULL'}`);
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    return database;
  } catch (cause) {
    database?.close();
    throw storageError(path, cause);
  }
}

/** The file, its log and the memory it shares: ours alone, no links, or refused. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (const file of [path, `${path}-wal`, `${path}-shm`]) makePrivate(file);
  // Not through a link that somebody may have put there meanwhile.
  if (statusOf(path) === null) closeSync(openSync(path, 'wx', 0o600));
}

function makePrivate(file: string): void {
  const status = statusOf(file);
  if (status === null) return;
  if (!status.isFile()) {
    const what = status.isSymbolicLink() ? 'a symbolic link' : 'no ordinary file';
    throw new CommandError('storage', `${file} is ${what}`, 'name the database file itself');
  }
  const self = process.getuid?.() ?? status.uid;
  if (status.uid !== self) {
    throw new CommandError(
      'storage',
      `${file} belongs to another user (${status.uid}; this one is ${self})`,
      'run the command as the owner of the database',
    );
  }
  if ((status.mode & 0o777) !== 0o600) chmodSync(file, 0o600);
}

function statusOf(file: string): Stats | null {
  return lstatSync(file, { throwIfNoEntry: false }) ?? null;
}

/** Everything SQLite or the disk can say, in one form. */
export function storageError(path: string, cause: unknown): CommandError {
  if (cause instanceof CommandError) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(
    'storage',
    `the database ${path} cannot be used: ${said}`,
    'check that the path is right, the disk has room, the file is yours and no other program holds it',
    { cause },
  );
}
