/** A spin-off over the weekend takes 59 % of a stock that we hold: from the alert to the next plans, by the commands. */
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runReconcile } from '../../../live/operator/run-reconcile.ts';
import { runRepair } from '../../../live/operator/run-repair.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
import { rowsOf } from '../../support/book-database.ts';
import { runInProcess } from '../../support/command-in-process.ts';
import { executeArguments, planArguments, tradeDay } from '../../support/trading-day.ts';
import { tradingFolder, type Prices, type TradingFolder } from '../../support/trading-folder.ts';

const FRIDAY = '2015-10-23';
const MONDAY = '2015-10-26';
const WEEK = ['2015-10-27', '2015-10-28', '2015-10-29', '2015-10-30', '2015-11-02'];
const AFTER: Prices = [41, 41, 41, 41];
const HEAD = 'symbol,ex_date,type,split_ratio_new_per_old,cash_amount';

let folder: TradingFolder;

beforeEach(async () => {
  const days = Object.fromEntries(
    [MONDAY, ...WEEK, '2015-11-03', '2015-11-04', '2015-11-05', '2015-11-06'].map((date) => [
      date,
      AFTER,
    ]),
  );
  folder = tradingFolder({ SPUN: { steady: 100, days } });
  folder.write('prices/corporate_actions.csv', `${HEAD}\nSPUN,${MONDAY},spinoff,,59\n`);
  // The trend is judged from the first week on.
  folder.write('openbell.yaml', 'trading:\n  trailing_transition_weeks: 0\n');
  const report = folder.report(FRIDAY, [{ ticker: 'SPUN', price: 100 }]);
  const { planned, executed } = await tradeDay(runInProcess, folder, FRIDAY, report);
  expect([planned.code, executed.code]).toEqual([0, 0]);
});
afterEach(() => {
  folder.remove();
});

async function settle(): Promise<void> {
  const options = {
    stateDb: join(folder.path, 'live/state.db'),
    config: join(folder.path, 'openbell.yaml'),
    broker: 'emulator' as const,
  };
  const out: string[] = [];
  const streams = {
    out: (text: string) => void out.push(text),
    err: () => undefined,
    paint: NO_PAINT,
  };
  expect(await runReconcile({ ...options, json: true }, streams)).toBe(4);
  const { differences } = JSON.parse(out.join('')) as { differences: readonly { id: string }[] };
  const [finding] = differences;
  expect(finding?.id).toMatch(/^SPUN-spin_off-/);
  expect(await runRepair(finding?.id ?? '', { ...options, yes: true }, streams)).toBe(0);
}

const book = () => rowsOf(folder.path, `SELECT status, stop_price FROM positions`);

describe('F31 a spin-off of a stock that is held', () => {
  it('alarms before the open and sells nothing; settled by a person, the gap breaks neither stop nor trend [F31]', async () => {
    const planned = await runInProcess(
      'signal-generator',
      planArguments(MONDAY, null),
      folder.path,
    );
    expect(planned.code).toBe(0);
    expect(planned.out).toContain('[SPIN_OFF]');
    const place = [...executeArguments(MONDAY), '--phase', 'place'];
    const alarmed = await runInProcess('executor', place, folder.path);
    expect(alarmed.code).toBe(4);
    expect(alarmed.err).toContain('ALERT MISMATCH: the executor ended with 4: SPUN: spin-off');
    await settle();
    const executed = await runInProcess('executor', executeArguments(MONDAY), folder.path);
    expect(executed.code).toBe(0);
    // 90.00 − 59.00
    expect(book()).toEqual([{ status: 'open', stop_price: 31 }]);
    for (const date of WEEK) {
      const day = await tradeDay(runInProcess, folder, date);
      expect([date, day.planned.code, day.executed.code]).toEqual([date, 0, 0]);
    }
    expect(book()).toEqual([{ status: 'open', stop_price: 31 }]);
  });
});
