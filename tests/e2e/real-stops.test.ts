/** The default stop of 10 % is not reached in these weeks; one of 4 % is, and each exit is checked against the bars. */
import { beforeAll, describe, expect, it } from 'vitest';

import { rawBars, realData } from '../support/raw-bars.ts';
import { closedBy, liveThrough, type Day } from '../support/real-span.ts';
import { tradingFolder } from '../support/trading-folder.ts';

const SPAN_TIMEOUT_MS = 180_000;

describe.skipIf(realData === undefined)(
  'seven weeks of real data with stops at 4 % (OPENBELL_REAL_DATA is set)',
  () => {
    const folder = tradingFolder({});
    let days: readonly Day[] = [];
    beforeAll(async () => {
      folder.write('openbell.yaml', 'trading:\n  stop_loss: 4\n');
      days = await liveThrough(folder, '2015-11-20');
      return () => {
        folder.remove();
      };
    }, SPAN_TIMEOUT_MS);

    it('ends every session with exit code 0 and every position covered', () => {
      expect(
        days.filter((day) => day.codes.join() !== '0,0' || day.positions !== day.covered),
      ).toEqual([]);
    });

    it('sells each stopped position on the first day that touches its stop, at the stop or at a lower open', () => {
      const stopped = closedBy(folder, 'stop_loss');
      expect(stopped.length).toBeGreaterThan(5);
      for (const row of stopped) {
        const [ticker, from, to] = [row['ticker'], row['entry_date'], row['exit_date']].map(String);
        const stop = Number(row['stop_price']);
        const lived = [...rawBars(ticker ?? '')].filter(
          ([date]) => date >= (from ?? '') && date <= (to ?? ''),
        );
        const touched = lived.find(([, { low }]) => low <= stop);
        expect(touched?.[0], `${ticker} with a stop at ${stop}`).toBe(to);
        expect(row['exit_price']).toBe(Math.min(touched?.[1].open ?? 0, stop));
      }
    });
  },
);
