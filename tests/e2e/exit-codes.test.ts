/**
 * Every exit code an operator can meet, produced by the built commands in a folder of their own. Code 1 is a bug and
 * has no way to be asked for.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { accountCounts, changeDatabase, rowsOf, type Row } from '../support/book-database.ts';
import { runBuilt, type Command, type Ran } from '../support/built-command.ts';
import {
  EXECUTE_MONDAY,
  FRIDAY,
  MONDAY,
  mondayFolder,
  PLAN_MONDAY,
  STOCKS,
  TUESDAY,
} from '../support/monday-folder.ts';
import { executeArguments, planArguments } from '../support/trading-day.ts';
import { signalFile, type TradingFolder } from '../support/trading-folder.ts';

let monday: TradingFolder;
let planned: TradingFolder;
const used: TradingFolder[] = [];

/** A Monday of its own for one test: before the plan, or with the plan made. */
function take(folder: TradingFolder): { readonly folder: TradingFolder; run: typeof run } {
  const copy = folder.copy();
  used.push(copy);
  return { folder: copy, run };
  function run(command: Command, args: readonly string[], env = {}): Promise<Ran> {
    return runBuilt(command, args, copy.path, env);
  }
}

beforeAll(async () => {
  monday = await mondayFolder();
  planned = monday.copy();
  await runBuilt('signal-generator', PLAN_MONDAY, planned.path);
  used.push(monday, planned);
});
afterAll(() => {
  for (const folder of used) folder.remove();
});

const book = ({ path }: TradingFolder): readonly Row[] =>
  rowsOf(path, 'SELECT * FROM positions ORDER BY position_id');
const held = (folder: TradingFolder): readonly unknown[] =>
  book(folder).flatMap((row) => (row['status'] === 'open' ? [row['ticker']] : []));

describe.concurrent('exit code 0', () => {
  it('ends a day on which everything was done [R14]', async () => {
    const { folder, run } = take(monday);
    expect(await run('signal-generator', PLAN_MONDAY)).toMatchObject({ code: 0, err: '' });
    expect(await run('executor', EXECUTE_MONDAY)).toMatchObject({ code: 0, err: '' });
    expect(held(folder)).toEqual(['HELD', 'NEWS']);
  });

  it.each([
    ['a Saturday', '2015-10-24'],
    ['Thanksgiving', '2015-11-26'],
  ])('ends %s without reading or writing anything [F46] [F47]', async (_name, date) => {
    const { folder, run } = take(monday);
    const before = folder.hashes();
    const { code, out } = await run('signal-generator', planArguments(date, null));
    expect(code).toBe(0);
    expect(out).toContain(`${date} is no session of the New York Stock Exchange`);
    expect(folder.hashes()).toEqual(before);
  });
});

describe.concurrent('exit code 2', () => {
  it.each([
    ['an unknown option', ['--no-such-option'], '--no-such-option'],
    ['a date that is none', ['--no-report', '--trade-date', '2015-02-30'], '2015-02-30'],
    ['no report and no word about it', [], '--no-report'],
    ['a missing manifest', ['--no-report', '--manifest', 'm.json'], 'm.json does not exist'],
  ])('refuses %s', async (_name, args, said) => {
    const { code, err } = await take(monday).run('signal-generator', args);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('refuses the emulator without a folder of prices and says which option is missing', async () => {
    const { folder, run } = take(monday);
    changeDatabase(folder.path, 'DELETE FROM emulator_meta', 'live/emulator.db');
    const args = ['--no-report', '--trade-date', MONDAY];
    const { code, err } = await run('signal-generator', args);
    expect(code).toBe(2);
    expect(err).toContain('→ add --prices DIR');
  });

  it('plans no other day than today with a real broker', async () => {
    const args = [...planArguments(MONDAY, null), '--broker', 'paper'];
    const { code, err } = await take(monday).run('signal-generator', args);
    expect(code).toBe(2);
    expect(err).toContain(`--trade-date ${MONDAY} cannot be planned with --broker paper`);
  });

  it('names each field in which the backtest was run with another value, with both values', async () => {
    const { folder, run } = take(planned);
    folder.write(
      'reports/backtest/run_manifest.json',
      JSON.stringify({
        config: {
          position_size: 5_000,
          stop_loss: 10,
          slippage: 0.5,
          max_holding: null,
          stop_mode: 'close',
          entry_mode: 'report_open',
          max_positions: 20,
        },
      }),
    );
    for (const [command, args] of [
      ['signal-generator', PLAN_MONDAY],
      ['executor', EXECUTE_MONDAY],
    ] as const) {
      const { code, err } = await run(command, args);
      expect(code).toBe(2);
      expect(err).toContain('position_size: backtest 5000, live 10000');
      expect(err).toContain('stop_mode: backtest "close", live "intraday"');
      expect(err).toContain('trailing_transition_weeks: backtest missing, live 0');
      expect(err).not.toContain('stop_loss');
    }
  });

  it('refuses an unknown key in openbell.yaml by its name', async () => {
    const { folder, run } = take(monday);
    folder.write('openbell.yaml', 'trading:\n  stop_los: 10\n');
    const { code, err } = await run('signal-generator', PLAN_MONDAY);
    expect(code).toBe(2);
    expect(err).toContain('stop_los');
    expect(err).toContain('→ see `openbell config show`');
  });

  it.each([
    [['--on', '2015-10-21'], 'it needs --closed-at'],
    [['--closed-at', '-1'], 'it is no amount in dollars'],
  ])('refuses to repair with %j', async (given, said) => {
    const { code, err } = await take(monday).run('openbell', [
      'repair',
      'GONE-unknown-0',
      ...given,
    ]);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('does not clear the kill switch without a reason', async () => {
    const { run } = take(monday);
    await run('openbell', ['kill-switch', 'on']);
    expect((await run('openbell', ['kill-switch', 'off'])).code).toBe(2);
    expect((await run('openbell', ['kill-switch', 'status'])).out).toContain('kill switch: halt');
    const cleared = await run('openbell', ['kill-switch', 'off', '--reason', 'looked at it']);
    expect(cleared).toMatchObject({ code: 0 });
  });
});

describe.concurrent('exit code 3', () => {
  it('sends nothing but protection while the kill switch is on, and stops stay where they are [R7] [P11]', async () => {
    const { folder, run } = take(planned);
    await run('openbell', ['kill-switch', 'on', '--reason', 'fire drill']);
    const before = accountCounts(folder.path);
    expect((await run('executor', EXECUTE_MONDAY)).code).toBe(3);
    expect(accountCounts(folder.path)).toEqual(before);
    expect(held(folder)).toEqual(['HELD', 'FALL']);
  });

  it('goes on selling and buys nothing while only entries are forbidden', async () => {
    const { folder, run } = take(planned);
    await run('openbell', ['kill-switch', 'no-entries']);
    const { code, out } = await run('executor', EXECUTE_MONDAY);
    expect(code).toBe(3);
    expect(out).toContain('NEWS was not ordered');
    expect(held(folder)).toEqual(['HELD']);
  });
});

describe.concurrent('exit code 4', () => {
  const OTHER_SHARES = `UPDATE positions SET actual_shares = 90 WHERE ticker = 'HELD'`;

  it('ends the plan when book and broker disagree, with both numbers and without a file [R11] [R14]', async () => {
    const { folder, run } = take(monday);
    changeDatabase(folder.path, OTHER_SHARES);
    const { code, out } = await run('signal-generator', PLAN_MONDAY);
    expect(code).toBe(4);
    expect(out).toContain('HELD: our book has 90 shares, the broker 100');
    expect(Object.keys(folder.hashes())).not.toContain(signalFile(MONDAY));
  });

  it('goes on with --force, without the disputed symbol and never through it [P15]', async () => {
    const { folder, run } = take(monday);
    changeDatabase(folder.path, OTHER_SHARES);
    expect((await run('signal-generator', [...PLAN_MONDAY, '--force'])).code).toBe(0);
    const stops = `SELECT body FROM paper_orders WHERE body ->> 'symbol' = 'HELD'`;
    const before = rowsOf(folder.path, stops, 'live/emulator.db');
    expect((await run('executor', EXECUTE_MONDAY)).code).toBe(4);
    expect(held(folder)).toEqual(['HELD', 'NEWS']);
    expect(rowsOf(folder.path, stops, 'live/emulator.db')).toEqual(before);
  });

  it('refuses a state database that belongs to another account [F57]', async () => {
    const { folder, run } = take(monday);
    const sql = `UPDATE system_config SET value = 'PA777' WHERE key = 'account_number'`;
    changeDatabase(folder.path, sql);
    const { code, err } = await run('signal-generator', PLAN_MONDAY);
    expect(code).toBe(4);
    expect(err).toContain('PA777');
    expect(err).toContain('EMULATOR');
  });
});

describe.concurrent('exit code 6', () => {
  it('leaves everything to the run that holds the lock [F42]', async () => {
    const { folder, run } = take(planned);
    const lock = new Database(join(folder.path, 'live/state.db.lock'));
    try {
      lock.exec('BEGIN EXCLUSIVE');
      const before = accountCounts(folder.path);
      for (const [command, args] of [
        ['signal-generator', PLAN_MONDAY],
        ['executor', EXECUTE_MONDAY],
      ] as const) {
        const { code, err } = await run(command, args);
        expect(code).toBe(6);
        expect(err).toContain('→ wait until it has ended');
      }
      expect(accountCounts(folder.path)).toEqual(before);
    } finally {
      lock.close();
    }
  });
});

describe.concurrent('exit code 7', () => {
  const KEYS = {
    APCA_API_KEY_ID: 'PKCANARY0123456789AB',
    APCA_API_SECRET_KEY: 'canary0Secret0123456789abcdefghijklmnop',
  };
  /** No name resolves: nothing leaves this machine, wherever the test runs. */
  const offline =
    "import dns from 'node:dns'; dns.lookup = (name, options, done) => " +
    "done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));";
  const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(offline)}`;

  it('asks for keys when paper trading has none', async () => {
    const args = [...EXECUTE_MONDAY, '--broker', 'paper'];
    const { code, err } = await take(monday).run('executor', args);
    expect(code).toBe(7);
    expect(err).toContain('→ set APCA_API_KEY_ID and APCA_API_SECRET_KEY');
  });

  it('ends when the broker cannot be reached, and shows no key [F17] [I13]', async () => {
    const args = [...EXECUTE_MONDAY, '--broker', 'paper'];
    const { code, out, err } = await take(monday).run('executor', args, { ...KEYS, NODE_OPTIONS });
    expect(code, err).toBe(7);
    expect(err).toContain('→ check the network');
    for (const key of Object.values(KEYS)) expect(out + err).not.toContain(key);
  });
});

describe.concurrent('exit code 8', () => {
  it.each(['signal-generator', 'executor'] as const)(
    'is what %s says of a state database that is a folder, garbage, or of a later version',
    async (command) => {
      const args = command === 'executor' ? EXECUTE_MONDAY : PLAN_MONDAY;
      const { folder, run } = take(planned);
      mkdirSync(join(folder.path, 'live/folder.db'));
      folder.write('live/garbage.db', 'this is no database at all, not even a little bit of one');
      changeDatabase(folder.path, 'PRAGMA user_version = 99', 'live/later.db');
      for (const name of ['folder', 'garbage', 'later']) {
        const { code, err } = await run(command, [...args, '--state-db', `live/${name}.db`]);
        expect(code, `${name}: ${err}`).toBe(8);
        expect(err).toContain('→');
      }
    },
  );
});

describe.concurrent('exit code 9', () => {
  it('ends a day on which a stock did not trade: the exit stays planned, its stop is back, and the next day sells it [F25] [F27]', async () => {
    const folder = await mondayFolder({
      ...STOCKS,
      FALL: {
        steady: 100,
        days: { [FRIDAY]: [99, 99, 94, 95], [MONDAY]: null, [TUESDAY]: [94, 96, 93, 95] },
      },
    });
    used.push(folder);
    await runBuilt('signal-generator', PLAN_MONDAY, folder.path);
    const { code, out } = await runBuilt('executor', EXECUTE_MONDAY, folder.path);
    expect(code).toBe(9);
    expect(out).toContain('EXIT_NOT_FILLED');
    expect(out).toContain('3 of 3 positions are covered');
    const fall = `SELECT status, planned_exit, exit_date, exit_price FROM positions WHERE ticker = 'FALL'`;
    expect(rowsOf(folder.path, fall)[0]).toMatchObject({
      status: 'open',
      planned_exit: 'trend_break',
    });

    await runBuilt('signal-generator', planArguments(TUESDAY, null), folder.path);
    const tuesday = await runBuilt('executor', executeArguments(TUESDAY), folder.path);
    expect(tuesday.code, tuesday.out).toBe(0);
    expect(rowsOf(folder.path, fall)[0]).toMatchObject({
      status: 'closed',
      exit_date: TUESDAY,
      exit_price: 94,
    });
  });
});

describe.concurrent('exit code 10', () => {
  it('sends no plan at eleven, and protects what is held all the same [F47]', async () => {
    const { folder, run } = take(planned);
    changeDatabase(folder.path, `UPDATE positions SET stop_price = 88 WHERE ticker = 'HELD'`);
    const { code, out } = await run('executor', [...EXECUTE_MONDAY, '--at', '11:00']);
    expect(code).toBe(10);
    expect(out).toContain('HELD: stop rests at 88.00');
    expect(out).toContain('2 of 2 positions are covered');
    expect(held(folder)).toEqual(['HELD', 'FALL']);
    const sent = `SELECT intent FROM orders WHERE trade_date = '${MONDAY}'`;
    expect(rowsOf(folder.path, sent)).toEqual([{ intent: 'stop' }]);
  });

  it('is not the end of a day that was begun in time: the rest is settled', async () => {
    const { folder, run } = take(planned);
    expect((await run('executor', [...EXECUTE_MONDAY, '--phase', 'place'])).code).toBe(0);
    expect((await run('executor', [...EXECUTE_MONDAY, '--at', '11:00'])).code).toBe(0);
    expect(held(folder)).toEqual(['HELD', 'NEWS']);
  });
});
