import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { rowsOf } from '../../support/book-database.ts';
import {
  replayArguments,
  replayFolder,
  runReplayInProcess,
} from '../../support/replay-in-process.ts';
import type { TradingFolder } from '../../support/trading-folder.ts';
import { EXECUTED, FROM, MARKET, TO } from './replay-market.ts';

type Told = {
  readonly sessions: number;
  readonly reports: number;
  readonly differences: number;
  readonly notes: readonly string[];
  readonly books: readonly {
    readonly strategy: string;
    readonly counts: Readonly<Record<string, unknown>>;
    readonly differences: readonly Readonly<Record<string, string | null>>[];
  }[];
};

const TIMEOUT_MS = 60_000;
const LINES = `SELECT format('%s %d %s @ %.2f, ', ticker, actual_shares, entry_date, entry_price)
  || iif(status = 'open', 'open', format('%s @ %.2f %s', exit_date, exit_price, exit_reason)) AS line
  FROM positions ORDER BY 1`;

let folder: TradingFolder;
let told: Told;

function keptIn({ path }: TradingFolder): string[] {
  return [...replayArguments(folder, FROM, TO), '--keep', join(path, 'kept'), '--json'];
}

beforeAll(async () => {
  folder = replayFolder(MARKET);
  const { code, out, err } = await runReplayInProcess(keptIn(folder));
  expect([code, err], out).toEqual([0, '']);
  told = JSON.parse(out) as Told;
}, TIMEOUT_MS);
afterAll(() => {
  folder.remove();
});

describe('replay over two weeks in which everything happens once', () => {
  it('finds no difference in either book [I15]', () => {
    expect(told).toMatchObject({ sessions: 12, reports: 4, differences: 0 });
    expect(told.books.map(({ strategy, differences }) => [strategy, differences])).toEqual([
      ['ema_p10', []],
      ['nwl_p4', []],
    ]);
  });

  it('counts what it has lived through', () => {
    const counts = {
      closed: 5,
      open: 3,
      byReason: { trend_break: 2, stop_loss: 2, rotated_out: 1 },
      splits: 1,
      // GAPS held, LESS without room, RICH worth no whole share.
      skips: 3,
    };
    expect(told.books.map((book) => book.counts)).toEqual([counts, counts]);
  });

  it('executes the trades that follow from the bars by hand', () => {
    const lines = rowsOf(join(folder.path, 'kept'), LINES, 'state.db').map((row) => row['line']);
    expect(lines).toEqual(EXECUTED);
  });

  it('sells the shadow book at the same opens and stops less the configured slippage', () => {
    const rows = rowsOf(
      join(folder.path, 'kept'),
      `SELECT ticker, exit_price FROM shadow_positions WHERE status = 'closed' ORDER BY 1`,
      'state.db',
    );
    const prices = [94, 85, 93, 90, 96].map((price) => Number((price * 0.995).toFixed(4)));
    expect(rows.map((row) => row['exit_price'])).toEqual(prices);
  });

  it('tells of the runs that could not do all they planned', () => {
    expect(told.notes).toHaveLength(1);
    expect(told.notes[0]).toMatch(/^2015-11-02 executor ended with 9: LATE: /);
  });

  it('says all of this to people, too', async () => {
    const { code, out } = await runReplayInProcess(replayArguments(folder, FROM, TO));
    expect(code).toBe(0);
    expect(out).toContain('12 sessions, 4 reports');
    expect(out).toContain(
      'trades 8: 5 closed (stops 2, trend breaks 2, rotations 1), 3 open at the end',
    );
    expect(out).toContain('splits lived through 1, candidates skipped 3');
    expect(out.trimEnd()).toMatch(/\ndifferences: 0$/);
  });

  it('says the same again over what it left', async () => {
    const again = await runReplayInProcess(keptIn(folder));
    expect(JSON.parse(again.out)).toEqual(told);
  });
});

describe('a span of one session', () => {
  it('is its entries, open at the end', async () => {
    const { code, out } = await runReplayInProcess(replayArguments(folder, FROM, FROM));
    expect(code).toBe(0);
    expect(out).toContain('1 sessions, 1 reports');
    expect(out).toContain('trades 6: 0 closed');
  });
});

describe('what a replay leaves behind', () => {
  it('is nothing in the temporary folder', async () => {
    const before = process.env['TMPDIR'];
    const own = mkdtempSync(join(tmpdir(), 'replay-test-'));
    process.env['TMPDIR'] = own;
    try {
      await runReplayInProcess(replayArguments(folder, FROM, FROM));
      expect(readdirSync(own)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      rmSync(own, { recursive: true });
    }
  });

  it('with --keep are state, account and signal files of both books', () => {
    const kept = readdirSync(join(folder.path, 'kept'), { recursive: true }).map(String);
    expect(kept).toContain('state.db');
    expect(kept).toContain('emulator.db');
    expect(kept.filter((name) => name.includes(FROM)).sort()).toEqual([
      `signals/trade_signals_${FROM}_ema_p10.json`,
      `signals/trade_signals_${FROM}_nwl_p4.json`,
    ]);
  });
});
