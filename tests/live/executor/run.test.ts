import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { accountCounts, changeDatabase, rowsOf } from '../../support/book-database.ts';
import { runInProcess } from '../../support/command-in-process.ts';
import { executeArguments, planArguments } from '../../support/trading-day.ts';
import { tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

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
