/** `reconcile` and `repair` from their options to the database, at an account that somebody else trades too. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runReconcile } from '../../../live/operator/run-reconcile.ts';
import { runRepair } from '../../../live/operator/run-repair.ts';
import type { RepairOptions } from '../../../live/operator/repair-cli.ts';
import { openEmbeddedBroker } from '../../../live/wiring/embedded-broker.ts';
import { openConfiguration } from '../../../live/wiring.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { changeDatabase, rowsOf } from '../../support/book-database.ts';
import { runInProcess } from '../../support/command-in-process.ts';
import { runTold } from '../../support/run-told.ts';
import { executeArguments, planArguments } from '../../support/trading-day.ts';
import { tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';
import { dollars } from '../../domain/sample.ts';
import { at } from '../../paper-broker/paper-world.ts';

const THURSDAY = '2015-10-22';
const FRIDAY = '2015-10-23';
const BOOK = 'SELECT ticker, actual_shares, entry_price, stop_price FROM positions';
let folder: TradingFolder;

beforeEach(async () => {
  folder = tradingFolder({ NEWS: { steady: 50 }, MORE: { steady: 20 } });
  const report = folder.report(THURSDAY, [{ ticker: 'NEWS', price: 50 }]);
  await runInProcess('signal-generator', planArguments(THURSDAY, report), folder.path);
  expect((await runInProcess('executor', executeArguments(THURSDAY), folder.path)).code).toBe(0);
});
afterEach(() => {
  folder.remove();
});

const options = () => ({
  stateDb: join(folder.path, 'live/state.db'),
  broker: 'emulator' as const,
});
const reconcile = () => runTold((streams) => runReconcile({ ...options(), json: true }, streams));
const repair = (id: string, yes = false, stated: Partial<RepairOptions> = {}) =>
  runTold((streams) => runRepair(id, { ...options(), yes, ...stated }, streams));

async function found(): Promise<{ readonly code: number; readonly ids: readonly string[] }> {
  const { code, out } = await reconcile();
  const { differences } = JSON.parse(out) as { readonly differences: readonly { id: string }[] };
  return { code, ids: differences.map(({ id }) => id) };
}

/** An order that carries none of our ids. */
async function byHand(side: 'buy' | 'sell', symbol: string, qty: number): Promise<void> {
  const { config } = openConfiguration({});
  const startAt = at(FRIDAY, '10:00');
  const { stateDb } = options();
  const question = { environment: 'emulator' as const, stateDb, prices: undefined, config };
  const opened = await openEmbeddedBroker({ ...question, startAt, dryRun: false });
  try {
    const open = await opened.broker.orders({ status: 'open', nested: false });
    // A stop would make a buy a wash trade, and reserves the shares of a sale.
    for (const { id } of open) await opened.broker.cancel(id);
    await opened.clock.sleep(1000);
    const sent = await opened.broker.submit({
      clientOrderId: `by hand ${symbol} ${qty}`,
      symbol: ticker(symbol),
      side,
      qty,
      type: 'market',
      timeInForce: 'day',
      orderClass: 'simple',
      stopPrice: null,
      stopLossPrice: null,
    });
    expect(sent.kind).toBe('accepted');
    await opened.clock.sleep(60_000);
  } finally {
    opened.close();
  }
}

describe('reconcile', () => {
  it('finds no difference after a day on which all went well, and changes no file', async () => {
    const before = folder.hashes();
    expect(await found()).toEqual({ code: 0, ids: [] });
    expect(folder.hashes()).toEqual(before);
  });

  it('tells a person of bought shares, with the order that bought them [F58]', async () => {
    await byHand('buy', 'MORE', 7);
    const { code, out } = await runTold((streams) => runReconcile(options(), streams));
    expect(code).toBe(4);
    expect(out).toContain('foreign position');
    expect(out).toContain('order by hand MORE 7, none of ours, has bought 7 shares');
  });

  it('says of sold shares that the next run books them, and it does [F58]', async () => {
    await byHand('sell', 'NEWS', 50);
    const { code, ids } = await found();
    expect([code, ids.map((id) => id.replace(/-[0-9a-f]+$/, ''))]).toEqual([
      0,
      ['NEWS-manual_sell'],
    ]);
    await runInProcess('signal-generator', planArguments('2015-10-26', null), folder.path);
    const executed = await runInProcess('executor', executeArguments('2015-10-26'), folder.path);
    expect([executed.code, await found()]).toEqual([0, { code: 0, ids: [] }]);
    expect(rowsOf(folder.path, 'SELECT actual_shares AS shares FROM positions')).toEqual([
      { shares: 150 },
    ]);
  });

  it('compares nothing with the account of somebody else [F57]', async () => {
    changeDatabase(
      folder.path,
      `UPDATE system_config SET value = 'PA2' WHERE key = 'account_number'`,
    );
    const { code, ids } = await found();
    expect([code, ids[0]?.startsWith('account-account_reset-')]).toEqual([4, true]);
  });
});

describe('repair', () => {
  it('shows the change and makes none without --yes', async () => {
    await byHand('buy', 'NEWS', 7);
    const { ids } = await found();
    const before = folder.hashes();
    const { code, out } = await repair(ids[0] ?? '');
    expect(code).toBe(0);
    expect(out).toContain('add --yes');
    expect(out).toContain('7 shares of others, set apart');
    expect(folder.hashes()).toEqual(before);
  });

  it('makes it once: the book reconciles clean, and twice changes nothing', async () => {
    await byHand('buy', 'MORE', 7);
    const { ids } = await found();
    const id = ids.find((one) => one.startsWith('MORE')) ?? '';
    expect((await repair(id, true)).code).toBe(0);
    expect(await found()).toEqual({ code: 0, ids: [expect.stringContaining('NEWS-stop_ended')] });
    const corrections = rowsOf(folder.path, 'SELECT finding_id, shares_after FROM corrections');
    expect(corrections).toEqual([{ finding_id: id, shares_after: 7 }]);
    const again = await repair(id, true);
    expect([again.code, again.out]).toEqual([0, `${id} is settled already: nothing is changed`]);
    expect(rowsOf(folder.path, 'SELECT finding_id, shares_after FROM corrections')).toEqual(
      corrections,
    );
  });

  it('is refused for a finding that there is not', async () => {
    const { code, err } = await repair('NEWS-manual_sell-0123456789', true);
    expect([code, err]).toEqual([
      4,
      expect.stringContaining('there is no finding NEWS-manual_sell-0123456789 (any more)'),
    ]);
  });

  it('is refused when a fact has changed since the finding was shown', async () => {
    await byHand('buy', 'NEWS', 7);
    const { ids } = await found();
    await byHand('buy', 'NEWS', 8);
    const { code, err } = await repair(ids[0] ?? '', true);
    expect(code).toBe(4);
    expect(err).toContain('the facts have changed');
    expect(rowsOf(folder.path, 'SELECT * FROM corrections')).toEqual([]);
  });

  it('is refused for what no entry in the book can settle', async () => {
    changeDatabase(
      folder.path,
      `UPDATE system_config SET value = 'PA2' WHERE key = 'account_number'`,
    );
    const { ids } = await found();
    const { code, err } = await repair(ids[0] ?? '', true);
    expect(code).toBe(4);
    expect(err).toContain('nothing in the book can be changed');
  });

  it('closes what is gone without a record of its sale at what a person states, and trading goes on [F32]', async () => {
    // The account has never had these.
    changeDatabase(
      folder.path,
      `INSERT INTO positions (ticker, entry_date, entry_price, target_shares, actual_shares, invested, stop_price, status)
       VALUES ('GONE', '2015-10-20', 40, 10, 10, 400, 36, 'open')`,
    );
    const { code, ids } = await found();
    expect([code, ids]).toEqual([4, [expect.stringContaining('GONE-unknown')]]);
    const id = ids[0] ?? '';
    expect((await repair(id, true)).err).toContain('nothing in the book can be changed');
    const stated = { closedAt: dollars('0.25'), on: '2015-10-21' };
    const tooEarly = await repair(id, true, { ...stated, on: '2015-10-19' });
    expect([tooEarly.code, tooEarly.err]).toEqual([
      4,
      expect.stringContaining('2015-10-19 is not between its entry on 2015-10-20 and today'),
    ]);
    expect((await repair(id, true, { ...stated, on: 'yesterday' })).err).toContain('is no date');
    expect((await repair(id, false, { closedAt: stated.closedAt })).out).toContain('add --yes');
    expect((await repair(id, true, stated)).code).toBe(0);
    expect(
      rowsOf(
        folder.path,
        `SELECT exit_date, exit_price, exit_reason, pnl FROM positions WHERE ticker = 'GONE'`,
      ),
    ).toEqual([{ exit_date: '2015-10-21', exit_price: 0.25, exit_reason: 'manual', pnl: -397.5 }]);
    const corrections = rowsOf(folder.path, 'SELECT finding_id, evidence FROM corrections');
    expect(corrections.map((row) => row['finding_id'])).toEqual([id]);
    expect(JSON.stringify(corrections)).toContain('on 2015-10-21: stated by a person');
    expect(await found()).toEqual({ code: 0, ids: [] });
    const again = await repair(id, true, stated);
    expect([again.code, again.out]).toEqual([0, `${id} is settled already: nothing is changed`]);
  });

  it('closes nothing at a stated price that the next run books from its fills', async () => {
    await byHand('sell', 'NEWS', 50);
    const { ids } = await found();
    const { code, err } = await repair(ids[0] ?? '', true, { closedAt: dollars('50.00') });
    expect([code, err]).toEqual([4, expect.stringContaining('the next run settles it by itself')]);
  });

  it('takes in the orders that a restored backup has never heard of: the book is what it was [F41]', async () => {
    const whole = rowsOf(folder.path, BOOK);
    const backup = tradingFolder({ NEWS: { steady: 50 } });
    try {
      const report = backup.report(THURSDAY, [{ ticker: 'NEWS', price: 50 }]);
      await runInProcess('signal-generator', planArguments(THURSDAY, report), backup.path);
      for (const end of ['', '-wal', '-shm'])
        rmSync(join(folder.path, `live/state.db${end}`), { force: true });
      cpSync(join(backup.path, 'live/state.db'), join(folder.path, 'live/state.db'));
    } finally {
      backup.remove();
    }
    const { code, ids } = await found();
    expect([code, ids]).toEqual([4, [expect.stringContaining('NEWS-old_backup')]]);
    expect((await repair(ids[0] ?? '', true)).code).toBe(0);
    expect(await found()).toEqual({ code: 0, ids: [] });
    expect(rowsOf(folder.path, BOOK)).toEqual(whole);
    const again = await runInProcess('executor', executeArguments(THURSDAY), folder.path);
    expect(again.err).not.toContain('bug');
    expect(rowsOf(folder.path, BOOK)).toEqual(whole);
  });
});
