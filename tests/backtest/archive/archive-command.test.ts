import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { archiveCommand } from '../../../backtest/archive/archive-cli.ts';
import { runBacktestInProcess, runHere } from '../../support/backtest-in-process.ts';
import { tradingFolder, type Prices, type TradingFolder } from '../../support/trading-folder.ts';

let folder: TradingFolder;
beforeEach(() => {
  folder = tradingFolder(
    {
      AAA: { steady: 100, days: { '2015-10-07': [100, 101, 88, 89] } },
      BBB: { steady: 50 },
    },
    [{ ticker: 'BBB', exDate: '2015-09-01', ratio: 2 }],
  );
});
afterEach(() => {
  folder.remove();
});

const path = (name: string): string => join(folder.path, name);

type Json = Readonly<Record<string, unknown>>;

function importFrom(source: string, ...more: readonly string[]) {
  const args = ['import', '--from', path(source), '--archive', path('p.archive'), ...more];
  return runHere(archiveCommand, ...args);
}

async function imported(...more: readonly string[]): Promise<Json> {
  const { code, out, err } = await importFrom('prices', '--json', ...more);
  expect(code, err).toBe(0);
  return JSON.parse(out) as Json;
}

function backtested(prices: string, output: string, ...more: readonly string[]) {
  return runBacktestInProcess(
    ...['--candidates', path('candidates.json'), '--prices', path(prices)],
    ...['--output-dir', path(output), '--max-positions', '5', ...more],
  );
}

function writeCandidates(): void {
  const row = { report_date: '2015-10-05', grade: 'A', score: 90, price: 100 };
  folder.write('candidates.json', JSON.stringify([{ ticker: 'AAA', ...row }]));
}

/** The row of a day in a price file, written anew. */
function revise(ticker: string, date: string, prices: Prices): void {
  const name = `prices/${ticker}.csv`;
  const rows = folder.read(name).split('\n');
  const row = [date, ...prices, 1_000_000].join(',');
  folder.write(name, rows.map((old) => (old.startsWith(date) ? row : old)).join('\n'));
}

describe('openbell archive', () => {
  it('gives a backtest the same trades, skips and equity as the folder it was imported from', async () => {
    writeCandidates();
    await imported();
    expect((await backtested('prices', 'a')).code).toBe(0);
    expect((await backtested('p.archive', 'b')).code).toBe(0);
    for (const name of ['trades.csv', 'skipped.csv', 'equity.csv'])
      expect(folder.read(`b/${name}`), name).toBe(folder.read(`a/${name}`));
    expect(folder.read('a/trades.csv')).toContain('stop_loss');
  });

  it('says where its prices came from, import after import', async () => {
    await imported();
    await imported();
    const { out } = await runHere(archiveCommand, 'info', '--archive', path('p.archive'), '--json');
    const json = JSON.parse(out) as Json;
    expect(json).toMatchObject({ stocks: 2, actions: 1, first: '2015-06-01', last: '2015-11-06' });
    expect(json['imports']).toMatchObject([
      { number: 1, source: path('prices'), stocks: 2, bars_revised: 0 },
      { number: 2, source: path('prices'), stocks: 2, bars_added: 0, bars_revised: 0 },
    ]);
  });

  it('lists an old bar that changes, and the trade it would have changed', async () => {
    writeCandidates();
    await imported();
    expect((await backtested('p.archive', 'run')).code).toBe(0);
    // The low of 88 that filled the stop at 90 was a bad print: nothing fell.
    revise('AAA', '2015-10-07', [100, 101, 99, 100]);
    const json = await imported('--run', path('run'));
    expect(json['revisions']).toMatchObject([
      { ticker: 'AAA', before: { low: 88 }, after: { low: 99, close: 100 } },
    ]);
    expect(json['trades']).toMatchObject([
      { before: { ticker: 'AAA', exitReason: 'stop_loss' }, after: { exitReason: 'end_of_data' } },
    ]);
  });

  it('lists the weekly verdicts that come out otherwise by a revision', async () => {
    await imported();
    revise('BBB', '2015-10-09', [50, 50, 45, 45]);
    const json = await imported();
    const verdicts = json['verdicts'] as { asOf: string; after: { breaks: boolean } }[];
    expect(verdicts[0]).toMatchObject({
      ticker: 'BBB',
      asOf: '2015-10-09',
      after: { breaks: true },
    });
  });

  it('keeps what it had when the source cannot be read', async () => {
    await imported();
    const before = readFileSync(path('p.archive'));
    const { code, err } = await importFrom('nowhere');
    expect([code, err.includes('nowhere')]).toEqual([5, true]);
    expect(readFileSync(path('p.archive')).equals(before)).toBe(true);
  });

  it.each([
    ['is cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 40), 'its end is missing'],
    ['is something else', () => Buffer.from('hello'), 'no price archive'],
    ['has a bar changed', barFlipped, 'are not those that were written'],
    ['has a day changed', dayFlipped, 'its calendar is not the one that was written'],
  ])('is refused when it %s', async (_what, change, problem) => {
    writeCandidates();
    await imported();
    writeFileSync(path('p.archive'), change(readFileSync(path('p.archive'))));
    const { code, err } = await backtested('p.archive', 'out');
    expect([code, err]).toEqual([5, expect.stringContaining(problem) as string]);
  });

  it('holds raw prices: the reference profile is told to read the folder', async () => {
    writeCandidates();
    await imported();
    const { code, err } = await backtested('p.archive', 'out', '--profile', 'reference');
    expect([code, err]).toEqual([2, expect.stringContaining('adjusted prices') as string]);
  });
});

/** The index names where the calendar begins, and then where the blocks do. */
function barFlipped(bytes: Buffer): Buffer {
  const offsets = [...bytes.toString('latin1').matchAll(/"offset":(\d+)/g)].map(([, at]) =>
    Number(at),
  );
  return offsets.slice(1).reduce(flipped, bytes);
}

function dayFlipped(bytes: Buffer): Buffer {
  return flipped(bytes, 100);
}

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}
