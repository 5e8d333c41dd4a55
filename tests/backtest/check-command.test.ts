import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { checkCommand } from '../../backtest/check-cli.ts';
import { NO_PAINT } from '../../src/views/paint.ts';
import { backtestFolder, jsonReport, priceCsv, type BacktestFolder } from './backtest-folder.ts';

let folder: BacktestFolder;
beforeEach(() => {
  folder = backtestFolder();
  folder.write(
    'prices/AMZN.csv',
    priceCsv('2014-06-02', '2016-03-31', (_, day) => 60 + day / 10),
  );
  const report = jsonReport('2015-10-23', { ticker: 'AMZN' });
  folder.write('reports/earnings_trade_candidates_2015-10-23.json', report);
});
afterEach(() => {
  folder.remove();
});

async function check(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  let code = -1;
  const streams = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    paint: NO_PAINT,
  };
  const command = checkCommand(streams, (exitCode) => {
    code = exitCode;
  });
  const inputs = ['--reports-dir', folder.path('reports'), '--prices', folder.path('prices')];
  await command.exitOverride().parseAsync([...args, ...inputs], { from: 'user' });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('the check command', () => {
  it('ends with 0 when a backtest is clean', async () => {
    const ran = await check('all', '--max-positions', '20');
    expect(ran.code, ran.out).toBe(0);
    for (const name of ['lookahead', 'warmup', 'start-date', 'fills', 'survivorship'])
      expect(ran.out).toContain(`${name}: clean`);
  });

  it('ends with 9 and lists what it found when it is not', async () => {
    const report = jsonReport('2015-10-26', { ticker: 'GONE' });
    folder.write('reports/earnings_trade_candidates_2015-10-26.json', report);
    const ran = await check('survivorship');
    expect(ran.code).toBe(9);
    expect(ran.out).toContain('look  GONE: has no prices; its candidates are not entered');
  });

  it('prints one JSON document', async () => {
    const ran = await check('fills', '--json', '--sample', 'all');
    expect(JSON.parse(ran.out)).toMatchObject({
      outcome: 'done',
      exit_code: 0,
      command: 'check',
      clean: true,
      checks: [{ name: 'fills', differences: [] }],
    });
  });

  it('refuses a backtest without a trade, a check nobody knows and a sample that is no number', async () => {
    expect((await check('all', '--min-score', '99')).code).toBe(5);
    await expect(check('everything')).rejects.toThrow('Allowed choices');
    await expect(check('lookahead', '--sample', '0')).rejects.toThrow('give a number, or all');
  });
});
