import { afterEach, describe, expect, it } from 'vitest';

import { rowsOf } from '../../support/book-database.ts';
import { runInProcess } from '../../support/command-in-process.ts';
import { readDayTable } from '../../support/day-table.ts';
import { executeArguments, planArguments, tradeDay } from '../../support/trading-day.ts';
import { tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

/** Bought on Thursday; Friday closes below the trend, so Monday's open is where it is to be sold. */
const MARKET = `
config  trailing_transition_weeks 0
steady  FALL 100
bar     FALL 2015-10-23  99 99 94 95
bar     FALL 2015-10-26  95 97 95 96
bar     FALL 2015-10-27  96 97 95 96
report  2015-10-22  FALL@100
`;

let folder: TradingFolder | undefined;

afterEach(() => {
  folder?.remove();
});

async function untilMonday(): Promise<TradingFolder> {
  const table = readDayTable(MARKET);
  const made = tradingFolder(table.stocks, table.splits);
  folder = made;
  made.write('openbell.yaml', table.config);
  await tradeDay(
    runInProcess,
    made,
    '2015-10-22',
    made.report('2015-10-22', table.reports.get('2015-10-22') ?? []),
  );
  await tradeDay(runInProcess, made, '2015-10-23');
  return made;
}

const plan = (made: TradingFolder, date: string) =>
  runInProcess('signal-generator', planArguments(date, null), made.path);
const closed = (made: TradingFolder) =>
  rowsOf(
    made.path,
    `SELECT exit_date, exit_price, exit_reason FROM positions WHERE status = 'closed'`,
  );
const TUESDAY = [{ exit_date: '2015-10-27', exit_price: 96, exit_reason: 'trend_break' }];

describe('a planned exit that the executor did not carry out', () => {
  it('is planned again the next morning, with a finding, when the executor never ran', async () => {
    const made = await untilMonday();
    await plan(made, '2015-10-26');
    const tuesday = await plan(made, '2015-10-27');
    expect(tuesday.out).toContain('FALL was to be sold on 2015-10-26 (trend_break) and was not');
    await runInProcess('executor', executeArguments('2015-10-27'), made.path);
    expect(closed(made)).toEqual(TUESDAY);
  });

  it('is planned again when the executor came too late', async () => {
    const made = await untilMonday();
    await plan(made, '2015-10-26');
    const late = [...executeArguments('2015-10-26'), '--at', '11:00'];
    expect((await runInProcess('executor', late, made.path)).code).toBe(10);
    await tradeDay(runInProcess, made, '2015-10-27');
    expect(closed(made)).toEqual(TUESDAY);
  });

  it('is not planned again once it is sold', async () => {
    const made = await untilMonday();
    await tradeDay(runInProcess, made, '2015-10-26');
    const tuesday = await plan(made, '2015-10-27');
    expect(tuesday.out).not.toContain('was to be sold');
    expect(closed(made)).toEqual([
      { exit_date: '2015-10-26', exit_price: 95, exit_reason: 'trend_break' },
    ]);
  });
});
