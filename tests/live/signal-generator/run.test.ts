import { afterEach, describe, expect, it } from 'vitest';

import { runSignalGenerator } from '../../../live/signal-generator/run.ts';
import { withHands } from '../../../live/wiring/hands.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
import { tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

const folders: TradingFolder[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

/** The crontab's line, on the morning of that day in New York, in a folder without reports. */
async function planned(date: string): Promise<{ readonly code: number; readonly text: string }> {
  const folder = tradingFolder({ NEWS: { steady: 50 } });
  folders.push(folder);
  const told: string[] = [];
  const say = (text: string): void => void told.push(text);
  const options = {
    reportFile: `reports/earnings_trade_analysis_${date}.html`,
    report: true,
    outputDir: 'signals',
    broker: 'paper',
    prices: 'prices',
    stateDb: 'live/state.db',
  } as const;
  const home = process.cwd();
  process.chdir(folder.path);
  try {
    const hands = withHands({ now: () => Date.parse(`${date}T14:05:00Z`) });
    const streams = { out: say, err: say, paint: NO_PAINT };
    return { code: await runSignalGenerator(options, streams, hands), text: told.join('\n') };
  } finally {
    process.chdir(home);
  }
}

describe('a report that is not there', () => {
  it.each(['2026-11-26', '2026-12-25'])(
    'is missed by nobody on %s, a holiday: the command says so and ends with 0 [F46]',
    async (holiday) => {
      const { code, text } = await planned(holiday);
      expect([code, text]).toEqual([
        0,
        expect.stringContaining(`${holiday} is no session of the New York Stock Exchange`),
      ]);
    },
  );

  it('is refused with 5 on a session [F51]', async () => {
    const { code, text } = await planned('2026-11-25');
    expect([code, text]).toEqual([5, expect.stringContaining('does not exist or cannot be read')]);
  });
});
