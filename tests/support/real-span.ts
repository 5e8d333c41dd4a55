/** The two commands over sessions of real data, in this process. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { sessionDate } from '../../src/domain/session-date.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { rowsOf, type Row } from './book-database.ts';
import { runInProcess } from './command-in-process.ts';
import { realData } from './raw-bars.ts';
import { signalFile, type TradingFolder } from './trading-folder.ts';

export type Day = {
  readonly date: string;
  readonly codes: readonly number[];
  readonly positions: number;
  readonly covered: number;
};

/** Both commands for every session from October 2015 to `last`, with the report where there is one. */
export async function liveThrough(folder: TradingFolder, last: string): Promise<readonly Day[]> {
  const prices = join(realData ?? '', 'prices');
  const days: Day[] = [];
  const sessions = sessionsBetween(sessionDate('2015-10-01'), sessionDate(last));
  for (const date of sessions) {
    const report = join(realData ?? '', 'reports', `earnings_trade_analysis_${date}.html`);
    const source = existsSync(report) ? ['--report-file', report] : ['--no-report'];
    const plan = [...source, '--trade-date', date, '--prices', prices];
    const planned = await runInProcess('signal-generator', plan, folder.path);
    const execute = ['--signals-file', signalFile(date), '--json'];
    const executed = await runInProcess('executor', execute, folder.path);
    const { covered, positions } = JSON.parse(executed.out) as {
      readonly covered: number;
      readonly positions: readonly unknown[];
    };
    const codes = [planned.code, executed.code];
    days.push({ date, codes, covered, positions: positions.length });
  }
  return days;
}

export function closedBy(folder: TradingFolder, reason: string): readonly Row[] {
  return rowsOf(folder.path, `SELECT * FROM positions WHERE exit_reason = '${reason}'`);
}
