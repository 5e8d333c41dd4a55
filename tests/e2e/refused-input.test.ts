/** Exit code 5: what is handed to the commands is refused as a whole, and nothing is decided from the rest of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { accountCounts, rowsOf } from '../support/book-database.ts';
import { runBuilt } from '../support/built-command.ts';
import {
  EXECUTE_MONDAY,
  FRIDAY,
  MONDAY,
  mondayFolder,
  PLAN_MONDAY,
} from '../support/monday-folder.ts';
import { executeArguments } from '../support/trading-day.ts';
import { reportText } from '../support/report-text.ts';
import { signalFile, type TradingFolder } from '../support/trading-folder.ts';

let monday: TradingFolder;
let planned: TradingFolder;
const used: TradingFolder[] = [];

function take(folder: TradingFolder): TradingFolder {
  const copy = folder.copy();
  used.push(copy);
  return copy;
}

beforeAll(async () => {
  monday = await mondayFolder();
  planned = monday.copy();
  used.push(monday, planned);
  await runBuilt('signal-generator', PLAN_MONDAY, planned.path);
});
afterAll(() => {
  for (const folder of used) folder.remove();
});

const NEWS = reportText(MONDAY, [{ ticker: 'NEWS', price: 50 }]);
const DEEP = 100_000;
const HTML = `reports/earnings_trade_analysis_${MONDAY}.html`;
const JSON_REPORT = `reports/earnings_trade_candidates_${MONDAY}.json`;

describe.concurrent('a report that cannot be trusted', () => {
  it.each([
    ['more than 5 MB', HTML, ' '.repeat(5 * 1024 * 1024 + 1)],
    ['binary', HTML, new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])],
    ['elements 100,000 deep', HTML, '<div>'.repeat(DEEP)],
    ['arrays 100,000 deep', JSON_REPORT, '['.repeat(DEEP)],
    ['JSON that breaks off', JSON_REPORT, NEWS.slice(0, -5)],
    ['a key told twice', JSON_REPORT, NEWS.replace('{', `{"report_date":"${MONDAY}",`)],
    ['another date than its name', JSON_REPORT, reportText(FRIDAY, [])],
    ['an empty page', HTML, ''],
    ['a name of another day', `reports/earnings_trade_candidates_${FRIDAY}.json`, NEWS],
    ['a name of no report', 'reports/notes.json', NEWS],
  ])('%s: ends the plan with 5 and writes nothing', async (_name, report, content) => {
    const folder = take(monday);
    folder.write(JSON_REPORT, NEWS);
    if (report === HTML) folder.write(JSON_REPORT, 'the twin is refused no less');
    folder.write(report, content);
    const before = folder.hashes();
    const args = ['--report-file', report, '--trade-date', MONDAY, '--prices', 'prices'];
    const { code, out, err } = await runBuilt('signal-generator', args, folder.path);
    expect(code, err).toBe(5);
    expect(out).toBe('');
    expect(err).toMatch(/^error .+\n {2}→ .+\n$/);
    expect(folder.hashes()).toEqual(before);
  });

  it.each([
    ['a folder', 'reports'],
    ['a report that is not there', 'reports/earnings_trade_analysis_2015-10-28.html'],
  ])('%s: ends the plan with 5', async (_name, report) => {
    const args = ['--report-file', report, '--prices', 'prices'];
    const { code } = await runBuilt('signal-generator', args, take(monday).path);
    expect(code).toBe(5);
  });

  it('a price folder that does not exist ends the plan with 5', async () => {
    const args = ['--no-report', '--trade-date', MONDAY, '--prices', 'nowhere'];
    const { code, err } = await runBuilt('signal-generator', args, take(monday).path);
    expect(code).toBe(5);
    expect(err).toContain('nowhere does not exist');
  });
});

describe.concurrent('a signal file that cannot be trusted', () => {
  type Change = (folder: TradingFolder) => readonly string[];
  const edit =
    (what: RegExp, by: string): Change =>
    (folder) => {
      const text = folder.read(signalFile(MONDAY));
      expect(text).toMatch(what);
      folder.write(signalFile(MONDAY), text.replace(what, by));
      return EXECUTE_MONDAY;
    };
  const otherFile =
    (file: string): Change =>
    () => ['--signals-file', file];
  const content =
    (text: string | Uint8Array): Change =>
    (folder) => {
      folder.write(signalFile(MONDAY), text);
      return EXECUTE_MONDAY;
    };

  const CASES: readonly (readonly [string, Change, string])[] = [
    ['with another quantity [F53]', edit(/"qty": 200/, '"qty": 199'), 'SIGNALS_CHANGED'],
    ['with one more space', edit(/\n$/, ' \n'), 'SIGNALS_CHANGED'],
    ['with a field nobody knows', edit(/\{/, '{"note": "hello",'), 'SIGNAL_FILE_REFUSED'],
    ['with a negative quantity', edit(/"qty": 200/, '"qty": -200'), 'SIGNAL_FILE_REFUSED'],
    ['of a later version', edit(/"schema_version": 1/, '"schema_version": 2'), 'SIGNAL_FILE'],
    ['of the shadow strategy', otherFile(signalFile(MONDAY, 'nwl_p4')), 'only ema_p10 is executed'],
    ['of another day', () => executeArguments(FRIDAY), 'SIGNALS_OF_OTHER_DAY'],
    ['that is missing', otherFile('signals/none.json'), 'does not exist'],
    ['that is no JSON', content('{"schema_version": 1,'), 'it is not JSON'],
    ['that is empty', content(''), 'it is not JSON'],
    ['that is not UTF-8', content(new Uint8Array([0xff, 0xfe, 0x00])), 'SIGNAL_FILE_REFUSED'],
    ['of more than 5 MB', content(' '.repeat(5 * 1024 * 1024 + 1)), 'at most'],
  ];

  it.each(CASES)(
    '%s: ends with 5, sends no order, and still checks every stop',
    async (_name, change, said) => {
      const folder = take(planned);
      const args = change(folder);
      const before = accountCounts(folder.path);
      const { code, out, err } = await runBuilt('executor', args, folder.path);
      expect(code, out + err).toBe(5);
      expect(out).toContain(said);
      expect(out).toContain('2 of 2 positions are covered');
      expect(accountCounts(folder.path)).toEqual(before);
      expect(rowsOf(folder.path, 'SELECT sum(begun) AS begun FROM signal_files')).toEqual([
        { begun: 2 },
      ]);
    },
  );

  it('made with another configuration: ends with 5 [F52] [R13]', async () => {
    const folder = take(planned);
    folder.write('openbell.yaml', 'trading:\n  trailing_transition_weeks: 0\n  stop_loss: 9\n');
    const { code, out } = await runBuilt('executor', EXECUTE_MONDAY, folder.path);
    expect(code).toBe(5);
    expect(out).toContain('SIGNALS_OF_OTHER_CONFIG');
  });

  it('regenerated after the session began: the fixed plan is written again, byte for byte [F54]', async () => {
    const folder = take(planned);
    await runBuilt('executor', EXECUTE_MONDAY, folder.path);
    const first = folder.read(signalFile(MONDAY));
    folder.write(signalFile(MONDAY), 'lost');
    const again = await runBuilt('signal-generator', PLAN_MONDAY, folder.path);
    expect(again.code).toBe(0);
    expect(again.out).toContain('SESSION_BEGUN');
    expect(folder.read(signalFile(MONDAY))).toBe(first);
  });
});
