/**
 * Live against the simulator over two real months, with stops close enough to be touched. The whole span of the data is
 * a command of its own: `npm run parity`.
 */
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { runReplayInProcess } from '../support/replay-in-process.ts';
import { realData } from '../support/raw-bars.ts';
import { tradingFolder } from '../support/trading-folder.ts';

const SPAN_TIMEOUT_MS = 180_000;

describe.skipIf(realData === undefined)('a replay of real data (OPENBELL_REAL_DATA is set)', () => {
  it(
    'finds no difference over eight weeks of autumn 2015 with stops at 5 %',
    async () => {
      const folder = tradingFolder({});
      folder.write('openbell.yaml', 'trading:\n  stop_loss: 5\n');
      const { code, out } = await runReplayInProcess([
        ...['--from', '2015-10-19', '--to', '2015-12-11'],
        ...['--reports-dir', join(realData ?? '', 'reports')],
        ...['--prices', join(realData ?? '', 'prices')],
        ...['--config', join(folder.path, 'openbell.yaml'), '--json'],
      ]);
      folder.remove();
      const told = JSON.parse(out) as {
        readonly sessions: number;
        readonly differences: number;
        readonly books: readonly {
          readonly counts: { readonly byReason: Readonly<Record<string, number>> };
        }[];
      };
      expect([code, told.differences, told.sessions]).toEqual([0, 0, 39]);
      const times = (reason: string): number =>
        told.books.reduce((sum, { counts }) => sum + (counts.byReason[reason] ?? 0), 0);
      expect(times('stop_loss')).toBeGreaterThan(5);
      expect(times('trend_break')).toBeGreaterThan(5);
      expect(times('rotated_out')).toBeGreaterThan(0);
    },
    SPAN_TIMEOUT_MS,
  );
});
