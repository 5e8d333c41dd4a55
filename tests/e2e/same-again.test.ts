/** What may not depend on anything: a second run, the time zone of the host, a rehearsal, the form of the answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { accountCounts, rowsOf } from '../support/book-database.ts';
import { runBuilt, type Command } from '../support/built-command.ts';
import { EXECUTE_MONDAY, MONDAY, mondayFolder, PLAN_MONDAY } from '../support/monday-folder.ts';
import { signalFile, type TradingFolder } from '../support/trading-folder.ts';

let monday: TradingFolder;
const used: TradingFolder[] = [];

function take(): TradingFolder {
  const copy = monday.copy();
  used.push(copy);
  return copy;
}

beforeAll(async () => {
  monday = await mondayFolder();
  used.push(monday);
});
afterAll(() => {
  for (const folder of used) folder.remove();
});

const BOTH: readonly (readonly [Command, readonly string[]])[] = [
  ['signal-generator', PLAN_MONDAY],
  ['executor', EXECUTE_MONDAY],
];

describe.concurrent('running again (I17)', () => {
  it('ends with 0 and asks the broker for nothing: book, journal and account stay as they are [I17]', async () => {
    const folder = take();
    const state = (): unknown => [
      accountCounts(folder.path),
      rowsOf(folder.path, 'SELECT * FROM positions'),
      rowsOf(folder.path, 'SELECT * FROM orders'),
      rowsOf(folder.path, 'SELECT * FROM order_events'),
      rowsOf(folder.path, 'SELECT * FROM fills'),
      rowsOf(folder.path, 'SELECT * FROM shadow_positions'),
      folder.read(signalFile(MONDAY)),
    ];
    for (const [command, args] of BOTH) {
      expect((await runBuilt(command, args, folder.path)).code).toBe(0);
    }
    const before = state();
    for (const [command, args] of [...BOTH, ...BOTH]) {
      expect((await runBuilt(command, args, folder.path)).code).toBe(0);
    }
    expect(state()).toEqual(before);
  });

  it('placing and settling in two jobs leaves the same book and orders as doing all in one', async () => {
    const whole = take();
    const halves = take();
    for (const folder of [whole, halves])
      await runBuilt('signal-generator', PLAN_MONDAY, folder.path);
    await runBuilt('executor', EXECUTE_MONDAY, whole.path);
    for (const phase of ['place', 'settle']) {
      const args = [...EXECUTE_MONDAY, '--phase', phase];
      expect((await runBuilt('executor', args, halves.path)).code).toBe(0);
    }
    const ends = (folder: TradingFolder): unknown => [
      rowsOf(
        folder.path,
        `SELECT ticker, status, actual_shares, entry_price, stop_price, exit_price, exit_reason
         FROM positions ORDER BY position_id`,
      ),
      rowsOf(
        folder.path,
        'SELECT client_order_id, status, filled_qty FROM orders ORDER BY 1',
      ).filter((row) => !/^[0-9a-f-]{36}$/.test(String(row['client_order_id']))),
    ];
    expect(ends(halves)).toEqual(ends(whole));
  });
});

describe.concurrent('the host', () => {
  it('its time zone and language do not change a byte of the signal files [F46] [I19]', async () => {
    const zones = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'];
    const files = await Promise.all(
      zones.map(async (TZ) => {
        const folder = take();
        const ran = await runBuilt('signal-generator', PLAN_MONDAY, folder.path, {
          TZ,
          LANG: TZ === 'Asia/Tokyo' ? 'ja_JP.UTF-8' : 'C',
        });
        expect(ran.code).toBe(0);
        return [signalFile(MONDAY), signalFile(MONDAY, 'nwl_p4')].map((name) => folder.read(name));
      }),
    );
    expect(files[0]?.[0]).toContain('"generated_at": "2015-10-26T09:05:00-04:00"');
    expect(files[1]).toEqual(files[0]);
    expect(files[2]).toEqual(files[0]);
  });
});

describe.concurrent('a dry run', () => {
  it('of both commands changes no byte and no name in the folder, and shows what would be done', async () => {
    const folder = take();
    const untouched = folder.hashes();
    const plan = await runBuilt('signal-generator', [...PLAN_MONDAY, '--dry-run'], folder.path);
    expect(plan.code).toBe(0);
    expect(plan.out).toContain('NEWS');
    expect(folder.hashes()).toEqual(untouched);

    await runBuilt('signal-generator', PLAN_MONDAY, folder.path);
    const planned = folder.hashes();
    const rehearsed = await runBuilt('executor', [...EXECUTE_MONDAY, '--dry-run'], folder.path);
    expect(rehearsed.code).toBe(0);
    expect(rehearsed.out).toContain('FALL   cancel its stop at 90.00');
    expect(rehearsed.out).toContain('FALL   sell 100 at the market (trend break)');
    expect(rehearsed.out).toContain(
      'NEWS   buy 200 at the market near 50.00, stop resting at 45.00',
    );
    expect(folder.hashes()).toEqual(planned);
  });

  it('shows the very orders that the run after it sends first', async () => {
    const folder = take();
    await runBuilt('signal-generator', PLAN_MONDAY, folder.path);
    const dry = await runBuilt('executor', [...EXECUTE_MONDAY, '--dry-run', '--json'], folder.path);
    const { exits, entries } = JSON.parse(dry.out) as {
      readonly exits: readonly { readonly ticker: string }[];
      readonly entries: readonly { readonly ticker: string; readonly qty: number }[];
    };
    await runBuilt('executor', EXECUTE_MONDAY, folder.path);
    const sent = rowsOf(
      folder.path,
      `SELECT ticker, intent, qty FROM orders
       WHERE trade_date = '${MONDAY}' AND intent <> 'stop' ORDER BY order_id`,
    );
    expect(sent).toEqual([
      ...exits.map(({ ticker }) => ({ ticker, intent: 'exit', qty: 100 })),
      ...entries.map(({ ticker, qty }) => ({ ticker, intent: 'entry', qty })),
    ]);
  });

  it('in an empty folder leaves it empty', async () => {
    const folder = take();
    const args = [...PLAN_MONDAY, '--dry-run', '--state-db', 'elsewhere/state.db'];
    const before = folder.hashes();
    expect((await runBuilt('signal-generator', args, folder.path)).code).toBe(0);
    expect(folder.hashes()).toEqual(before);
  });
});

describe.concurrent('--json', () => {
  it.each([
    ['signal-generator', PLAN_MONDAY],
    ['signal-generator', [...PLAN_MONDAY, '--dry-run']],
    ['openbell', ['status']],
    ['openbell', ['doctor']],
    ['openbell', ['config', 'show']],
    ['openbell', ['kill-switch', 'status']],
  ] as const)('%s %j prints one document and nothing else', async (command, args) => {
    const { code, out, err } = await runBuilt(command, [...args, '--json'], take().path);
    expect(code, err).toBe(0);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({ outcome: 'done', exit_code: 0 });
  });

  it('of the executor lists steps, findings and covered positions', async () => {
    const folder = take();
    await runBuilt('signal-generator', PLAN_MONDAY, folder.path);
    const { out, err } = await runBuilt('executor', [...EXECUTE_MONDAY, '--json'], folder.path);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      command: 'executor',
      trade_date: MONDAY,
      exit_code: 0,
      covered: 2,
      findings: [],
      positions: [{ ticker: 'HELD' }, { ticker: 'NEWS' }],
    });
  });

  it('tells an error on stdout as a document and on stderr for people, with what to do next', async () => {
    const args = ['--report-file', 'reports/none.html', '--json'];
    const { code, out, err } = await runBuilt('signal-generator', args, take().path);
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'input-refused', exit_code: 5 });
    expect(err).toMatch(/^error .*none\.html.*\n {2}→ expected earnings_trade_analysis_/);
  });
});
