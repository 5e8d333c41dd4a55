import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import type { ExecutorOptions } from '../../../live/executor/cli.ts';
import { runExecutor } from '../../../live/executor/run.ts';
import type { BrokerOptions } from '../../../live/wiring.ts';
import { LIVE_HANDS, withHands, type Hands } from '../../../live/wiring/hands.ts';
import { BrokerError } from '../../../src/ports/broker.ts';
import type { PriceSource } from '../../../src/ports/price-source.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
import { accountCounts, changeDatabase, rowsOf } from '../../support/book-database.ts';
import { runInProcess } from '../../support/command-in-process.ts';
import { executeArguments, planArguments } from '../../support/trading-day.ts';
import { signalFile, tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

const THURSDAY = '2015-10-22';
const FRIDAY = '2015-10-23';
const folders: TradingFolder[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

/** A folder in which Thursday's entries were placed; all of them still wait for the open. */
async function placedThursday(): Promise<TradingFolder> {
  const folder = tradingFolder({ NEWS: { steady: 50 }, MORE: { steady: 20 } });
  folders.push(folder);
  const report = folder.report(THURSDAY, [{ ticker: 'NEWS', price: 50 }]);
  await runInProcess('signal-generator', planArguments(THURSDAY, report), folder.path);
  const place = [...executeArguments(THURSDAY), '--phase', 'place'];
  expect((await runInProcess('executor', place, folder.path)).code).toBe(0);
  return folder;
}

/** Thursday's or Friday's run, with some other hands. */
async function runWith(
  folder: TradingFolder,
  hands: Partial<Hands>,
  date = THURSDAY,
  dryRun = false,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const told = { out: '', err: '' };
  const streams = {
    out: (text: string) => void (told.out += `${text}\n`),
    err: (text: string) => void (told.err += `${text}\n`),
    paint: NO_PAINT,
  };
  const options: ExecutorOptions = {
    signalsFile: signalFile(date),
    phase: 'all',
    broker: 'emulator',
    prices: 'prices',
    stateDb: 'live/state.db',
    dryRun,
  };
  const home = process.cwd();
  process.chdir(folder.path);
  try {
    const code = await runExecutor(options, streams, withHands(hands));
    return { code, ...told };
  } finally {
    process.chdir(home);
  }
}

/** Thursday's plan as if somebody had made it for a Saturday, in file and book. */
function planOfSaturday(folder: TradingFolder): string {
  const content = folder.read(signalFile(THURSDAY)).replaceAll(THURSDAY, '2015-10-24');
  const hash = createHash('sha256').update(content).digest('hex');
  folder.write(signalFile('2015-10-24'), content);
  changeDatabase(
    folder.path,
    `INSERT INTO signal_files (trade_date, strategy, sha256, path, content, run_id)
     VALUES ('2015-10-24', 'ema_p10', '${hash}', 'x', '', 'by hand')`,
  );
  return signalFile('2015-10-24');
}

const onSaturday =
  <Opened>(open: (options: BrokerOptions) => Opened) =>
  (options: BrokerOptions): Opened =>
    open({ ...options, startAt: Date.parse('2015-10-24T13:15:00Z') });

function loseState(folder: TradingFolder): void {
  for (const end of ['', '-wal', '-shm'])
    rmSync(join(folder.path, `live/state.db${end}`), { force: true });
}

describe('a state database that is new [F41]', () => {
  it.each([
    ['orders of ours at work', 'place'],
    ['shares that an order of ours bought', 'all'],
  ])('is refused at an account with %s, and nothing is sent', async (_name, phase) => {
    const folder = await placedThursday();
    await runInProcess('executor', [...executeArguments(THURSDAY), '--phase', phase], folder.path);
    loseState(folder);
    const before = accountCounts(folder.path);
    const report = folder.report(THURSDAY, [{ ticker: 'MORE', price: 20 }]);
    const planned = await runInProcess(
      'signal-generator',
      [...planArguments(THURSDAY, report), '--force'],
      folder.path,
    );
    const executed = await runInProcess('executor', executeArguments(THURSDAY), folder.path);
    expect([planned.code, executed.code]).toEqual([4, 4]);
    expect(planned.err).toContain('20151022_NEWS_entry_buy');
    expect(accountCounts(folder.path)).toEqual(before);
  });
});

describe('a run that breaks off', () => {
  it('alarms, since shares may be without a stop', async () => {
    const folder = await placedThursday();
    changeDatabase(folder.path, `UPDATE orders SET ticker = 'no ticker' WHERE intent = 'entry'`);
    const { code, err } = await runInProcess('executor', executeArguments(THURSDAY), folder.path);
    expect(code).toBe(1);
    expect(err).toContain('ALERT RUN_BROKE_OFF: the executor broke off, run it again');
    expect(rowsOf(folder.path, `SELECT outcome FROM run_log ORDER BY rowid`).at(-1)).toEqual({
      outcome: 'bug',
    });
  });
});

describe('what the command is given', () => {
  it('is rehearsed with --dry-run: the day is told, and nothing changes', async () => {
    const folder = await placedThursday();
    const before = accountCounts(folder.path);
    const dry = [...executeArguments(THURSDAY), '--dry-run', '--json'];
    const { code, out } = await runInProcess('executor', dry, folder.path);
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ dry_run: true })]);
    expect(accountCounts(folder.path)).toEqual(before);
  });

  it.each([
    ['a file that is not there', 'signals/none.json', undefined, 'does not exist'],
    ['bytes that are no text', 'signals/odd.json', new Uint8Array([0xff, 0xfe]), 'not valid'],
    ['a text that is no signal file', 'signals/odd.json', '{}', 'SIGNAL_FILE_REFUSED'],
  ])('as %s ends with 5, and protects what is held [F51]', async (_name, file, content, said) => {
    const folder = await placedThursday();
    if (content !== undefined) folder.write(file, content);
    await runInProcess('executor', executeArguments(THURSDAY), folder.path);
    const { code, out } = await runInProcess('executor', ['--signals-file', file], folder.path);
    expect(code, out).toBe(5);
    expect(out).toContain(said);
    expect(out).toContain('1 of 1 positions are covered');
  });

  it('as a file that the disk does not give breaks the run off before anything is asked', async () => {
    const folder = await placedThursday();
    const readInput = (): never => {
      throw new Error('EIO: i/o error');
    };
    const { code, err } = await runWith(folder, { readInput });
    expect(code).toBe(1);
    expect(err).toContain('EIO');
  });

  it('is said as it goes on with --verbose', async () => {
    const folder = await placedThursday();
    const settle = [...executeArguments(THURSDAY), '--phase', 'settle', '--verbose'];
    const { code, err } = await runInProcess('executor', settle, folder.path);
    expect([code, err]).toEqual([0, expect.stringContaining('minute(s) for the open')]);
  });
});

describe('what the command finds', () => {
  it('when it comes too late: nothing of the plan is done, and that is its code [F47]', async () => {
    const folder = tradingFolder({ NEWS: { steady: 50 } });
    folders.push(folder);
    const report = folder.report(THURSDAY, [{ ticker: 'NEWS', price: 50 }]);
    await runInProcess('signal-generator', planArguments(THURSDAY, report), folder.path);
    const late = [...executeArguments(THURSDAY), '--at', '10:00'];
    const { code, err } = await runInProcess('executor', late, folder.path);
    expect(code).toBe(10);
    expect(err).toContain('ALERT OUTSIDE-WINDOW: the executor ended with 10: outside the time');
  });

  it('in the shadow book stays as it is: only the generator keeps that [I12]', async () => {
    const folder = tradingFolder({ NEWS: { steady: 50 } });
    folders.push(folder);
    const report = folder.report(THURSDAY, [{ ticker: 'NEWS', price: 50 }]);
    await runInProcess('signal-generator', planArguments(THURSDAY, report), folder.path);
    await runInProcess('executor', executeArguments(THURSDAY), folder.path);
    await runInProcess('signal-generator', planArguments(FRIDAY, null), folder.path);
    const shadow = (): unknown =>
      ['shadow_positions', 'shadow_signals'].map((table) =>
        rowsOf(folder.path, `SELECT * FROM ${table}`),
      );
    const before = shadow();
    expect(JSON.stringify(before)).toContain('NEWS');
    expect((await runInProcess('executor', executeArguments(FRIDAY), folder.path)).code).toBe(0);
    expect(shadow()).toEqual(before);
  });

  it('of splits that the source of prices does not tell is said, and the day goes on', async () => {
    const folder = await placedThursday();
    await runInProcess('executor', executeArguments(THURSDAY), folder.path);
    const prices: PriceSource = {
      bars: () => Promise.reject(new Error('not asked')),
      corporateActions: () => Promise.reject(new BrokerError('unreachable', 'no reply')),
    };
    const openBroker: Hands['openBroker'] = async (options) => ({
      ...(await LIVE_HANDS.openBroker(options)),
      prices,
    });
    const { code, out } = await runWith(folder, { openBroker });
    expect([code, out]).toEqual([0, expect.stringContaining('SPLITS_UNKNOWN')]);
  });

  it('when the database is locked by another: it ends with 8, and sends nothing [F40]', async () => {
    const folder = tradingFolder({ NEWS: { steady: 50 } });
    folders.push(folder);
    const report = folder.report(THURSDAY, [{ ticker: 'NEWS', price: 50 }]);
    await runInProcess('signal-generator', planArguments(THURSDAY, report), folder.path);
    const before = accountCounts(folder.path);
    const openState: Hands['openState'] = async (path, dryRun) => {
      const opened = await LIVE_HANDS.openState(path, dryRun);
      const intendOrder = (): never => {
        throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
      };
      return { ...opened, store: { ...opened.store, intendOrder } };
    };
    const { code, err } = await runWith(folder, { openState });
    expect([code, err]).toEqual([8, expect.stringContaining('database is locked')]);
    expect(accountCounts(folder.path)).toEqual(before);
    // As soon as it is free again, the same plan is carried out.
    expect((await runInProcess('executor', executeArguments(THURSDAY), folder.path)).code).toBe(0);
    expect(rowsOf(folder.path, 'SELECT ticker FROM positions')).toEqual([{ ticker: 'NEWS' }]);
  });

  it.each([['carried out'], ['rehearsed', '--dry-run']])(
    'on a day that is no session for anybody is not %s [F46]',
    async (_how, ...more) => {
      const folder = await placedThursday();
      await runInProcess('executor', executeArguments(THURSDAY), folder.path);
      const before = accountCounts(folder.path);
      const saturday = planOfSaturday(folder);
      const args = ['--signals-file', saturday, '--json', ...more];
      const { code, out } = await runInProcess('executor', args, folder.path);
      expect(code, out).toBe(0);
      expect(out).toContain(
        "2015-10-24 is no session by the broker's calendar: nothing is sold or bought",
      );
      expect(accountCounts(folder.path)).toEqual(before);
    },
  );

  it.each([['carried out'], ['rehearsed', '--dry-run']])(
    'a holiday without a signal file, for none is made, is not %s [F46] [F51]',
    async (_how, ...more) => {
      const folder = await placedThursday();
      await runInProcess('executor', executeArguments(THURSDAY), folder.path);
      const before = accountCounts(folder.path);
      const openOnSaturday = {
        openBroker: onSaturday(LIVE_HANDS.openBroker),
        openBrokerReads: onSaturday(LIVE_HANDS.openBrokerReads),
      };
      const isRehearsed = more.length > 0;
      const { code, out } = await runWith(folder, openOnSaturday, '2015-10-24', isRehearsed);
      expect(code, out).toBe(0);
      expect(out).toContain(
        "2015-10-24 is no session by the broker's calendar: nothing is sold or bought",
      );
      expect(accountCounts(folder.path)).toEqual(before);
    },
  );

  it.each([
    ['a stop that somebody cancelled is placed again [F26]', 'off', 0],
    ['the kill switch that is on is told [R7]', 'no-entries', 3],
  ] as const)('on a holiday without a signal file %s [F46]', async (_what, level, code) => {
    const folder = await placedThursday();
    await runInProcess('executor', executeArguments(THURSDAY), folder.path);
    changeDatabase(
      folder.path,
      `INSERT OR REPLACE INTO system_config VALUES ('kill_switch', '${level}', NULL)`,
    );
    const withoutStops = async (options: BrokerOptions): ReturnType<Hands['openBroker']> => {
      const opened = await onSaturday(LIVE_HANDS.openBroker)(options);
      for (const { id } of await opened.broker.orders({ status: 'open', nested: false }))
        await opened.broker.cancel(id);
      await opened.clock.sleep(1_000);
      return opened;
    };
    const ran = await runWith(folder, { openBroker: withoutStops }, '2015-10-24');
    expect(ran.code, ran.out).toBe(code);
    expect(ran.out).toContain('NEWS: stop rests at 45.00');
    expect(ran.out).toContain('1 of 1 positions are covered');
  });

  it('when the broker knows no session of a day that has one: it protects, and trades nothing [F16] [F46]', async () => {
    const folder = await placedThursday();
    await runInProcess('executor', executeArguments(THURSDAY), folder.path);
    const report = folder.report(FRIDAY, [{ ticker: 'MORE', price: 20 }]);
    await runInProcess('signal-generator', planArguments(FRIDAY, report), folder.path);
    const openBroker: Hands['openBroker'] = async (options) => {
      const opened = await LIVE_HANDS.openBroker(options);
      return { ...opened, broker: { ...opened.broker, calendar: () => Promise.resolve([]) } };
    };
    const { code, out } = await runWith(folder, { openBroker }, FRIDAY);
    expect(code, out).toBe(9);
    expect(out).toContain('TIME_IN_DOUBT');
    expect(out).toContain('1 of 1 positions are covered');
    expect(rowsOf(folder.path, `SELECT 1 FROM orders WHERE ticker = 'MORE'`)).toEqual([]);
  });
});

describe('a new book', () => {
  it('begins at an account that has never seen us', async () => {
    const folder = tradingFolder({ NEWS: { steady: 50 } });
    folders.push(folder);
    const { code } = await runInProcess(
      'signal-generator',
      planArguments(FRIDAY, null),
      folder.path,
    );
    expect(code).toBe(0);
  });
});
